/** The runs against the scripted runtime: commands and probe arguments say what containers do. */
import { type Behavior, behaviorOf, type StartLaws } from './command-script.ts'
import type { ContainerTrace } from './container-trace.ts'
import {
  empirical,
  type Law,
  latenciesOf,
  lawOf,
  relistCost,
  seconds,
  tickLateness,
  valuesOf,
} from './laws.ts'
import type { MeasuredCase } from './measured.ts'
import { type Container, containersOf, type Pod, type Probe } from './pods.ts'
import type { RunPlan } from './replay.ts'
import type { MeasuredRunSpec } from './runs.ts'

export function planScriptedRun(
  run: MeasuredRunSpec,
  cases: readonly MeasuredCase[],
  pods: readonly Pod[],
  measured: readonly ContainerTrace[],
): RunPlan {
  const latencies = latenciesOf(run.traces)
  const starts: StartLaws = {
    first: firstStartLaw(cases),
    others: lawOf(latencies.kill_exit_to_restart_same_sync_s),
  }
  const duration = run.untilSeconds - run.originSeconds
  return {
    manifest: (pod) => pod,
    overheads: {
      relistCost: seconds(relistCost(latencies.exit_to_pleg_died_event_s)),
      sync: lawOf(latencies.last_failed_liveness_probe_end_to_stop_call_s),
      stop: '0s',
      volumes: '0s',
      apiRoundTrip: '0s',
      podStartDelay: '0s',
    },
    createdSeconds: ({ metadata }) => sandboxSeconds(cases.find((one) => one.case === metadata.name)!),
    behavior: (_, container, isFirst) =>
      behaviorFor(container, isFirst ? starts : { ...starts, first: starts.others }, duration),
    faults: cases.flatMap((one) => [
      ...deletionOf(one, run.originSeconds),
      ...outageOf(one, run.originSeconds),
    ]),
    lateness: tickLateness(measured, (trace) => livenessPeriod(pods, trace)),
    triggerWay: valuesOf(latencies.startup_success_to_first_probe_s.ready),
    logsResults: false,
  }
}

function livenessPeriod(pods: readonly Pod[], { pod, container }: ContainerTrace): number | undefined {
  const found = pods.find(({ metadata }) => metadata.name === pod)!
  return containersOf(found).find(({ name }) => name === container)?.livenessProbe?.periodSeconds
}

function sandboxSeconds({ events }: MeasuredCase): number {
  return events.find(([kind]) => kind === 'sandbox')![1]
}

/** From the sandbox to the first start: all pods of the run, but for those whose start is slow by itself. */
function firstStartLaw(cases: readonly MeasuredCase[]): Law {
  const delays = cases.flatMap((one) => {
    const start = one.events.find(([kind]) => kind === 'start')
    return start === undefined ? [] : [start[1] - sandboxSeconds(one)]
  })
  return empirical(delays.filter((delay) => delay < 1))
}

function behaviorFor(container: Container, starts: StartLaws, duration: number): Behavior {
  const { command, startupProbe, readinessProbe, livenessProbe } = container
  const probes = {
    ...(startupProbe && { startup: argumentsOf(startupProbe) }),
    ...(readinessProbe && { readiness: argumentsOf(readinessProbe) }),
    ...(livenessProbe && { liveness: argumentsOf(livenessProbe) }),
  }
  return { ...behaviorOf({ command, probes }, starts, duration), ...imageOf(container) }
}

/** `missing:1` is nowhere; `late:1` is in the registry once its outage is over. */
function imageOf({ image }: Container): object {
  if (image === 'missing:1') return { image: { fails: true, pull: '0s' } }
  return image === 'late:1' ? { image: { present: false, pull: '0s' } } : {}
}

/** An image that came with the fifth pull: the fourth comes 70 to 108 s after the first, the fifth after 150 s or more (I2, S7). */
const outageSeconds = 115

function outageOf(one: MeasuredCase, originSeconds: number): object[] {
  const isLate = one.events.some(([kind, , , result]) => kind === 'pull' && result === 'ok')
  if (!isLate) return []
  const from = sandboxSeconds(one) - originSeconds
  return [{ kind: 'registryDown', at: seconds(from), for: seconds(outageSeconds) }]
}

/** Words of the exec command, or of the query. */
function argumentsOf({ exec, httpGet }: Probe): readonly string[] {
  return exec?.command ?? httpGet?.path.replace(/^.*\?/, '').split('&') ?? []
}

/** A manifest that is removed: the stop call came 20 ms later. */
function deletionOf({ case: name, events }: MeasuredCase, originSeconds: number): object[] {
  const isRemoved = events.some(([kind]) => kind === 'remove_sandbox')
  if (!isRemoved) return []
  const stop = events.findLast(([kind]) => kind === 'stop')!
  return [{ kind: 'delete', at: seconds(stop[1] - 0.02 - originSeconds), match: { kind: 'Pod', name } }]
}
