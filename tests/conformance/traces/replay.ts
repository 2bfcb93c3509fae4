/** A measured run as a scenario: its pods as they were, what their containers do, and what the machine took. */
import { existsSync } from 'node:fs'
import type { ClusterSpec } from '../../../engine/contract/cluster-spec.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import type { Behavior } from './command-script.ts'
import type { PodTrace } from './container-trace.ts'
import { planContainerdRun } from './containerd-run.ts'
import { seconds } from './laws.ts'
import { measuredTrace } from './measured.ts'
import type { RunFacts } from './pod-intervals.ts'
import { type Container, containersOf, type Pod, probesOf, readPods } from './pods.ts'
import { type RecordedHeader, readRecording } from './recording.ts'
import type { MeasuredRunSpec } from './runs.ts'
import { handlerWords, isClosed, reasonWithoutCounterpart, wordsOf } from './script-words.ts'
import { companionsOf, planScriptedRun, type Recorded } from './scripted-run.ts'

/** What differs between the runtimes. */
export type RunPlan = {
  /** The pod as it is simulated. */
  readonly manifest: (pod: Pod) => Pod
  /** Pools of one node each. */
  readonly nodes: readonly string[]
  /** Keys of the scenario's `overheads`. */
  readonly overheads: object
  /** When the pod appears, in seconds of the recording. */
  readonly createdSeconds: (pod: Pod) => number
  /**
   * @param isFirst whether the pod has no container before it.
   * @param agesEarlierSeconds by how much the ages of its script come earlier.
   */
  readonly behavior: (
    pod: Pod,
    container: Container,
    isFirst: boolean,
    agesEarlierSeconds: number,
  ) => Behavior
  readonly faults: readonly object[]
  /** How late timers of the machine fire, in seconds, each as likely as the others. */
  readonly lateness: readonly number[]
  /** From a sync to the readiness probe that it triggers (P6), in seconds, likewise. */
  readonly triggerWay: readonly number[]
  /** What a relist takes longer for the pods that were added at once, in seconds, likewise. */
  readonly crowdWay: readonly number[]
  /** Names of the pods that were added at once. */
  readonly crowd: ReadonlySet<string>
  /** From a start to the relist that sees it, where the sync has asked for one (Z1), in seconds, likewise. */
  readonly seenWay: readonly number[]
  /** Whether the log tells when a result came, not when the container was asked. */
  readonly logsResults: boolean
}

export type Replay = {
  readonly run: MeasuredRunSpec
  readonly plan: RunPlan
  readonly spec: ClusterSpec
  /** The same, but a tick that is due just before an age of a script meets it, as one that is late does. */
  readonly lateSpec: ClusterSpec
  readonly pods: readonly Pod[]
  readonly facts: RunFacts
  /** While the kubelet was down nobody asked: seconds of the recording. */
  readonly downtime: readonly [from: number, to: number] | undefined
  /** In the order of `pods`. */
  readonly measured: readonly PodTrace[]
  /** Cases that are not replayed, with the reason. */
  readonly leftOut: Readonly<Record<string, string>>
  /** Names of containers and probes (`pod/container type`) whose calls reach no process. */
  readonly unanswered: ReadonlySet<string>
  /** Names of containers (`pod/container`) that never end by themselves. */
  readonly endless: ReadonlySet<string>
}

/** Where the recordings and the manifests of their pods are. */
export const recordings = new URL('kubelets/', import.meta.url)

export function hasRecording(run: MeasuredRunSpec, folder: URL): boolean {
  return existsSync(recordingFile(run.recording, folder))
}

/** The shorter form, else the original. */
function recordingFile(name: string, folder: URL): URL {
  const short = new URL(`${name}.ndjson`, folder)
  return existsSync(short) ? short : new URL(`e2e_${name}.json`, folder)
}

/** A new kubelet process makes its first sync so long after its begin. */
const kubeletStartSeconds = 1.05

export async function replayOf(run: MeasuredRunSpec, folder = recordings): Promise<Replay> {
  const { header, cases } = readRecording(recordingFile(run.recording, folder))
  const all = readPods(new URL(`${run.pods}.yaml`, folder)).flatMap((pod): Recorded[] => {
    const recorded = cases.find((one) => one.case === pod.metadata.name)
    return recorded === undefined ? [] : [{ pod, recorded }]
  })
  const leftOut = { ...(run.runtime === 'scripted' ? withoutCounterpart(all) : {}), ...run.leftOut }
  const recorded = all.filter(({ pod }) => !Object.hasOwn(leftOut, pod.metadata.name))
  const pods = recorded.map(({ pod }) => pod)
  const until = run.untilSeconds ?? header.observed_until_s!
  const measured = recorded.map((one) => measuredTrace(one.recorded, one.pod, until))
  const containers = measured.flatMap((trace) => trace.containers)
  const plan =
    run.runtime === 'scripted'
      ? planScriptedRun(run, recorded, machineOf(run, folder), until)
      : planContainerdRun(run, containers)
  const downtime = downtimeOf(header)
  const present = [...pods, ...(run.runtime === 'scripted' ? companionsOf(run, pods) : [])]
  const specWith = (agesEarlierSeconds: number): Promise<ClusterSpec> =>
    scenarioOf(run, header, present, plan, until, downtime?.[1], agesEarlierSeconds)
  return {
    run,
    plan,
    spec: await specWith(0),
    lateSpec: await specWith(lateSeconds),
    pods,
    facts: { until, kubeletRestartedAt: downtime?.[1] },
    downtime,
    measured,
    leftOut,
    unanswered: new Set(run.runtime === 'scripted' ? pods.flatMap(unansweredOf) : []),
    endless: new Set(run.runtime === 'scripted' ? pods.flatMap(endlessOf) : []),
  }
}

