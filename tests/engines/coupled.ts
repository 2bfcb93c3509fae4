/** Runs whose pods feel each other, whoever works on them. */
import * as assert from 'uvu/assert'
import { type ClusterSpec, simulate } from '../../engine/index.ts'

/** Whatever the number of threads, the results are the same. */
export async function assertSameBytes(spec: ClusterSpec, threads: readonly number[]): Promise<void> {
  const bytesWith = async (workers: number): Promise<string> =>
    JSON.stringify(await simulate(spec, { workers }))
  const alone = await bytesWith(1)
  for (const workers of threads) assert.ok((await bytesWith(workers)) === alone, `${workers} threads`)
}
