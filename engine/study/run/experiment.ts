/** All replications of a scenario, here or over worker threads, with the same results. */

import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import type { EventView } from '../../contract/cluster-view.ts'
import type { ProbeTrace, ReplicationResult, RunResult } from '../../contract/run-result.ts'
import { usToSeconds } from '../../kernel/time.ts'
import { countRows } from '../../model/row-counts.ts'
import { estimatesOf } from '../statistics/estimates.ts'
import { daysPerFalseRestart } from '../theory/closed-form.ts'
import { checkSpec } from './check-spec.ts'
import { keepsStarts, startsPerContainerMax, threadsOf } from './plan.ts'
import { type EngineName, Replication, type ReplicationOptions } from './replication.ts'
import { runInThreads } from './replication-pool.ts'
import { ReplicationQueue } from './replication-queue.ts'

export type Progress = {
  /** One more than have finished, over all threads. */
  readonly replication: number
  readonly replications: number
  /** Of the replication that runs in the thread that reports; of those in other threads, what they have done together, at most the duration. */
  readonly simulatedSeconds: number
  readonly durationSeconds: number
  /** Events handled so far, over all replications. */
  readonly events: number
}

export type SimulateOptions = {
  /** Default `quiet`. */
  readonly engine?: EngineName
  /** Threads for the replications, with the one that calls; default 1. Probe runs and Kubernetes events take one thread whatever is given. */
  readonly workers?: number
  /** Only these of the replications, the first by its number; default all. */
  readonly only?: { readonly first: number; readonly count: number }
  /** Stops between slices of the run; finished replications are kept. */
  readonly signal?: AbortSignal
  /** Called after each slice of the run. */
  readonly onProgress?: (progress: Progress) => void
  /** Where the probe runs of a replication go, row by row. */
  readonly probeTrace?: (replication: number) => ProbeTrace
  /** Takes the Kubernetes events of a replication that has finished, in order. */
  readonly onKubernetesEvents?: (replication: number, events: Iterable<EventView>) => void
  /** Keeps a row per container start even where there are many containers. */
  readonly traceStarts?: boolean
  /** Checks the invariants of the model while it runs. */
  readonly verify?: boolean
}

/**
 * Rows to make and events to handle, about a microsecond each, that are done before other threads are started: what is
 * over in a tenth of a second needs none.
 */
const workBeforeThreads = 100_000

/** Rows of a replication that are made in this thread: some tenths of a second. */
const rowsHereMax = 400_000
const progressMs = 100

/**
 * Runs every replication: in this thread, and in others too as soon as the work has shown to be worth it. With an aborted
 * signal the result holds those that had finished, in order of their number.
 * @throws RangeError for a spec with a time or a distribution that has no meaning, StandstillError for one in which no time passes.
 */
export async function simulate(spec: ClusterSpec, options: SimulateOptions = {}): Promise<RunResult> {
  checkSpec(spec)
  const { signal } = options
  const replications = replicationsOf(spec, options)
  const queue = new ReplicationQueue(replications.length)
  const close = (): void => queue.close()
  if (signal?.aborted) close()
  signal?.addEventListener('abort', close)
  try {
    const finished = await runReplications(spec, replications, queue, options)
    finished.sort((a, b) => a.replication - b.replication)
    return {
      scenario: spec.scenario,
      intervalSeconds: usToSeconds(spec.intervalUs),
      durationSeconds: usToSeconds(spec.durationUs),
      warmUpSeconds: usToSeconds(spec.warmUpUs),
      replications: finished,
      estimates: estimatesOf(finished, usToSeconds(spec.warmUpUs), daysPerFalseRestart(spec)),
    }
  } finally {
    signal?.removeEventListener('abort', close)
    queue.close()
  }
}

