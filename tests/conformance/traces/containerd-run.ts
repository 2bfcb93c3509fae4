/**
 * The run on containerd and runc: containers are shell scripts, whose behavior stands here pod by pod, and what the
 * machine took is known from containerd's events and the kubelet's log.
 */
import type { Behavior } from './command-script.ts'
import type { ContainerTrace } from './container-trace.ts'
import { empirical, latenciesOf, lawOf, offGrid, relistCost } from './laws.ts'
import { containersOf, type Pod } from './pods.ts'
import type { RunPlan } from './replay.ts'
import type { MeasuredRunSpec } from './runs.ts'

/** What the script of a pod does, in seconds of its life. */
type Script = {
  readonly endsAfter?: { readonly seconds: number; readonly exitCode: number }
  readonly livenessFailsAfter?: number
  /** An exec that sleeps holds its stream open, so containerd gives no answer before it ends, whatever the timeout. */
  readonly failureTakes?: number
  readonly startedAfter?: number
  readonly ignoresTerm?: boolean
}

const scripts: Readonly<Record<string, Script>> = {
  'crash-1s': { endsAfter: { seconds: 1, exitCode: 1 } },
  'run-90s': { endsAfter: { seconds: 90, exitCode: 0 } },
  'live-exec-30': { livenessFailsAfter: 30 },
  'live-http-40': { livenessFailsAfter: 40 },
  'slow-start': { startedAfter: 25 },
  'ignore-term': { livenessFailsAfter: 20, ignoresTerm: true },
  'timeout-exec': { livenessFailsAfter: 20, failureTakes: 3 },
}

/** The kubelet made the pods when it had started up. */
const createdSeconds = 6.3

export function planContainerdRun(run: MeasuredRunSpec, measured: readonly ContainerTrace[]): RunPlan {
  const latencies = latenciesOf(run.machine)
  const start = [
    empirical(measured.map(({ starts }) => starts[0] - createdSeconds)),
    lawOf(latencies.kill_exit_to_restart_same_sync_s),
  ]
  const ends = measured.flatMap(endLateness)
  return {
    manifest: withLongTimeout,
    nodes: ['node'],
    overheads: {
      relistCost: relistCost([latencies.exit_to_pleg_died_event_s]),
      // Of this run it was not measured apart.
      sync: lawOf(latenciesOf('sim_1_34_4').last_failed_liveness_probe_end_to_stop_call_s),
      stop: empirical(measured.flatMap(stopLengths)),
      volumes: '0s',
      apiRoundTrip: '0s',
      podStartDelay: '0s',
    },
    createdSeconds: () => createdSeconds,
    behavior: (pod) => ({
      start,
      ...behaviorOf(scripts[pod.metadata.name], ends, answerTimes(pod, measured)),
    }),
    faults: [],
    lateness: [],
    triggerWay: [],
    seenWay: [],
    crowdWay: [],
    crowd: new Set(),
    logsResults: true,
  }
}

/** Where a failing exec is answered only when it has ended, the timeout must not come before. */
function withLongTimeout(pod: Pod): Pod {
  const { failureTakes } = scripts[pod.metadata.name]
  if (failureTakes === undefined) return pod
  const containers = pod.spec.containers.map((container) => ({
    ...container,
    livenessProbe: { ...container.livenessProbe!, timeoutSeconds: Math.ceil(failureTakes) + 1 },
  }))
  return { ...pod, spec: { ...pod.spec, containers } }
}

function behaviorOf(script: Script, ends: readonly number[], answers: readonly number[]): Behavior {
  const { endsAfter, livenessFailsAfter, failureTakes, startedAfter, ignoresTerm } = script
  const after = endsAfter && empirical(ends.map((late) => endsAfter.seconds + late))
  const slow = failureTakes && { latency: empirical(answers.map((time) => time + failureTakes)) }
  const entries = [
    ...(livenessFailsAfter === undefined
      ? []
      : [{ probe: 'liveness', after: `${livenessFailsAfter}s`, answer: 'fail', ...slow }]),
    ...(startedAfter === undefined
      ? []
      : [
          { probe: 'startup', answer: 'fail' },
          { probe: 'startup', after: `${startedAfter}s`, answer: 'ok' },
        ]),
  ]
  return {
    ...(endsAfter && { crash: { after, exitCode: endsAfter.exitCode } }),
    shutdown: ignoresTerm ? 'never' : '0s',
    latency: empirical(answers),
    ...(entries.length > 0 && { script: entries }),
  }
}

/** From the stop call to the exit, of the processes that obey. */
function stopLengths({ stops, exits }: ContainerTrace): number[] {
  return stops
    .flatMap((stop, attempt) => (stop === undefined ? [] : [exits[attempt] - stop]))
    .filter((length) => length < 1)
}

/** How much longer, or shorter, a process that ends by itself lived by containerd's events than its script says. */
function endLateness({ pod, starts, exits }: ContainerTrace): number[] {
  const nominal = scripts[pod].endsAfter?.seconds
  return nominal === undefined ? [] : exits.map((exit, attempt) => exit - starts[attempt] - nominal)
}

/** From a tick to the logged success, against the fastest of the pod; all of them together are late by the same unknown time. */
function answerTimes(pod: Pod, measured: readonly ContainerTrace[]): number[] {
  const { probes } = measured.find((trace) => trace.pod === pod.metadata.name)!
  const period = containersOf(pod)[0].livenessProbe?.periodSeconds
  const times = probes.filter(({ type, isSuccess }) => type === 'liveness' && isSuccess).map(({ end }) => end)
  if (period === undefined || times.length === 0) return [0]
  const offsets = times.map((time) => offGrid(time - times[0], period))
  const fastest = offsets.reduce((least, offset) => Math.min(least, offset))
  return offsets.map((offset) => offset - fastest)
}
