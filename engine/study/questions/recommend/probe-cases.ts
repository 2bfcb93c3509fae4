/** The probes of a spec: those that a formula speaks of, which of them are alike, and why the others are left out. */

import {
  type ClusterSpec,
  type ContainerRef,
  type ContainerSpec,
  isSidecar,
  type ProbeSpec,
  type ProbeTypeName,
  sharesWorkers,
  type WorkloadSpec,
  workloadLabel,
} from '../../../contract/cluster-spec.ts'
import type { KnownOf, LimitName, Limits, SkippedProbe } from '../../../contract/recommendation.ts'
import { versionProfile } from '../../../model/version-profile.ts'
import { askedAnswers } from '../../theory/asked-answers.ts'
import { CrowdedStarts } from '../../theory/crowded-starts.ts'
import { seesStartsAtOnce } from '../../theory/first-start.ts'
import { Outages } from '../../theory/outages.ts'
import { loadsOn, type ServiceLoad } from '../../theory/service-load.ts'
import { ProbeCase } from './probe-case.ts'
import type { BackoffLimits } from './restart-wait.ts'
import { settingKey } from './search-space.ts'

const probeTypes: readonly ProbeTypeName[] = ['startup', 'readiness', 'liveness']

/** Those that are alike together, by the first of each. */
export function alikeCases(cases: readonly ProbeCase[]): ProbeCase[][] {
  const groups: ProbeCase[][] = []
  const bySetting = new Map<string, ProbeCase[][]>()
  for (const probe of cases) {
    // What is quickly told apart first.
    const key = `${probe.type} ${probe.containers} ${settingKey(probe.current)}`
    const near = bySetting.get(key) ?? []
    bySetting.set(key, near)
    const group = near.find(([first]) => first.isLike(probe))
    if (group !== undefined) group.push(probe)
    else {
      const made = [probe]
      near.push(made)
      groups.push(made)
    }
  }
  return groups
}

/** Every probe that a formula speaks of, in the order of the spec, and why it does not of the others. */
export function probeCases(
  spec: ClusterSpec,
  knownOf: KnownOf,
  limits?: Limits,
): {
  readonly cases: readonly ProbeCase[]
  readonly skipped: readonly SkippedProbe[]
} {
  const cases: ProbeCase[] = []
  const skipped: SkippedProbe[] = []
  const outages = new Outages(spec)
  const crowds = new CrowdedStarts(spec)
  const kubelet = { ...backoffOf(spec), seesStartsAtOnce: seesStartsAtOnce(spec) }
  for (const [index, workload] of spec.workloads.entries()) {
    const { initContainers, containers } = workload.pod
    const refs = [
      ...initContainers.flatMap((container, at) =>
        isSidecar(container) ? [{ container, ref: { workload: index, container: at, isInit: true } }] : [],
      ),
      ...containers.map((container, at) => ({ container, ref: { workload: index, container: at } })),
    ]
    for (const { container, ref } of refs) {
      for (const type of probeTypes) {
        const probe = container.probes[type]
        if (probe === undefined) continue
        const reason = reasonToSkip(workload, container, probe)
        if (reason === undefined) {
          const known = knownOf(ref).setsLatency[type]
          const outageAt = (seconds: number) => outages.longest(ref, type, seconds * 1e6)
          const [slowed, crowd] = [crowds.slowed(container), crowds.of(container)]
          const asked = askedAnswers(spec, container, type)
          const loads = waitingLoads(spec, ref, container, probe, type)
          const around = { outageAt, loads, ...(crowd && { crowd }), ...(asked && { asked }) }
          cases.push(new ProbeCase(index, workload, slowed, type, kubelet, known, 1, around))
        } else {
          const names = { workload: workloadLabel(workload), container: container.name, probe: type }
          skipped.push({ ...names, reason, breaks: neverNoticed(workload, probe, type, limits) })
        }
      }
    }
  }
  return { cases, skipped }
}

/** Loads of the Services whose requests the runs of a probe wait with, as in `liveness-behind-requests`. */
function waitingLoads(
  spec: ClusterSpec,
  ref: ContainerRef,
  { behavior }: ContainerSpec,
  { handler }: ProbeSpec,
  type: ProbeTypeName,
): ServiceLoad[] {
  if (type === 'startup' || ref.isInit === true || !sharesWorkers(behavior, handler)) return []
  return loadsOn(spec, ref)
}

/** Kubelets may differ; that of the first nodes stands for all. */
function backoffOf(spec: ClusterSpec): BackoffLimits {
  const { backoffBaseUs, backoffCapUs } = versionProfile(spec, spec.nodes[0].kubelet)
  return { baseSeconds: backoffBaseUs / 1e6, capSeconds: backoffCapUs / 1e6 }
}

/** Named limits that a probe breaks because it never fails: an error is no failure (P13). */
function neverNoticed(
  { replicas }: WorkloadSpec,
  { portDefined }: ProbeSpec,
  type: ProbeTypeName,
  limits: Limits | undefined,
): LimitName[] {
  if (replicas === 0 || portDefined || type === 'startup') return []
  const limit = type === 'readiness' ? 'remove-within' : 'detect-within'
  return limits?.[limit] == null ? [] : [limit]
}

function reasonToSkip(
  workload: WorkloadSpec,
  { behavior }: ContainerSpec,
  { portDefined }: ProbeSpec,
): string | undefined {
  if (workload.replicas === 0) return 'the workload has no pods'
  if (!portDefined) return 'every run errs, for its port is not defined (P13)'
  if (behavior.script.length > 0) return 'a script decides what it answers'
  return undefined
}
