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
    faults: cases.flatMap((one) => deletionOf(one, run.originSeconds)),
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
  return behaviorOf({ command, probes }, starts, duration)
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
