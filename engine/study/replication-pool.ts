/** Worker threads that take replications from the queue of a study, beside the thread that started them. */
import { fileURLToPath } from 'node:url'
import type { ReplicationWork } from './replication-worker.ts'
import type { ReplicationResult } from './run-result.ts'

/** The worker's module, compiled or not, as this one is. */
const workerFile = fileURLToPath(new URL(import.meta.url.replace('replication-pool', 'replication-worker')))

/** Run from source, as tests do, a thread needs the loader for TypeScript registered in it too. */
function loaderFlags(): string[] {
  if (!workerFile.endsWith('.ts')) return []
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  return ['--import', `data:text/javascript,import { register } from ${loader}; register()`]
}

/** Starts so many threads; resolves, when the queue is empty or closed, to what they have finished, in any order. */
export async function runInThreads(work: ReplicationWork, threads: number): Promise<ReplicationResult[]> {
  const { Tinypool } = await import('tinypool')
  const pool = new Tinypool({
    filename: workerFile,
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
    execArgv: loaderFlags(),
  })
  try {
    const results: ReplicationResult[][] = await Promise.all(
      Array.from({ length: threads }, () => pool.run(work)),
    )
    return results.flat()
  } finally {
    await pool.destroy()
  }
}
