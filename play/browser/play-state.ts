/** What is changed: in memory, and in the address of the page, so that it can be shared. */
import type { PlaySetting } from '../fields.ts'
import { replicationsMax } from '../settings.ts'

const replicationsKey = 'replications'

/** Whether an address holds changes: else it may name a section of the page. */
export function holdsState(hash: string): boolean {
  return hash.includes('=')
}

export class PlayState {
  readonly #settings: readonly PlaySetting[]
  readonly #replicationsBefore: number
  #values: Record<string, number> = {}
  #replications: number

  constructor(settings: readonly PlaySetting[], replications: number) {
    this.#settings = settings
    this.#replicationsBefore = this.#replications = replications
    this.read()
  }

  get values(): Readonly<Record<string, number>> {
    return this.#values
  }

  get isChanged(): boolean {
    return Object.keys(this.#values).length > 0
  }

  get replications(): number {
    return this.#replications
  }

  set replications(count: number) {
    this.#replications = this.#within(count)
    this.#write()
  }

  set({ key, value: before }: PlaySetting, value: number): void {
    if (value === before) delete this.#values[key]
    else this.#values[key] = value
    this.#write()
  }

  clear(): void {
    this.#values = {}
    this.#write()
  }

  /** From the address; what is no setting of this page is left out. */
  read(): void {
    const given = new URLSearchParams(location.hash.slice(1))
    this.#values = {}
    for (const { key, value: before, min, max } of this.#settings) {
      const text = given.get(key)
      const value = text === null ? Number.NaN : Number(text)
      if (Number.isFinite(value) && value !== before) this.#values[key] = Math.min(max, Math.max(min, value))
    }
    this.#replications = this.#within(Number(given.get(replicationsKey)))
  }

  /** What is no count is as before; what is above the most is the most. */
  #within(count: number): number {
    if (!Number.isInteger(count) || count < 1) return this.#replicationsBefore
    return Math.min(replicationsMax(this.#replicationsBefore), count)
  }

  #write(): void {
    const entries = Object.entries(this.#values).map(([key, value]): [string, string] => [key, String(value)])
    if (this.#replications !== this.#replicationsBefore)
      entries.push([replicationsKey, String(this.#replications)])
    const hash = new URLSearchParams(entries).toString()
    history.replaceState(null, '', hash === '' ? location.href.replace(/#.*$/, '') : `#${hash}`)
  }
}
