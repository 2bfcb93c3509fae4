/** Worker threads that take replications from the queue of a study, beside the thread that started them. */
import { fileURLToPath } from 'node:url'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Tinypool } from 'tinypool'
import type { ReplicationResult } from '../../contract/run-result.ts'
import type { ReplicationWork } from './replication-worker.ts'

const isSource = import.meta.url.endsWith('.ts')

/** Run from source, as tests do, a thread needs the loader for TypeScript registered in it too. */
function loaderFlags(): string[] {
  if (!isSource) return []
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  return ['--import', `data:text/javascript,import { register } from ${loader}; register()`]
}

/** A module of `engine/study`, named without its extension. In the executable this file is a part of another one, in a folder of the root. */
function moduleUrl(name: string): string {
  const { url } = import.meta
  const own = 'run/replication-pool'
  return url.includes(`/${own}.`) ? url.replace(own, name) : new URL(`../engine/study/${name}.js`, url).href
}

/** Threads that run a module of `engine/study`, named without its extension: compiled or not, as this one is. */
export async function openPool(worker: string, threads: number): Promise<Tinypool> {
  const { Tinypool } = await import('tinypool')
  return new Tinypool({
    filename: fileURLToPath(moduleUrl(worker)),
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
    execArgv: loaderFlags(),
  })
}

/** How long threads get to come to their end when they are asked to stop. */
const graceMs = 200

/**
 * Starts so many threads; resolves, when the queue is empty or closed, to what they have finished, in any order. Threads that
 * do not hear of an abort soon, as while they build a large cluster, are ended with what they have under way.
 */
export async function runInThreads(
  work: Omit<ReplicationWork, 'finished'>,
  threads: number,
  signal?: AbortSignal,
): Promise<ReplicationResult[]> {
  const pool = await openPool('run/replication-worker', threads)
  const finished: ReplicationResult[] = []
  const ports: MessagePort[] = []
  const runOne = async (): Promise<void> => {
    const { port1, port2 } = new MessageChannel()
    ports.push(port1)
    const isDelivered = new Promise<void>((resolve) => {
      port1.on('message', (result: ReplicationResult | null) => {
        if (result === null) resolve()
        else finished.push(result)
      })
    })
    await pool.run({ ...work, finished: port2 }, { transferList: [port2] })
    await isDelivered
  }
  const all = Promise.all(Array.from({ length: threads }, runOne))
  // Threads that are ended fail their work.
  all.catch(() => {})
  const grace = afterAbort(signal)
  try {
    await Promise.race([all, grace.isOver])
    return finished
  } finally {
    grace.end()
    for (const port of ports) port.close()
    await pool.destroy()
  }
}

/** Resolves some time after the signal is aborted. */
function afterAbort(signal: AbortSignal | undefined): { readonly isOver: Promise<void>; end(): void } {
  let timer: NodeJS.Timeout | undefined
  let start = (): void => {}
  const isOver = new Promise<void>((resolve) => {
    start = () => {
      timer = setTimeout(resolve, graceMs)
    }
  })
  if (signal?.aborted) start()
  signal?.addEventListener('abort', start)
  return {
    isOver,
    end() {
      signal?.removeEventListener('abort', start)
      clearTimeout(timer)
    },
  }
}
