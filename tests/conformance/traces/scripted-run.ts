/** The runs against the scripted runtime: commands and probe arguments say what containers do. */
import { behaviorOf, type StartLaws } from './command-script.ts'
import type { ContainerTrace } from './container-trace.ts'
import { empirical, type Law, latenciesOf, lawOf, relistCost, seconds, tickLateness, valuesOf } from './laws.ts'
import { containersOf, type Pod } from './pods.ts'
import type { RecordedCase } from './recording.ts'
import type { RunPlan } from './replay.ts'
import type { MeasuredRunSpec } from './runs.ts'

/** Pods of this runtime and their recordings, in the same order. */
export type Recorded = { readonly pod: Pod; readonly recorded: RecordedCase }

export function planScriptedRun(
  run: MeasuredRunSpec,
  pods: readonly Recorded[],
  measured: readonly ContainerTrace[],
  untilSeconds: number,
): RunPlan {
  const latencies = latenciesOf(run.machine)
  const starts: StartLaws = {
    first: firstStartLaw(pods),
    others: lawOf(latencies.kill_exit_to_restart_same_sync_s),
  }
  const duration = untilSeconds - run.originSeconds
  const isApi = pods.some(({ recorded }) => recorded.events.some(([kind]) => kind === 'api'))
  return {
    manifest: (pod) => placed(pod),
    nodes: [sharedNode, ...pods.flatMap(({ pod }) => (pullsLate(pod) ? [lateNode(pod)] : []))],
    overheads: {
      relistCost: seconds(relistCost(latencies.exit_to_pleg_died_event_s)),
      sync: lawOf(latencies.last_failed_liveness_probe_end_to_stop_call_s),
      stop: '0s',
      volumes: '0s',
      apiRoundTrip: isApi ? apiRoundTrip : '0s',
      podStartDelay: '0s',
    },
    createdSeconds: ({ metadata }) =>
      sandboxSeconds(pods.find(({ pod }) => pod.metadata.name === metadata.name)!.recorded),
    behavior: (_, container, isFirst) =>
      behaviorOf(container, isFirst ? starts : { ...starts, first: starts.others }, duration),
    faults: pods.flatMap((one) => [
      ...deletionOf(one.recorded, run.originSeconds),
      ...outageOf(one, run.originSeconds),
    ]),
    lateness: tickLateness(measured, (trace) => livenessPeriod(pods, trace)),
    triggerWay: valuesOf(latencies.startup_success_to_first_probe_s.ready),
    seenWay: valuesOf(latencies.start_to_pleg_started_event_s),
    logsResults: false,
  }
}

/** A call to the API server, of the runs in which there was one: a status needs two. */
const apiRoundTrip = '2ms'

const sharedNode = 'node'

/** An image that is `late:1` comes with the fifth pull, whatever the others do: a node of its own has the outage. */
function pullsLate(pod: Pod): boolean {
  return containersOf(pod).some(({ image }) => image.startsWith('late:'))
}

function lateNode(pod: Pod): string {
  return `late-${pod.metadata.name}`
}

function placed(pod: Pod): Pod {
  const nodeName = `${pullsLate(pod) ? lateNode(pod) : sharedNode}-0`
  return { ...pod, spec: { ...pod.spec, nodeName } as Pod['spec'] }
}

function livenessPeriod(pods: readonly Recorded[], { pod, container }: ContainerTrace): number | undefined {
  const found = pods.find((one) => one.pod.metadata.name === pod)!
  return containersOf(found.pod).find(({ name }) => name === container)?.livenessProbe?.periodSeconds
}

function sandboxSeconds({ events }: RecordedCase): number {
  return events.find(([kind]) => kind === 'sandbox')![1]
}

/** From the sandbox to the first start: all pods of the run, but for those whose start is slow by itself. */
function firstStartLaw(pods: readonly Recorded[]): Law {
  const delays = pods.flatMap(({ recorded }) => {
    const start = recorded.events.find(([kind]) => kind === 'start')
    return start === undefined ? [] : [start[1] - sandboxSeconds(recorded)]
  })
  return empirical(delays.filter((delay) => delay < 1))
}

/** An image that came with the fifth pull: the fourth comes 70 to 108 s after the first, the fifth after 150 s or more (I2, S7). */
const outageSeconds = 115

function outageOf({ pod, recorded }: Recorded, originSeconds: number): object[] {
  if (!pullsLate(pod)) return []
  return [
    {
      kind: 'registryDown',
      at: seconds(sandboxSeconds(recorded) - originSeconds),
      for: seconds(outageSeconds),
      nodes: { pool: lateNode(pod) },
    },
  ]
}

/** A deletion through the API, or a manifest that is removed: then the stop call came 20 ms later. */
function deletionOf({ case: name, events }: RecordedCase, originSeconds: number): object[] {
  const match = { kind: 'Pod', name }
  const call = events.find(([kind, , what]) => kind === 'driver' && what === 'delete')
  if (call !== undefined) {
    const [, time, , grace] = call
    const gracePeriodSeconds = grace === null ? {} : { gracePeriodSeconds: grace }
    return [{ kind: 'delete', at: seconds(time - originSeconds), match, ...gracePeriodSeconds }]
  }
  const isStatic = !events.some(([kind]) => kind === 'driver')
  if (!isStatic || !events.some(([kind]) => kind === 'remove_sandbox')) return []
  const stop = events.findLast(([kind]) => kind === 'stop')!
  return [{ kind: 'delete', at: seconds(stop[1] - 0.02 - originSeconds), match }]
}

