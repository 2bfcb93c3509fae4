/** How a study was set, thing by thing: what two results are compared by. */
import { workloadLabel } from '../engine/contract/cluster-spec.ts'
import type { ClusterSpec, ContainerSpec, FaultSpec, ProbeSpec, RevisionRef } from '../engine/index.ts'
import { outlineOf } from '../engine/study/questions/study-outline.ts'
import { faultText, markedFaults } from '../reports/charts/marked-faults.ts'
import { targetText } from '../reports/fault-target.ts'
import { behaviorTexts } from './behavior-text.ts'
import { clusterTexts, processorsText } from './cluster-text.ts'
import { needsText, requestTexts } from './requests-text.ts'

const probeTypes = ['startup', 'readiness', 'liveness'] as const

/** Containers, as written, whose behavior is told: that of more would make a large file. */
const behaviorsMax = 1000

/** `{"shop/deployment/web, container app, liveness probe": "httpGet every 10 s, timeout 1 s, failures 3"}`. */
export function settingsOf(spec: ClusterSpec): Record<string, string> {
  const settings: Record<string, string> = {
    ...clusterTexts(spec),
    faults: faultsText(spec),
    ...requestTexts(spec),
  }
  let told = 0
  for (const workload of spec.workloads) {
    const label = workloadLabel(workload)
    settings[`${label}, pods`] = String(workload.replicas)
    for (const container of [...workload.pod.initContainers, ...workload.pod.containers]) {
      for (const type of probeTypes) {
        const probe = container.probes[type]
        if (probe !== undefined)
          settings[`${label}, container ${container.name}, ${type} probe`] = probeText(probe)
      }
      if (told++ >= behaviorsMax) continue
      const of = `${label}, container ${container.name}`
      const processors = processorsText(container)
      if (processors !== undefined) settings[`${of}, processors`] = processors
      for (const [part, text] of Object.entries(behaviorTexts(container.behavior)))
        settings[`${of}, ${part}`] = text
      const needs = needsText(container.behavior, spec)
      if (needs !== undefined) settings[`${of}, needs`] = needs
    }
  }
  return settings
}

function faultsText(spec: ClusterSpec): string {
  const targets = spec.faults.map((fault) => targetText(fault, spec))
  const marks = markedFaults({ ...outlineOf(spec), targets })
  return marks.map((mark, index) => faultText(mark) + howText(spec.faults[index]!, spec)).join('; ') || 'none'
}

/** What a fault does beside its kind, target and times. */
function howText(fault: FaultSpec, spec: ClusterSpec): string {
  switch (fault.kind) {
    case 'slow':
      return `, answers ${fault.factor} times as slow`
    case 'crash':
      return `, exit code ${fault.exitCode}`
    case 'delete':
      return fault.force
        ? ', by force'
        : fault.gracePeriodUs === undefined
          ? ''
          : `, grace ${fault.gracePeriodUs / 1e6} s`
    case 'rollout': {
      const { edit, revisions } = fault
      const edited =
        edit === undefined ? '' : `, image ${edit.image}${edit.fails ? ', which cannot be pulled' : ''}`
      return revisions.map((to) => `, ${revisionText(to, spec)}`).join('') + edited
    }
    default:
      return ''
  }
}

/** How a later revision of a workload differs from what its manifest says, container by container. */
function revisionText({ workload, revision }: RevisionRef, spec: ClusterSpec): string {
  const { pod, revisions = [] } = spec.workloads[workload]!
  const label = workloadLabel(spec.workloads[workload]!)
  if (revision === 0) return `${label} as in its manifest`
  const before = [...pod.initContainers, ...pod.containers]
  const later = revisions[revision - 1]!
  const changes = [...later.initContainers, ...later.containers].flatMap((container, place) => {
    const texts = changesOf(before[place]!, container)
    return texts.length === 0 ? [] : [`container ${container.name}: ${texts.join(', ')}`]
  })
  return `${label} with ${changes.join('; ') || 'the same containers, started anew'}`
}

function changesOf(before: ContainerSpec, after: ContainerSpec): string[] {
  const image = before.image === after.image ? [] : [`image ${after.image}`]
  const probes = probeTypes.flatMap((type) => {
    const [old, now] = [before.probes[type], after.probes[type]].map((one) => one && probeText(one))
    return old === now ? [] : [now === undefined ? `no ${type} probe` : `${type} probe ${now}`]
  })
  const old = behaviorTexts(before.behavior)
  const now = behaviorTexts(after.behavior)
  const parts = [...new Set([...Object.keys(old), ...Object.keys(now)])]
  const behavior = parts.flatMap((part) =>
    old[part] === now[part] ? [] : [`${part} ${now[part] ?? 'never'}`],
  )
  return [...image, ...probes, ...behavior]
}

function probeText({
  handler,
  initialDelayUs,
  periodUs,
  timeoutUs,
  successThreshold,
  failureThreshold,
}: ProbeSpec): string {
  const delay = initialDelayUs === 0 ? '' : `, first after ${initialDelayUs / 1e6} s`
  const successes = successThreshold === 1 ? '' : `, successes ${successThreshold}`
  return `${handler} every ${periodUs / 1e6} s, timeout ${timeoutUs / 1e6} s, failures ${failureThreshold}${successes}${delay}`
}
