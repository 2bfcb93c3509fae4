/** Whether quiet and exact engine give one law for specs that nobody chose. */
import * as fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type ClusterSpec, type EngineName, simulate } from '../../engine/index.ts'
import { anySpec } from '../support/arbitrary-spec.ts'
import { distance } from './same-law.ts'

/** What is compared: a number per replication. */
const columns = [
  'restarts_total',
  'false_restarts_total',
  'probes_total',
  'probe_failures_total',
  'probe_timeouts_total',
  'unready_seconds_total',
  'ready_transitions_total',
  'backoff_seconds_total',
] as const

/** The distance that equal laws exceed once in a million comparisons. */
function limitOf(replications: number): number {
  return 2.69 * Math.sqrt(2 / replications)
}

async function sampleOf(spec: ClusterSpec, engine: EngineName, replications: number, masterSeed: string) {
  const { replications: results } = await simulate({ ...spec, replications, masterSeed }, { engine })
  return columns.map((column) => results.map(({ summary }) => summary[0].values[column] ?? 0))
}

/** So many random specs, both engines, so many replications each; a difference names the number of the spec. */
export async function assertSameLawOfAny(specs: number, replications: number): Promise<void> {
  const all = fc.sample(anySpec, { seed: 7, numRuns: specs })
  for (const [number, spec] of all.entries()) {
    const quiet = await sampleOf(spec, 'quiet', replications, 'quiet')
    const exact = await sampleOf(spec, 'exact', replications, 'exact')
    for (const [at, column] of columns.entries()) {
      const found = distance(quiet[at], exact[at])
      const limit = limitOf(replications)
      assert.ok(found < limit, `spec ${number}: ${column} differ by ${found}, at most ${limit}`)
    }
  }
}
