/** All replications of a scenario, here or over worker threads, with the same results. */
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterSpec } from '../model/cluster-spec.ts'
import { type EngineName, Replication, type ReplicationOptions } from './replication.ts'
import { runInWorkers } from './replication-pool.ts'
import type { ProbeTrace, ReplicationResult, RunResult } from './run-result.ts'

export type Progress = {
  /** The replication that runs, from 1; with worker threads, one more than have finished. */
  readonly replication: number
  readonly replications: number
  /** Of the replication that runs. */
  readonly simulatedSeconds: number
  readonly durationSeconds: number
  /** Events handled so far, over all replications. */
  readonly events: number
}

export type SimulateOptions = {
  /** Default `quiet`. */
  readonly engine?: EngineName
  /** Threads for the replications; default 1. Tracing probes takes one thread whatever is given. */
  readonly workers?: number
  /** Stops between slices of the run; finished replications are kept. */
  readonly signal?: AbortSignal
  /** Called after each slice of the run. */
  readonly onProgress?: (progress: Progress) => void
  /** Where the probe runs of a replication go, row by row. */
  readonly probeTrace?: (replication: number) => ProbeTrace
  /** Keeps a row per container start even where there are many containers. */
  readonly traceStarts?: boolean
  /** Checks the invariants of the model while it runs. */
  readonly verify?: boolean
}

/** Above so many containers x replications starts and detections are kept only on demand. */
export const startRowsContainersMax = 10_000

/** Events between two looks at the signal and the progress: some tens of milliseconds. */
const sliceEvents = 100_000

/** Replications with fewer events than this are over before a thread has started. */
const eventsPerThreadMin = 300_000

/**
 * Runs every replication: the first in this thread, the others over worker threads if there are any and the work is worth
 * it. With an aborted signal the result holds those that had finished, in order of their number.
 */
export async function simulate(spec: ClusterSpec, options: SimulateOptions = {}): Promise<RunResult> {
  const runs = replicationsOf(spec, options)
  const finished: ReplicationResult[] = []
  await runHere(spec, runs.slice(0, 1), options, finished)
  const others = options.signal?.aborted ? [] : runs.slice(1)
  const workers = options.probeTrace === undefined ? Math.min(options.workers ?? 1, others.length) : 1
  if (workers > 1 && finished[0].counters.eventsTotal >= eventsPerThreadMin) {
    const onFinished = (result: ReplicationResult): void => {
      finished.push(result)
      options.onProgress?.(progressOf(spec, finished, 0, 0))
    }
    await runInWorkers(spec, others, workers, onFinished, options.signal)
    finished.sort((a, b) => a.replication - b.replication)
  } else await runHere(spec, others, options, finished)
  return {
    scenario: spec.scenario,
    intervalSeconds: usToSeconds(spec.intervalUs),
    durationSeconds: usToSeconds(spec.durationUs),
    warmUpSeconds: usToSeconds(spec.warmUpUs),
    replications: finished,
  }
}

/** @param events handled by the replication that runs. */
function progressOf(
  spec: ClusterSpec,
  finished: readonly ReplicationResult[],
  nowUs: number,
  events: number,
): Progress {
  return {
    replication: Math.min(finished.length + 1, spec.replications),
    replications: spec.replications,
    simulatedSeconds: usToSeconds(nowUs),
    durationSeconds: usToSeconds(spec.durationUs),
    events: finished.reduce((sum, { counters }) => sum + counters.eventsTotal, events),
  }
}

function replicationsOf(spec: ClusterSpec, options: SimulateOptions): ReplicationOptions[] {
  const isSmall = containerCount(spec) * spec.replications <= startRowsContainersMax
  return Array.from({ length: spec.replications }, (_, index) => ({
    replication: index + 1,
    keepsStarts: options.traceStarts === true || isSmall,
    verify: options.verify === true,
    engine: options.engine ?? 'quiet',
  }))
}

/** Regular containers at the start. */
function containerCount(spec: ClusterSpec): number {
  return spec.workloads.reduce((sum, { replicas, pod }) => sum + replicas * pod.containers.length, 0)
}

/** One after another in this thread, slice by slice, so that the caller hears of it and can stop it. */
async function runHere(
  spec: ClusterSpec,
  runs: readonly ReplicationOptions[],
  options: SimulateOptions,
  finished: ReplicationResult[],
): Promise<void> {
  for (const each of runs) {
    const run = new Replication(spec, each, options.probeTrace?.(each.replication))
    while (run.advance(sliceEvents)) {
      options.onProgress?.(progressOf(spec, finished, run.nowUs, run.events))
      await breathe()
      if (options.signal?.aborted) return
    }
    finished.push(run.result())
    options.onProgress?.(progressOf(spec, finished, 0, 0))
    await breathe()
    if (options.signal?.aborted) return
  }
}

/** Lets signals and output have their turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
