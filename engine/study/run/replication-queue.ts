/**
 * The replications of a study, for whichever thread is free: it lives in shared memory, so a thread takes its next one
 * without waiting for another. Which thread runs which, and when, has no influence on a result: each depends on spec
 * and number only.
 */

const Slot = { Taken: 0, Finished: 1, Events: 2, Closed: 3, SimulatedUs: 4 } as const
const slotCount = 5

export class ReplicationQueue {
  /** What another thread needs to have the same queue. */
  readonly memory: SharedArrayBuffer

  private readonly slots: BigInt64Array
  private readonly length: number

  /** @param length how many replications there are. */
  constructor(length: number, memory = new SharedArrayBuffer(slotCount * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.length = length
    this.memory = memory
    this.slots = new BigInt64Array(memory)
  }

  /** The next one, from 0; each is given once. -1 = there is none left, or the queue is closed. */
  take(): number {
    if (this.isClosed) return -1
    const taken = Number(Atomics.add(this.slots, Slot.Taken, 1n))
    return taken < this.length ? taken : -1
  }

  /** Nobody takes any more, and what runs is dropped. */
  close(): void {
    Atomics.store(this.slots, Slot.Closed, 1n)
  }

  get isClosed(): boolean {
    return Atomics.load(this.slots, Slot.Closed) !== 0n
  }

  /** Replications that wait. */
  get waitingCount(): number {
    return Math.max(0, this.length - Number(Atomics.load(this.slots, Slot.Taken)))
  }

  finishedOne(): void {
    Atomics.add(this.slots, Slot.Finished, 1n)
  }

  get finishedCount(): number {
    return Number(Atomics.load(this.slots, Slot.Finished))
  }

  handledEvents(count: number): void {
    Atomics.add(this.slots, Slot.Events, BigInt(count))
  }

  /** Events handled so far, by all threads. */
  get eventsTotal(): number {
    return Number(Atomics.load(this.slots, Slot.Events))
  }

  /** @param us by which a replication has advanced. */
  advanced(us: number): void {
    Atomics.add(this.slots, Slot.SimulatedUs, BigInt(Math.round(us)))
  }

  /** Simulated time of all replications together, as far as they are. */
  get simulatedUs(): number {
    return Number(Atomics.load(this.slots, Slot.SimulatedUs))
  }
}