/** Slice by slice, so that the caller hears of it and can stop it; in any order. */
async function runReplications(
  spec: ClusterSpec,
  replications: readonly ReplicationOptions[],
  queue: ReplicationQueue,
  options: SimulateOptions,
): Promise<ReplicationResult[]> {
  const staysHere = options.probeTrace !== undefined || options.onKubernetesEvents !== undefined
  const helpersMax = threadsOf(spec, options.workers, staysHere) - 1
  const rowsToMake = rowsOf(spec) * replications.length
  let others: Promise<ReplicationResult[]> | undefined
  const startOthers = (): void => {
    const helpers = Math.min(helpersMax, queue.waitingCount)
    if (others !== undefined || helpers < 1 || rowsToMake + queue.eventsTotal < workBeforeThreads) return
    others = runInThreads({ spec, replications, queue: queue.memory }, helpers, options.signal)
    // Awaited at the end; until then a failure stops what runs here.
    others.catch(() => queue.close())
  }
  if (!staysHere && rowsOf(spec) > rowsHereMax) return runElsewhere(spec, replications, queue, options)
  const finished: ReplicationResult[] = []
  for (let index = queue.take(); index >= 0 && !queue.isClosed; index = queue.take()) {
    startOthers()
    const run = new Replication(
      spec,
      replications[index],
      options.probeTrace?.(replications[index].replication),
    )
    let isOver = false
    while (!isOver) {
      const before = run.events
      isOver = !run.advanceSlice()
      queue.handledEvents(run.events - before)
      startOthers()
      if (isOver) {
        finished.push(run.result())
        options.onKubernetesEvents?.(replications[index].replication, run.kubernetesEvents())
        queue.finishedOne()
      }
      options.onProgress?.(progressOf(spec, replications, queue, isOver ? 0 : run.nowUs))
      await breathe()
      if (queue.isClosed) break
    }
  }
  if (others === undefined) return finished
  return [...finished, ...(await others)]
}

/** All of them in other threads: this one has to hear of an interrupt while tables are filled. */
async function runElsewhere(
  spec: ClusterSpec,
  replications: readonly ReplicationOptions[],
  queue: ReplicationQueue,
  { workers, signal, onProgress }: SimulateOptions,
): Promise<ReplicationResult[]> {
  const threads = Math.min(threadsOf(spec, workers), replications.length)
  const tell = (): void => {
    const underWayUs = queue.simulatedUs - queue.finishedCount * spec.durationUs
    const nowUs = Math.min(Math.max(underWayUs, 0), spec.durationUs)
    onProgress?.(progressOf(spec, replications, queue, nowUs))
  }
  const watch = setInterval(tell, progressMs)
  try {
    return await runInThreads({ spec, replications, queue: queue.memory }, threads, signal)
  } finally {
    clearInterval(watch)
  }
}

function progressOf(
  spec: ClusterSpec,
  replications: readonly ReplicationOptions[],
  queue: ReplicationQueue,
  nowUs: number,
): Progress {
  const isAll = queue.finishedCount === replications.length
  return {
    replication: Math.min(replications[0].replication + queue.finishedCount, spec.replications),
    replications: spec.replications,
    simulatedSeconds: usToSeconds(isAll ? spec.durationUs : nowUs),
    durationSeconds: usToSeconds(spec.durationUs),
    events: queue.eventsTotal,
  }
}

function rowsOf(spec: ClusterSpec): number {
  const { pods, containers, probes } = countRows(spec, false)
  return pods + containers + probes
}

function replicationsOf(spec: ClusterSpec, options: SimulateOptions): ReplicationOptions[] {
  const { first, count } = options.only ?? { first: 1, count: spec.replications }
  return Array.from({ length: count }, (_, index) => ({
    replication: first + index,
    keepsStarts: keepsStarts(spec, options.traceStarts),
    startsPerContainerMax: startsPerContainerMax(spec, options.traceStarts),
    keepsEvents: options.onKubernetesEvents !== undefined,
    verify: options.verify === true,
    engine: options.engine ?? 'quiet',
  }))
}

/** Lets signals and output have their turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
