/** The one place where benches call the engine. */
import { type ClusterSpec, type EngineName, type RunResult, simulate } from '../engine/index.ts'
import type { Outcome } from './bench.ts'
import { checksumOf } from './checksum.ts'

export const engines: readonly EngineName[] = ['quiet', 'exact']

export function runEngine(spec: ClusterSpec, engine: EngineName, workers = 1): Promise<RunResult> {
  return simulate(spec, { engine, workers })
}

/** Work is in probe runs, counted as both engines count them: events that the quiet engine leaves out are done. */
export function outcomeOfProbes(result: RunResult): Outcome {
  return outcomeOf(result, result.replications[0]!.counters.probeRunsTotal)
}

/** The checksum covers starts, exits and readiness flips with their times (the fingerprint) and every number of the summary. */
export function outcomeOf(result: RunResult, work: number): Outcome {
  const { counters, summary } = result.replications[0]!
  const { fingerprint, ...counts } = counters
  return { work, checksum: checksumOf(fingerprint + JSON.stringify(summary)), counters: counts }
}
