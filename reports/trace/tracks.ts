/** Numbers and names of processes and tracks: a process per pod and per workload, a track per container and per probe. */
import { safeText } from '../../scenarios/text/safe-text.ts'
import type { TraceEvent } from './trace-event.ts'

export class Tracks {
  readonly #namesReplications: boolean
  readonly #numbers = new Map<string, number>()
  #names: TraceEvent[] = []

  /** @param namesReplications whether there are several, which names must tell apart. */
  constructor(namesReplications: boolean) {
    this.#namesReplications = namesReplications
  }

  /** @param name of a pod with its namespace, or of a workload. */
  processOf(replication: number, name: string): number {
    const title = this.#namesReplications ? `${name}, replication ${replication}` : name
    return this.#numberOf(`${replication} ${name}`, (pid) => ({
      ph: 'M',
      name: 'process_name',
      pid,
      args: { name: safeText(title) },
    }))
  }

  trackOf(pid: number, name: string): { readonly pid: number; readonly tid: number } {
    const tid = this.#numberOf(`${pid}/${name}`, (tid) => ({
      ph: 'M',
      name: 'thread_name',
      pid,
      tid,
      args: { name: safeText(name) },
    }))
    return { pid, tid }
  }

  /** The names that are new since the last call. */
  takeNames(): TraceEvent[] {
    const names = this.#names
    this.#names = []
    return names
  }

  #numberOf(key: string, nameOf: (number: number) => TraceEvent): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#numbers.size + 1
    this.#numbers.set(key, number)
    this.#names.push(nameOf(number))
    return number
  }
}