/** A tick is rarely later. */
const lateSeconds = 0.03

/** The run of which the machine's lengths are known: its containers, as they were measured. */
function machineOf(run: MeasuredRunSpec, folder: URL): readonly Recorded[] {
  const { cases } = readRecording(recordingFile(run.machine, folder))
  return readPods(new URL('pods_sim.yaml', folder)).flatMap((pod) => {
    const recorded = cases.find((one) => one.case === pod.metadata.name)
    return recorded === undefined ? [] : [{ pod, recorded }]
  })
}

async function scenarioOf(
  run: MeasuredRunSpec,
  header: RecordedHeader,
  pods: readonly Pod[],
  plan: RunPlan,
  until: number,
  kubeletRestartedAt: number | undefined,
  agesEarlierSeconds: number,
): Promise<ClusterSpec> {
  const { originSeconds } = run
  const duration = seconds(until - originSeconds)
  const restart = kubeletRestartedAt && {
    kind: 'kubeletRestart',
    at: seconds(kubeletRestartedAt - originSeconds),
  }
  const scenario = {
    apiVersion: 'probestorm.dev/v1alpha1',
    kind: 'Scenario',
    metadata: { name: `conformance-${run.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}` },
    spec: {
      duration,
      interval: duration,
      seed: 'validation',
      kubernetesVersion: run.kubernetesVersion,
      featureGates: run.featureGates,
      initialState: 'created',
      kubeletUptime: '0s',
      clockOffset: seconds((header.t0_second_fraction + originSeconds) % 1),
      nodes: plan.nodes.map((name) => ({ name, count: 1, allocatable: { pods: '110' }, ...kubeletOf(run) })),
      overheads: plan.overheads,
      workloads: pods.flatMap((pod) => entriesOf(pod, plan, originSeconds, agesEarlierSeconds)),
      faults: [...plan.faults, ...(restart ? [{ ...restart, nodes: { name: '*' } }] : [])],
    },
  }
  const text = JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [scenario, ...pods.map(plan.manifest)],
  })
  const { spec } = await loadScenario({ files: ['-'], readStdin: () => text })
  return spec
}

function kubeletOf({ maxContainerRestartPeriod }: MeasuredRunSpec): object {
  if (maxContainerRestartPeriod === undefined) return {}
  return {
    kubelet: {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      crashLoopBackOff: { maxContainerRestartPeriod },
    },
  }
}

function entriesOf(pod: Pod, plan: RunPlan, originSeconds: number, agesEarlierSeconds: number): object[] {
  return containersOf(pod).map((container, index) => ({
    match: { kind: 'Pod', name: pod.metadata.name, container: container.name },
    createdAt: seconds(plan.createdSeconds(pod) - originSeconds),
    behavior: plan.behavior(pod, container, index === 0, agesEarlierSeconds),
  }))
}

function downtimeOf({
  kubelet_restarts: restarts = [],
}: RecordedHeader): readonly [number, number] | undefined {
  const [killed, started] = restarts
  return killed === undefined ? undefined : [killed[1], started[1] + kubeletStartSeconds]
}

function withoutCounterpart(all: readonly Recorded[]): Record<string, string> {
  const reasons = all.flatMap(({ pod }) => {
    const words = containersOf(pod).flatMap((container) => [
      wordsOf(container.command),
      ...probesOf(container).map(([, probe]) => handlerWords(probe)),
    ])
    const reason = words.map(reasonWithoutCounterpart).find((one) => one !== undefined)
    return reason === undefined ? [] : [[pod.metadata.name, reason] as const]
  })
  return Object.fromEntries(reasons)
}

/** A connection that nobody accepts leaves no trace in the container. */
function unansweredOf(pod: Pod): string[] {
  return containersOf(pod).flatMap((container) =>
    probesOf(container).flatMap(([type, probe]) =>
      isClosed(container, probe) ? [`${pod.metadata.name}/${container.name} ${type}`] : [],
    ),
  )
}

function endlessOf(pod: Pod): string[] {
  return containersOf(pod)
    .filter(({ command }) => (wordsOf(command).get('run') ?? 'inf') === 'inf')
    .map(({ name }) => `${pod.metadata.name}/${name}`)
}
