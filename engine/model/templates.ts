/** Templates: what the manifests and behaviors say, once per revision of a workload, and per container and probe in it, as rows. */

import {
  type ClusterSpec,
  type ContainerSpec,
  containersOfPod,
  eachOf,
  isSidecar,
  type OneOrEach,
  outliveProcess,
  type PerIncarnation,
  type PodSpec,
  type ProbeSpec,
  type ProbeTypeName,
  phaseScopes,
  podSpecsOf,
  probeHandlers,
  probeOrder,
  type RestartRuleSpec,
  restartPolicies,
  type ScriptEntrySpec,
  scriptAnswers,
  sharesCpu,
  sharesWorkers,
} from '../contract/cluster-spec.ts'
import type { DistributionBuilder } from '../kernel/distribution.ts'
import { usPerSecond } from '../kernel/time.ts'
import { ContainerKind, imagePullPolicyNames, probeTypeOrder, RestartAction } from './codes.ts'
import type { FaultEffect } from './faults/fault-rule.ts'
import { effectsOfFaults } from './faults/faults.ts'
import type { ProbeCost } from './metrics/node-probes.ts'
import { cpuTemplates, leakTemplates } from './node-use-templates.ts'
import { fillPod } from './pod-templates.ts'
import { fillTolerations } from './pod-tolerations.ts'
import type { CpuTemplateTable } from './tables/cpu.ts'
import type { LeakTemplateTable } from './tables/leaks.ts'
import {
  allocateContainerTemplates,
  allocatePodTemplates,
  allocateProbeTemplates,
  allocateRestartRules,
  allocateScripts,
  type ContainerTemplateTable,
  type PodTemplateTable,
  type ProbeTemplateTable,
  type RestartRuleTable,
  type ScriptTable,
} from './tables/templates.ts'
import { asksOthers } from './world/dependencies/needs.ts'
import { busyPlaces, serverPlaces } from './world/traffic/servers.ts'

export type Templates = {
  readonly containerTemplate: ContainerTemplateTable
  readonly probeTemplate: ProbeTemplateTable
  readonly script: ScriptTable
  readonly scriptIncarnations: Int32Array
  readonly scriptSequences: Uint8Array
  readonly perIncarnation: Int32Array
  readonly incarnationFact: Int32Array
  readonly restartRule: RestartRuleTable
  readonly restartRuleCodes: Int32Array
  readonly startErrors: Int32Array
  /** What runs of probes cost, each cost once; see `metrics/node-probes.ts`. */
  readonly probeCosts: readonly ProbeCost[]
  readonly podTemplate: PodTemplateTable
  readonly cpuTemplate: CpuTemplateTable
  readonly leakTemplate: LeakTemplateTable
}

type Lists = {
  readonly perIncarnation: number[]
  readonly incarnationFacts: number[]
  readonly incarnations: number[]
  readonly sequences: number[]
  readonly ruleCodes: number[]
  readonly startErrors: number[]
}

