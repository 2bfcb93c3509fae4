/** A measured run as a scenario: its pods as they were, what their containers do, and what the machine took. */
import type { ClusterSpec } from '../../../engine/model/cluster-spec.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import type { Behavior } from './command-script.ts'
import type { ContainerTrace } from './container-trace.ts'
import { planContainerdRun } from './containerd-run.ts'
import { seconds } from './laws.ts'
import { measuredTraces, readMeasured } from './measured.ts'
import { type Container, containersOf, type Pod, readPods } from './pods.ts'
import type { MeasuredRunSpec } from './runs.ts'
import { planScriptedRun } from './scripted-run.ts'

/** What differs between the runtimes. */
export type RunPlan = {
  /** The pod as it is simulated. */
  readonly manifest: (pod: Pod) => Pod
  /** Keys of the scenario's `overheads`. */
  readonly overheads: object
  /** When the pod appears, in seconds of the trace. */
  readonly createdSeconds: (pod: Pod) => number
  /** @param isFirst whether the pod has no container before it. */
  readonly behavior: (pod: Pod, container: Container, isFirst: boolean) => Behavior
  readonly faults: readonly object[]
  /** How late timers of the machine fire, in seconds, each as likely as the others. */
  readonly lateness: readonly number[]
  /** From a sync to the readiness probe that it triggers (P6), in seconds, likewise. */
  readonly triggerWay: readonly number[]
  /** Whether the log tells when a result came, not when the container was asked. */
  readonly logsResults: boolean
}

export type Replay = {
  readonly run: MeasuredRunSpec
  readonly plan: RunPlan
  readonly spec: ClusterSpec
  readonly measured: readonly ContainerTrace[]
}

export async function replayOf(run: MeasuredRunSpec): Promise<Replay> {
  const { header, cases: all } = readMeasured(run.traces)
  const cases = all.filter((one) => !Object.hasOwn(run.leftOut, one.case))
  const isReplayed = (pod: Pod): boolean => cases.some((one) => one.case === pod.metadata.name)
  const pods = readPods(run.pods).filter(isReplayed)
  const measured = cases.flatMap((one) => measuredTraces(one, run.untilSeconds))
  const plan =
    run.runtime === 'scripted'
      ? planScriptedRun(run, cases, pods, measured)
      : planContainerdRun(run, measured)
  const duration = seconds(run.untilSeconds - run.originSeconds)
  const scenario = {
    apiVersion: 'probestorm.dev/v1alpha1',
    kind: 'Scenario',
    metadata: { name: `conformance-${run.name.toLowerCase()}` },
    spec: {
      duration,
      interval: duration,
      seed: 'validation',
      kubernetesVersion: run.kubernetesVersion,
      featureGates: run.featureGates,
      initialState: 'created',
      kubeletUptime: '0s',
      clockOffset: seconds((header.t0_second_fraction + run.originSeconds) % 1),
      nodes: [{ name: 'node', count: 1, allocatable: { pods: '110' } }],
      overheads: plan.overheads,
      workloads: pods.flatMap((pod) => entriesOf(pod, plan, run.originSeconds)),
      faults: plan.faults,
    },
  }
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [scenario, ...pods.map(plan.manifest)],
  })
  const { spec } = await loadScenario({ files: ['-'], readStdin: () => text })
  return { run, plan, spec, measured }
}

function entriesOf(pod: Pod, plan: RunPlan, originSeconds: number): object[] {
  return containersOf(pod).map((container, index) => ({
    match: { kind: 'Pod', name: pod.metadata.name, container: container.name },
    createdAt: seconds(plan.createdSeconds(pod) - originSeconds),
    behavior: plan.behavior(pod, container, index === 0),
  }))
}
