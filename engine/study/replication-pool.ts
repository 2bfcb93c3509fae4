/**
 * Replications over worker threads. Which thread runs which replication, and when, has no influence on a result: each
 * depends on spec and number only.
 */
import { fileURLToPath } from 'node:url'
import type { ClusterSpec } from '../model/cluster-spec.ts'
import type { ReplicationOptions } from './replication.ts'
import type { ReplicationResult } from './run-result.ts'

/** The worker's module, compiled or not, as this one is. */
const workerFile = fileURLToPath(new URL(import.meta.url.replace('replication-pool', 'replication-worker')))

/** Run from source, as tests do, a thread needs the loader for TypeScript registered in it too. */
function loaderFlags(): string[] {
  if (!workerFile.endsWith('.ts')) return []
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  return ['--import', `data:text/javascript,import { register } from ${loader}; register()`]
}

/**
 * Runs the replications, so many at once, and calls `onFinished` for each as it ends, in any order. Once the signal is
 * aborted what has not finished is dropped.
 */
export async function runInWorkers(
  spec: ClusterSpec,
  replications: readonly ReplicationOptions[],
  workers: number,
  onFinished: (result: ReplicationResult) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { Tinypool } = await import('tinypool')
  const pool = new Tinypool({
    filename: workerFile,
    minThreads: workers,
    maxThreads: workers,
    isolateWorkers: false,
    execArgv: loaderFlags(),
  })
  try {
    await Promise.all(
      replications.map(async (options) => {
        const result = await pool.run({ spec, options }, signal === undefined ? {} : { signal })
        onFinished(result as ReplicationResult)
      }),
    )
  } catch (error) {
    if (!signal?.aborted) throw error
  } finally {
    await pool.destroy()
  }
}