export function buildTemplates(spec: ClusterSpec, builder: DistributionBuilder): Templates {
  const revisions = spec.workloads.flatMap((one, workload) =>
    podSpecsOf(one).map((pod) => ({ workload, pod })),
  )
  const containers = revisions.flatMap(({ pod }) => containersOfPod(pod))
  const podTemplate = allocatePodTemplates(revisions.length)
  const containerTemplate = allocateContainerTemplates(containers.length)
  const probeTemplate = allocateProbeTemplates(
    containers.reduce((sum, one) => sum + Object.keys(one.probes).length, 0),
  )
  const script = allocateScripts(containers.reduce((sum, one) => sum + one.behavior.script.length, 0))
  const restartRule = allocateRestartRules(
    containers.reduce((sum, one) => sum + (one.restartRules?.length ?? 0), 0),
  )
  const lists: Lists = {
    perIncarnation: [],
    incarnationFacts: [],
    incarnations: [],
    sequences: [],
    ruleCodes: [],
    startErrors: [],
  }
  const costs = new Map<string, ProbeCost>()
  const effects = effectsOfFaults(spec)
  const isShared = sharesCpu(spec)
  let row = 0
  let probeRow = 0
  let scriptRow = 0
  let ruleRow = 0
  revisions.forEach(({ workload, pod }, revision) => {
    podTemplate.workload[revision] = workload
    podTemplate.firstContainer[revision] = row
    fillPod(podTemplate, revision, pod)
    fillTolerations(podTemplate, revision, { ...spec.workloads[workload], pod })
    const inPod = containersOfPod(pod)
    const servers = serverPlaces(spec, workload)
    const busy = busyPlaces(spec, workload)
    for (const [place, container] of inPod.entries()) {
      containerTemplate.workload[row] = workload
      containerTemplate.kind[row] = kindOf(pod, place)
      fillBehavior(containerTemplate, row, container, builder, lists)
      containerTemplate.imagePullPolicy[row] = imagePullPolicyNames.indexOf(container.imagePullPolicy)
      fillLifecycle(containerTemplate, row, container, builder)
      containerTemplate.ruleBegin[row] = ruleRow
      for (const rule of container.restartRules ?? []) fillRule(restartRule, ruleRow++, rule, lists)
      containerTemplate.ruleEnd[row] = ruleRow
      containerTemplate.scriptBegin[row] = scriptRow
      for (const entry of container.behavior.script) fillScript(script, scriptRow++, entry, builder, lists)
      containerTemplate.scriptEnd[row] = scriptRow
      row++
    }
    for (const place of probeOrder(pod)) {
      const container = inPod[place]
      const template = podTemplate.firstContainer[revision] + place
      containerTemplate.firstProbe[template] = probeRow
      for (const [typeId, type] of probeTypeOrder.entries()) {
        const probe = container.probes[type]
        if (probe === undefined) continue
        containerTemplate.probeOffset[template * 3 + typeId] =
          probeRow - containerTemplate.firstProbe[template]
        probeTemplate.costClass[probeRow] = costClassOf(probe, container, costs)
        fillProbe(probeTemplate, probeRow, workload, type, probe, container, builder, effects)
        const isServer = servers.has(place - pod.initContainers.length)
        const waits = isServer && sharesWorkers(container.behavior, probe.handler)
        if (isShared || waits) probeTemplate.isEverSlow[probeRow] = 1
        if (waits && busy.has(place - pod.initContainers.length)) probeTemplate.drawsAsked[probeRow] = 1
        probeRow++
      }
      containerTemplate.probeCount[template] = probeRow - containerTemplate.firstProbe[template]
    }
  })
  const cpuTemplate = cpuTemplates(spec, containers, builder, lists.perIncarnation)
  return {
    cpuTemplate,
    leakTemplate: leakTemplates(spec, containers),
    containerTemplate,
    probeTemplate,
    probeCosts: [...costs.values()],
    script,
    scriptIncarnations: Int32Array.from(lists.incarnations),
    scriptSequences: Uint8Array.from(lists.sequences),
    perIncarnation: Int32Array.from(lists.perIncarnation),
    incarnationFact: Int32Array.from(lists.incarnationFacts),
    restartRule,
    restartRuleCodes: Int32Array.from(lists.ruleCodes),
    startErrors: Int32Array.from(lists.startErrors),
    podTemplate,
  }
}

function kindOf({ initContainers }: PodSpec, place: number): number {
  if (place >= initContainers.length) return ContainerKind.Regular
  return isSidecar(initContainers[place]) ? ContainerKind.Sidecar : ContainerKind.Init
}

function fillLifecycle(
  table: ContainerTemplateTable,
  row: number,
  { restartPolicy, postStart, preStop }: ContainerSpec,
  builder: DistributionBuilder,
): void {
  if (restartPolicy !== undefined) table.restartPolicy[row] = restartPolicies.indexOf(restartPolicy)
  if (postStart !== undefined) {
    table.postStart[row] = builder.add(postStart.length)
    table.postStartEndsWithProcess[row] = postStart.endsWithProcess ? 1 : 0
    table.postStartFails[row] = postStart.fails ? 1 : 0
  }
  if (preStop !== undefined) {
    table.preStop[row] = builder.add(preStop.length)
    table.preStopEndsWithProcess[row] = preStop.endsWithProcess ? 1 : 0
  }
}

function fillRule(table: RestartRuleTable, row: number, rule: RestartRuleSpec, lists: Lists): void {
  table.isIn[row] = rule.operator === 'In' ? 1 : 0
  table.codesBegin[row] = lists.ruleCodes.length
  lists.ruleCodes.push(...rule.exitCodes)
  table.codesEnd[row] = lists.ruleCodes.length
  table.action[row] = rule.action === 'Restart' ? RestartAction.Restart : RestartAction.RestartAll
}

/** H7, H9: the place of the probe's cost among all costs, which grow by it if it is new. */
function costClassOf(probe: ProbeSpec, { behavior }: ContainerSpec, costs: Map<string, ProbeCost>): number {
  const cost = { opensSocket: probe.handler !== 'exec', cpuUs: behavior.probeCpuUs[probe.handler] }
  const key = `${cost.opensSocket} ${cost.cpuUs}`
  if (!costs.has(key)) costs.set(key, cost)
  return [...costs.keys()].indexOf(key)
}

