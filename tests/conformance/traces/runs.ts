/** The four measured runs: their data, the rules that they follow, and what is left out of the comparison and why. */

import type { ProbeTypeName } from '../../../engine/model/cluster-spec.ts'
import type { IntervalKind } from './intervals.ts'

export type MeasuredRunSpec = {
  readonly name: string
  readonly traces: string
  readonly pods: string
  readonly runtime: 'scripted' | 'containerd'
  /** What ran, in one line. */
  readonly what: string
  readonly kubernetesVersion: string
  readonly featureGates: Readonly<Record<string, boolean>>
  /** Seconds of the trace at which the simulated run begins. */
  readonly originSeconds: number
  /** Seconds of the trace that are compared. */
  readonly untilSeconds: number
  /** Cases that are not replayed, with the reason. */
  readonly leftOut: Readonly<Record<string, string>>
  /** What of a case is left out of the comparison: what comes from that second on, or one type of probe. */
  readonly cut: Readonly<Record<string, Cut>>
  /** Kinds in which the simulation is known to differ, with what is behind it. */
  readonly knownToDiffer: Readonly<Partial<Record<IntervalKind, string>>>
}

export type Cut = { readonly fromSeconds?: number; readonly probe?: ProbeTypeName; readonly reason: string }

/**
 * The prober begins when the kubelet has started up, which took 6.3 s in a run of the same program: workers made
 * before their period has passed since then sleep first (P5). Simulated time 0 is that moment.
 */
const startUpSeconds = 6.3

/** The prober of these runs was taken before 1.35 taught it to keep `started` and readiness (P10, P15). */
const proberBefore135 = { ChangeContainerStatusOnKubeletRestart: true }

const twoTriggers =
  'after a restart in the sync of the kill the real kubelet triggered the readiness worker twice within 3 ms (P6), the simulated one does so once: one call more in about half of these instances; the other half met the old container with the first of the two'

export const measuredRuns: readonly MeasuredRunSpec[] = [
  {
    name: 'B',
    traces: 'kubelet_traces.ndjson',
    pods: 'pods_sim.yaml',
    runtime: 'scripted',
    what: 'scripted runtime, current probe logic, requeue and back-off of 1.34',
    kubernetesVersion: '1.34',
    featureGates: {},
    originSeconds: startUpSeconds,
    untilSeconds: 1500,
    leftOut: {},
    cut: {
      'delete-b': {
        fromSeconds: 135,
        reason:
          'kubelet 1.20 ends all workers of a removed pod at once, not when its containers have stopped (P18)',
      },
    },
    knownToDiffer: {},
  },
  {
    name: 'D1',
    traces: 'kubelet_traces_10_300.ndjson',
    pods: 'pods_sim.yaml',
    runtime: 'scripted',
    what: 'as B, requeue and back-off of 1.35',
    kubernetesVersion: '1.35',
    featureGates: proberBefore135,
    originSeconds: startUpSeconds,
    untilSeconds: 1200,
    leftOut: {},
    cut: {},
    knownToDiffer: {},
  },
  {
    name: 'D2',
    traces: 'kubelet_traces_1_60.ndjson',
    pods: 'pods_sim.yaml',
    runtime: 'scripted',
    what: 'as D1, back-off 1 s to 60 s',
    kubernetesVersion: '1.35',
    featureGates: {
      ...proberBefore135,
      ReduceDefaultCrashLoopBackOffDecay: true,
      KubeletCrashLoopBackOffMax: false,
    },
    originSeconds: startUpSeconds,
    untilSeconds: 900,
    leftOut: {},
    cut: {},
    knownToDiffer: { 'calls in an instance': twoTriggers },
  },
  {
    name: 'C',
    traces: 'kubelet_traces_containerd.ndjson',
    pods: 'pods_containerd.yaml',
    runtime: 'containerd',
    what: 'containerd 1.6 and runc, kubelet 1.20 as released',
    kubernetesVersion: '1.34',
    featureGates: {},
    originSeconds: startUpSeconds,
    untilSeconds: 1300,
    leftOut: {},
    cut: {
      'live-exec-30': {
        fromSeconds: 275.97,
        reason:
          'the restart at 276.16 s did not wait for the 80 s that the rules ask for, as if one earlier restart had not stepped the back-off; all later waits are one step behind; not explained',
      },
      'slow-start': {
        probe: 'readiness',
        reason:
          'kubelet 1.20 does not trigger readiness probes (P6): the first comes at the next tick of its worker',
      },
    },
    knownToDiffer: {},
  },
]

/** Simulated copies behind `docs/validation.md`. */
export const copiesOfPage = 1000
