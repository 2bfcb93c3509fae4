/**
 * The cohorts of a load, and what finds those that an event is about: alike ones by key, those whose turn has come, those whose members have changed. So an
 * event costs as much as the cohorts that it changes. Where connections are kept, and where the Service calls others, is asked by probes or shares its pods with another one, it costs
 * as much as all of them.
 */
import type { Cohort } from './cohort.ts'
import { CohortSums } from './cohort-sums.ts'
import { TurnHeap } from './turn-heap.ts'

export class Cohorts implements Iterable<Cohort> {
  private readonly all = new Set<Cohort>()
  /** By what makes targets alike. */
  private readonly alike = new Map<number, Cohort>()
  /** Whose members have changed, or whose turn has come, since they were worked on. */
  touched: Cohort[] = []
  /** That are worked on at this instant. */
  changed: Cohort[] = []
  readonly turns = new TurnHeap()
  readonly sums: CohortSums
  /** As long as each known target gets so many requests per second, none of the others has to be worked on. */
  eachMin = 0
  eachMax = 0

  /** @param workloads that they are of. */
  constructor(workloads: number) {
    this.sums = new CohortSums(workloads)
  }

  [Symbol.iterator](): Iterator<Cohort> {
    return this.all[Symbol.iterator]()
  }

  find(key: number): Cohort | undefined {
    return this.alike.get(key)
  }

  /** An earlier one of the same key is not found any more. */
  name(cohort: Cohort, key: number): void {
    this.all.add(cohort)
    cohort.key = key
    this.alike.set(key, cohort)
  }

  /** It is not found until it has a name again. */
  forgetName(cohort: Cohort): void {
    if (this.alike.get(cohort.key) === cohort) this.alike.delete(cohort.key)
  }

  /** It has no members any more. */
  drop(cohort: Cohort): void {
    this.all.delete(cohort)
    this.forgetName(cohort)
    this.turns.set(cohort, Infinity)
    this.sums.remove(cohort)
  }

  touch(cohort: Cohort): void {
    if (cohort.isTouched) return
    cohort.isTouched = true
    this.touched.push(cohort)
  }

  touchDue(nowUs: number): void {
    for (
      let first = this.turns.first;
      first !== undefined && first.turnUs <= nowUs;
      first = this.turns.first
    ) {
      this.turns.set(first, Infinity)
      this.touch(first)
    }
  }
}