function fillBehavior(
  table: ContainerTemplateTable,
  row: number,
  { behavior }: ContainerSpec,
  builder: DistributionBuilder,
  lists: Lists,
): void {
  const add = (
    values: PerIncarnation,
    at: Int32Array,
    count: Int32Array,
    fact: OneOrEach<number> = 0,
  ): void => {
    const facts = eachOf(fact)
    at[row] = lists.perIncarnation.length
    count[row] = Math.max(values.length, facts.length)
    for (let each = 0; each < count[row]; each++) {
      lists.perIncarnation.push(builder.add(values[Math.min(each, values.length - 1)]))
      lists.incarnationFacts.push(facts[Math.min(each, facts.length - 1)])
    }
  }
  const tcpOk = eachOf(behavior.hang.tcpOk).map(Number)
  add(behavior.start, table.startAt, table.startCount)
  add(behavior.startup, table.startupAt, table.startupCount)
  add(behavior.hang.after, table.hangAt, table.hangCount, tcpOk)
  add(behavior.crash.after, table.crashAt, table.crashCount, behavior.crash.exitCode)
  add(behavior.complete.after, table.completeAt, table.completeCount)
  add(behavior.shutdown.after, table.shutdownAt, table.shutdownCount, behavior.shutdown.exitCode)
  table.refusesAfterSigterm[row] = behavior.afterSigterm === 'refused' ? 1 : 0
  table.startErrorsBegin[row] = lists.startErrors.length
  lists.startErrors.push(...behavior.startError)
  table.startErrorsEnd[row] = lists.startErrors.length
  table.errorRate[row] = behavior.errorRate
  table.slowEvery[row] = behavior.slow ? builder.add(behavior.slow.every) : -1
  table.slowFor[row] = behavior.slow ? builder.add(behavior.slow.for) : -1
  table.slowFactor[row] = behavior.slow?.factor ?? 1
  table.slowScope[row] = phaseScopes.indexOf(behavior.slow?.scope ?? 'container')
  table.slowSurvives[row] = behavior.slow && outliveProcess(behavior.slow) ? 1 : 0
  table.pauseEvery[row] = behavior.pause ? builder.add(behavior.pause.every) : -1
  table.pauseFor[row] = behavior.pause ? builder.add(behavior.pause.for) : -1
  table.imagePull[row] = builder.add(behavior.image.pull)
  table.imageCheck[row] = builder.add(behavior.image.check)
}

function fillProbe(
  table: ProbeTemplateTable,
  row: number,
  workload: number,
  type: ProbeTypeName,
  probe: ProbeSpec,
  { behavior }: ContainerSpec,
  builder: DistributionBuilder,
  effects: ReadonlySet<FaultEffect>,
): void {
  table.type[row] = probeTypeOrder.indexOf(type)
  table.handler[row] = probeHandlers.indexOf(probe.handler)
  table.initialDelaySeconds[row] = probe.initialDelayUs / usPerSecond
  table.timeoutUs[row] = probe.timeoutUs
  table.periodUs[row] = probe.periodUs
  table.successThreshold[row] = probe.successThreshold
  table.failureThreshold[row] = probe.failureThreshold
  table.graceUs[row] = probe.terminationGraceUs ?? -1
  table.portDefined[row] = probe.portDefined ? 1 : 0
  table.latency[row] = builder.add(behavior.latency[type])
  table.workload[row] = workload
  table.errorRate[row] = behavior.errorRate
  const asks = asksOthers(behavior, type)
  table.isEverSlow[row] = behavior.slow !== undefined || effects.has('slows') || asks ? 1 : 0
  table.waits[row] = sharesWorkers(behavior, probe.handler) ? 1 : 0
  table.asksOthers[row] = asks ? 1 : 0
  table.drawsAsked[row] = table.asksOthers[row]
  table.isEverPaused[row] = behavior.pause === undefined ? 0 : 1
  const hangs = effects.has('hangs') || behavior.hang.after.some(({ kind }) => kind !== 'never')
  const everConnects = probe.handler === 'tcpSocket' && eachOf(behavior.hang.tcpOk).every(Boolean)
  table.mayHang[row] = hangs && !everConnects ? 1 : 0
  table.mayBeCut[row] = effects.has('deletesPods') && probe.handler === 'exec' ? 1 : 0
  table.latestQuietUs[row] = probe.timeoutUs <= probe.periodUs ? probe.timeoutUs - 1 : probe.periodUs
}

function fillScript(
  table: ScriptTable,
  row: number,
  entry: ScriptEntrySpec,
  builder: DistributionBuilder,
  lists: Lists,
): void {
  table.typeMask[row] = entry.probe === 'all' ? 7 : 1 << probeTypeOrder.indexOf(entry.probe)
  table.afterUs[row] = entry.afterUs
  table.answer[row] = scriptAnswers.indexOf(entry.answer)
  table.latency[row] = entry.latencyUs === undefined ? -1 : builder.add(entry.latencyUs)
  table.incarnationsBegin[row] = lists.incarnations.length
  lists.incarnations.push(...(entry.incarnations ?? []))
  table.incarnationsEnd[row] = lists.incarnations.length
  table.sequenceBegin[row] = lists.sequences.length
  for (const letter of entry.sequence ?? '') lists.sequences.push(letter.charCodeAt(0))
  table.sequenceEnd[row] = lists.sequences.length
  table.isIll[row] = entry.ill ? 1 : 0
}
