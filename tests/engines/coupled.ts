/** Runs whose pods feel each other, whoever works on them. */
import * as assert from 'uvu/assert'
import { type ClusterSpec, simulate } from '../../engine/index.ts'

/** So many threads at most, and the same results: text that can be compared. */
export async function bytesOf(spec: ClusterSpec, workers: number): Promise<string> {
  return JSON.stringify(await simulate(spec, { workers }))
}

/** Whatever the number of threads, the results are the same. */
export async function assertSameBytes(spec: ClusterSpec, threads: readonly number[]): Promise<void> {
  const alone = await bytesOf(spec, 1)
  for (const workers of threads) assert.ok((await bytesOf(spec, workers)) === alone, `${workers} threads`)
}
