/** All replications of a scenario, one after another. */
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterSpec } from '../model/cluster-spec.ts'
import { type EngineName, Replication } from './replication.ts'
import type { ProbeTrace, ReplicationResult, RunResult } from './run-result.ts'

export type Progress = {
  /** From 1. */
  readonly replication: number
  readonly replications: number
  readonly simulatedSeconds: number
  readonly durationSeconds: number
  /** Events handled so far, over all replications. */
  readonly events: number
}

export type SimulateOptions = {
  /** Default `quiet`. */
  readonly engine?: EngineName
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

export async function simulate(spec: ClusterSpec, options: SimulateOptions = {}): Promise<RunResult> {
  const replications: ReplicationResult[] = []
  const keepsStarts =
    options.traceStarts === true || containerCount(spec) * spec.replications <= startRowsContainersMax
  let events = 0
  for (let replication = 1; replication <= spec.replications; replication++) {
    const probeTrace = options.probeTrace?.(replication)
    const run = new Replication(spec, {
      replication,
      ...(probeTrace && { probeTrace }),
      keepsStarts,
      verify: options.verify === true,
      engine: options.engine ?? 'quiet',
    })
    while (run.advance(sliceEvents)) {
      options.onProgress?.({
        replication,
        replications: spec.replications,
        simulatedSeconds: usToSeconds(run.nowUs),
        durationSeconds: usToSeconds(spec.durationUs),
        events: events + run.events,
      })
      await new Promise((resolve) => setImmediate(resolve))
      if (options.signal?.aborted) return resultOf(spec, replications)
    }
    events += run.events
    replications.push(run.result())
  }
  return resultOf(spec, replications)
}

/** Regular containers at the start. */
function containerCount(spec: ClusterSpec): number {
  return spec.workloads.reduce((sum, { replicas, pod }) => sum + replicas * pod.containers.length, 0)
}

function resultOf(spec: ClusterSpec, replications: readonly ReplicationResult[]): RunResult {
  return {
    scenario: spec.scenario,
    intervalSeconds: usToSeconds(spec.intervalUs),
    durationSeconds: usToSeconds(spec.durationUs),
    warmUpSeconds: usToSeconds(spec.warmUpUs),
    replications,
  }
}
