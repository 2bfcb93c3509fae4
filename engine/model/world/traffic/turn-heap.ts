/** Cohorts by the time of their turn, the earliest first: a binary heap in which each cohort knows its place. */
import type { Cohort } from './cohort.ts'

export class TurnHeap {
  private readonly heap: Cohort[] = []

  get first(): Cohort | undefined {
    return this.heap[0]
  }

  /** Its turn comes then. @param turnUs Infinity = never: it is in the heap no more. */
  set(cohort: Cohort, turnUs: number): void {
    const { heap } = this
    const wasUs = cohort.turnUs
    if (wasUs === turnUs) return
    cohort.turnUs = turnUs
    if (turnUs === Infinity) this.remove(cohort)
    else if (wasUs === Infinity) this.rise(cohort, heap.length)
    else if (turnUs < wasUs) this.rise(cohort, cohort.turnPlace)
    else this.sink(cohort, cohort.turnPlace)
  }

  private remove({ turnPlace: hole }: Cohort): void {
    const last = this.heap.pop()!
    if (hole === this.heap.length) return
    const parent = this.heap[(hole - 1) >> 1]
    if (hole > 0 && last.turnUs < parent.turnUs) this.rise(last, hole)
    else this.sink(last, hole)
  }

  private rise(cohort: Cohort, from: number): void {
    let hole = from
    while (hole > 0) {
      const parent = this.heap[(hole - 1) >> 1]
      if (parent.turnUs <= cohort.turnUs) break
      this.put(parent, hole)
      hole = (hole - 1) >> 1
    }
    this.put(cohort, hole)
  }

  private sink(cohort: Cohort, from: number): void {
    const { heap } = this
    let hole = from
    for (let child = 2 * hole + 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && heap[child + 1].turnUs < heap[child].turnUs) child++
      if (cohort.turnUs <= heap[child].turnUs) break
      this.put(heap[child], hole)
      hole = child
    }
    this.put(cohort, hole)
  }

  private put(cohort: Cohort, place: number): void {
    this.heap[place] = cohort
    cohort.turnPlace = place
  }
}
