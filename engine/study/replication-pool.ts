/** Worker threads that take replications from the queue of a study, beside the thread that started them. */
import { fileURLToPath } from 'node:url'
import type { Tinypool } from 'tinypool'
import type { ReplicationWork } from './replication-worker.ts'
import type { ReplicationResult } from './run-result.ts'

/** Run from source, as tests do, a thread needs the loader for TypeScript registered in it too. */
function loaderFlags(): string[] {
  if (!import.meta.url.endsWith('.ts')) return []
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  return ['--import', `data:text/javascript,import { register } from ${loader}; register()`]
}

/** Threads that run a module of this folder, named without its extension: compiled or not, as this one is. */
export async function openPool(worker: string, threads: number): Promise<Tinypool> {
  const { Tinypool } = await import('tinypool')
  return new Tinypool({
    filename: fileURLToPath(new URL(import.meta.url.replace('replication-pool', worker))),
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
    execArgv: loaderFlags(),
  })
}

/** Starts so many threads; resolves, when the queue is empty or closed, to what they have finished, in any order. */
export async function runInThreads(work: ReplicationWork, threads: number): Promise<ReplicationResult[]> {
  const pool = await openPool('replication-worker', threads)
  try {
    const results: ReplicationResult[][] = await Promise.all(
      Array.from({ length: threads }, () => pool.run(work)),
    )
    return results.flat()
  } finally {
    await pool.destroy()
  }
}
