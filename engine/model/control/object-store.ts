/**
 * Objects of one kind in the API, and in the cache that controllers share: by key. A write puts another object in the place of the old one, and a
 * watch delay later it is in the cache; the watch of an object is one stream, in order.
 */
import type { ClusterState, WorkloadId } from '../cluster-state.ts'
import { drawWatchUs } from '../draw.ts'
import { schedule } from '../lanes.ts'

/** What every object has. */
export type ApiObject = {
  /** A write is refused if the version that it was read at is not the newest any more. */
  readonly version: number
  /** Changes of its spec so far. */
  readonly generation: number
}

export class ObjectStore<Stored extends ApiObject> {
  /** What the API holds, and what the cache holds; undefined = there is none. */
  readonly api: (Stored | undefined)[] = []
  readonly seen: (Stored | undefined)[] = []
  /** On their way to the cache, oldest first. */
  private readonly underway: (Stored | undefined)[][] = []
  private readonly seenUs: number[] = []
  private readonly kind: number

  /** @param kind of the event by which an object comes into the cache; its entity is the key. */
  constructor(kind: number) {
    this.kind = kind
  }

  /** The API holds the object from now on, whatever it held before; undefined = it is deleted. */
  put(state: ClusterState, key: number, workload: WorkloadId, object: Stored | undefined): void {
    const delayUs = drawWatchUs(state, state.streams.control, workload)
    this.api[key] = object
    this.seenUs[key] = Math.max(this.seenUs[key] ?? 0, state.nowUs + delayUs)
    this.underway[key] ??= []
    this.underway[key].push(object)
    schedule(state, this.kind, key, this.seenUs[key], 0)
  }

  /**
   * A write of somebody who has read the object before.
   * @returns what the API holds now; undefined = it was refused, as the object has changed since.
   */
  replace(
    state: ClusterState,
    key: number,
    workload: WorkloadId,
    read: Stored,
    changes: Partial<Stored>,
  ): Stored | undefined {
    if (this.api[key]?.version !== read.version) return undefined
    const written = { ...read, ...changes, version: read.version + 1 }
    this.put(state, key, workload, written)
    return written
  }

  /** An edit by somebody who asks again until it is through: of the newest object. */
  edit(state: ClusterState, key: number, workload: WorkloadId, changes: Partial<Stored>): void {
    const newest = this.api[key]!
    this.replace(state, key, workload, newest, { ...changes, generation: newest.generation + 1 })
  }

  /** What was written comes into the cache. */
  arrive(key: number): void {
    this.seen[key] = this.underway[key].shift()
  }

  /** Whether writes are on their way to the cache. */
  isUnderway(key: number): boolean {
    return this.underway[key] !== undefined && this.underway[key].length > 0
  }

  /** It has been in the API, and in the cache, for long. */
  hasBefore(key: number, object: Stored): void {
    this.api[key] = object
    this.seen[key] = object
  }
}
