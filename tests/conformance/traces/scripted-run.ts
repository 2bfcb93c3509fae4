/** The runs against the scripted runtime: commands and probe arguments say what containers do. */
import { behaviorOf, type StartLaws } from './command-script.ts'
import {
  empirical,
  type Law,
  latenciesOf,
  lawOf,
  type MeasuredLatencies,
  type Quantiles,
  relistCost,
  seconds,
  tickLateness,
  valuesOf,
} from './laws.ts'
import { measuredTrace } from './measured.ts'
import { containersOf, type Pod } from './pods.ts'
import type { RecordedCase } from './recording.ts'
import type { RunPlan } from './replay.ts'
import type { MeasuredRunSpec } from './runs.ts'

/** Pods of this runtime and their recordings, in the same order. */
export type Recorded = { readonly pod: Pod; readonly recorded: RecordedCase }

export function planScriptedRun(
  run: MeasuredRunSpec,
  pods: readonly Recorded[],
  machine: readonly Recorded[],
  untilSeconds: number,
): RunPlan {
  const latencies = latenciesOf(run.recording, run.machine)
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
      relistCost: relistCost(waitsForRelist(run, latencies)),
      sync: lawOf(latencies.last_failed_liveness_probe_end_to_stop_call_s),
      stop: '0s',
      volumes: '0s',
      apiRoundTrip: isApi ? apiRoundTrip : '0s',
      podStartDelay: '0s',
      lostTrigger: lostShare(pods),
    },
    createdSeconds: ({ metadata }) => createdSeconds(metadata.name, pods),
    behavior: (_, container, isFirst, agesEarlierSeconds) =>
      behaviorOf(
        container,
        isFirst ? starts : { ...starts, first: starts.others },
        duration,
        agesEarlierSeconds,
      ),
    faults: pods.flatMap((one) => [
      ...deletionOf(one.recorded, run.originSeconds),
      ...outageOf(one, run.originSeconds),
    ]),
    lateness: machine.flatMap(latenessOf),
    triggerWay: valuesOf(latencies.startup_success_to_first_probe_s.ready),
    crowdWay: Array.from({ length: 100 }, (_, rank) => (run.crowdSeconds * rank) / 99),
    crowd: crowdOf(pods),
    seenWay: valuesOf(latencies.start_to_pleg_started_event_s),
    logsResults: false,
  }
}

/** From 1.36 on only exits wait for the global relist. */
function waitsForRelist({ kubernetesVersion }: MeasuredRunSpec, latencies: MeasuredLatencies): Quantiles[] {
  const { exit_to_pleg_died_event_s: exits, start_to_pleg_started_event_s: starts } = latencies
  return ['1.34', '1.35'].includes(kubernetesVersion) ? [exits, starts] : [exits]
}

/**
 * Z4: of the triggers that come with a start, how many were lost, for the first call came a whole period later. A period of
 * 1 s cannot be told from the relist that sees the start.
 */
function lostShare(pods: readonly Recorded[]): number {
  const isLost = pods.flatMap(({ pod, recorded }) =>
    measuredTrace(recorded, pod, Infinity).containers.flatMap(({ starts, probes }, index) => {
      const { readinessProbe, startupProbe } = containersOf(pod)[index]
      if (readinessProbe === undefined || startupProbe !== undefined) return []
      const { periodSeconds, initialDelaySeconds = 0 } = readinessProbe
      if (periodSeconds < 2 || initialDelaySeconds > 0) return []
      return starts.flatMap((start, attempt) => {
        const first = probes.find((call) => call.type === 'readiness' && call.attempt === attempt)
        if (first === undefined) return []
        const wait = first.begin - start
        return [wait >= periodSeconds && wait <= periodSeconds + latestSeenSeconds]
      })
    }),
  )
  return isLost.length === 0 ? 0 : isLost.filter(Boolean).length / isLost.length
}

/** A start was seen so much later at most. */
const latestSeenSeconds = 1.2

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

/** How late the ticks of the pod's liveness workers were. */
function latenessOf({ pod, recorded }: Recorded): number[] {
  const { containers } = measuredTrace(recorded, pod, Infinity)
  return tickLateness(containers, ({ container }) => {
    return containersOf(pod).find(({ name }) => name === container)?.livenessProbe?.periodSeconds
  })
}

/** Pods that were added together with many others. */
function crowdOf(pods: readonly Recorded[]): ReadonlySet<string> {
  const times = pods.map(({ recorded }) => sandboxSeconds(recorded))
  const isInCrowd = (time: number): boolean =>
    times.filter((other) => Math.abs(other - time) < 1).length > crowdMin
  return new Set(pods.filter((_, index) => isInCrowd(times[index])).map(({ pod }) => pod.metadata.name))
}

const crowdMin = 15

/** A pod of which nothing was recorded came between those before and after it in its series. */
function createdSeconds(name: string, pods: readonly Recorded[]): number {
  const own = pods.find(({ pod }) => pod.metadata.name === name)
  if (own !== undefined) return sandboxSeconds(own.recorded)
  const [, series, number] = /^(.*)-(\d+)$/.exec(name)!
  const neighbours = pods.filter(({ pod }) =>
    [Number(number) - 1, Number(number) + 1].some((other) => pod.metadata.name === memberName(series, other)),
  )
  return neighbours.reduce((sum, { recorded }) => sum + sandboxSeconds(recorded), 0) / neighbours.length
}

function memberName(series: string, number: number): string {
  return `${series}-${String(number).padStart(2, '0')}`
}

/** The pods of the run's series of which nothing was recorded. */
export function companionsOf({ series }: MeasuredRunSpec, pods: readonly Pod[]): Pod[] {
  return pods.flatMap((pod) => {
    const [, name, number] = /^(.*)-(\d\d)$/.exec(pod.metadata.name) ?? []
    const companion = memberName(name, Number(number) + 1)
    const after = memberName(name, Number(number) + 2)
    const isMissing = !pods.some(({ metadata }) => metadata.name === companion)
    const goesOn = pods.some(({ metadata }) => metadata.name === after)
    return series.includes(name) && isMissing && goesOn ? [renamed(pod, companion)] : []
  })
}

/** Like the pod, with an image of its own if the pod has one. */
function renamed(pod: Pod, name: string): Pod {
  const containers = pod.spec.containers.map((container) =>
    container.image.startsWith('sim:') ? container : { ...container, image: `${name}:1` },
  )
  return { ...pod, metadata: { ...pod.metadata, name }, spec: { ...pod.spec, containers } }
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
