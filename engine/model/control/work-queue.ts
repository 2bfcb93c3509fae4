/**
 * The work queue of a controller: keys that want a sync. A key that is added again before its sync begins is one sync; one
 * that is added while its sync runs waits until that has ended, so no key is ever in two syncs (Z21).
 * Source: client-go util/workqueue/queue.go, Add, Get and Done; delaying_queue.go, AddAfter.
 */

const isDirty = 1
const isProcessing = 2

export class WorkQueue {
  /** By key. */
  private marks = new Uint8Array(16)
  /** By key: when it will be added; Infinity = no such time is known. */
  private dueUs = new Float64Array(16).fill(Infinity)
  /** Keys of which such a time is known. */
  private readonly keysDue = new Set<number>()
  /** Keys in the order in which their turn comes: a ring, in which each key stands at most once. */
  private ring = new Int32Array(16)
  private head = 0
  private length = 0

  /** Keys that wait for a worker. */
  get waiting(): number {
    return this.length
  }

  /** The key wants a sync. */
  add(key: number): void {
    if (key >= this.marks.length) this.grow(key)
    if ((this.marks[key] & isDirty) !== 0) return
    this.marks[key] |= isDirty
    if ((this.marks[key] & isProcessing) === 0) this.push(key)
  }

  /** Whether the key neither wants a sync nor is in one. */
  isResting(key: number): boolean {
    return key >= this.marks.length || this.marks[key] === 0
  }

  /** The key will want a sync at that time. @returns whether that is news: an earlier time replaces a later one. */
  addAt(key: number, atUs: number): boolean {
    if (key >= this.marks.length) this.grow(key)
    if (atUs >= this.dueUs[key]) return false
    this.dueUs[key] = atUs
    this.keysDue.add(key)
    return true
  }

  /** Whether the time of the key has come, which it then has no longer. */
  isDue(key: number, nowUs: number): boolean {
    if (this.dueUs[key] !== nowUs) return false
    this.dueUs[key] = Infinity
    this.keysDue.delete(key)
    return true
  }

  /** When the next key will be added; Infinity = no such time is known. */
  get nextDueUs(): number {
    let next = Infinity
    for (const key of this.keysDue) next = Math.min(next, this.dueUs[key])
    return next
  }

  /** The key whose sync begins now, or -1. */
  take(): number {
    if (this.length === 0) return -1
    const key = this.ring[this.head]
    this.head = (this.head + 1) % this.ring.length
    this.length--
    this.marks[key] = isProcessing
    return key
  }

  /** The sync of the key has ended. */
  done(key: number): void {
    this.marks[key] &= ~isProcessing
    if (this.marks[key] === isDirty) this.push(key)
  }

  private push(key: number): void {
    this.ring[(this.head + this.length++) % this.ring.length] = key
  }

  private grow(key: number): void {
    let size = this.marks.length
    while (size <= key) size *= 2
    const marks = new Uint8Array(size)
    marks.set(this.marks)
    const dueUs = new Float64Array(size).fill(Infinity)
    dueUs.set(this.dueUs)
    const ring = new Int32Array(size)
    for (let index = 0; index < this.length; index++)
      ring[index] = this.ring[(this.head + index) % this.ring.length]
    this.marks = marks
    this.dueUs = dueUs
    this.ring = ring
    this.head = 0
  }
}
