/**
 * Pods that only become ready or unready, on their way to a controller that counts them. It asks for the count as a sync begins, and nobody reads it in
 * between. So the news of a ReplicaSet wait in a line, in the order in which the watch brings them, and are counted when the controller looks; those that came during a
 * sync ask for the next one as it ends. Only while the ReplicaSet rests, the first of its news is an event, which wakes it.
 */
import type { ClusterState, PodId } from '../cluster-state.ts'

const rowsAtFirst = 64
const none = -1

/** What is on its way about the pods of one ReplicaSet: a ring, the earliest first. */
export class ReadyNews {
  private timesUs = new Float64Array(rowsAtFirst)
  private pods = new Int32Array(rowsAtFirst)
  private marks = new Uint16Array(rowsAtFirst)
  private head = 0
  private length = 0
  /** When the event of the first news comes; Infinity = there is none. Of several pods at that time it is of the first one. */
  heraldUs = Number.POSITIVE_INFINITY
  heraldPod: PodId = none

  /** The time must not be before those that wait. */
  add(timeUs: number, pod: PodId, mark: number): void {
    if (this.length === this.pods.length) this.grow()
    const row = (this.head + this.length++) & (this.pods.length - 1)
    this.timesUs[row] = timeUs
    this.pods[row] = pod
    this.marks[row] = mark
  }

  /** When the earliest news is heard; Infinity = none waits. */
  get nextUs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : this.timesUs[this.head]
  }

  /** The first pod of those whose news is heard then. */
  get nextPod(): PodId {
    const { timesUs, pods, head, nextUs } = this
    let first = pods[head]
    for (let index = 1; index < this.length; index++) {
      const row = (head + index) & (pods.length - 1)
      if (timesUs[row] !== nextUs) break
      first = Math.min(first, pods[row])
    }
    return first
  }

  /**
   * Counts what has been heard until then, in the cache that controllers share.
   * @param hears what a pod is in the API; returns by how many more are ready.
   */
  countUntil(
    timeUs: number,
    state: ClusterState,
    hears: (state: ClusterState, pod: PodId, mark: number) => number,
  ): number {
    const { timesUs, pods, marks } = this
    let more = 0
    while (this.length > 0 && timesUs[this.head] <= timeUs) {
      more += hears(state, pods[this.head], marks[this.head])
      this.head = (this.head + 1) & (pods.length - 1)
      this.length--
    }
    return more
  }

  private grow(): void {
    const { timesUs, pods, marks, head, length } = this
    this.timesUs = new Float64Array(2 * length)
    this.pods = new Int32Array(2 * length)
    this.marks = new Uint16Array(2 * length)
    for (let index = 0; index < length; index++) {
      const row = (head + index) % length
      this.timesUs[index] = timesUs[row]
      this.pods[index] = pods[row]
      this.marks[index] = marks[row]
    }
    this.head = 0
  }
}
