/** Pairs of numbers, both the better the smaller, of which none is as good as another in both: a step down for each. */
export class Staircase {
  /** By `first`, the smallest before the others; the larger it is, the smaller is `second`. */
  readonly #steps: { readonly first: number; readonly second: number }[] = []

  /** Adds a pair; false if one that came before is no worse in either number. */
  add(first: number, second: number): boolean {
    const steps = this.#steps
    let from = this.#countUpTo(first)
    if (from > 0 && steps[from - 1].second <= second) return false
    if (from > 0 && steps[from - 1].first === first) from--
    let to = from
    while (to < steps.length && steps[to].second >= second) to++
    steps.splice(from, to - from, { first, second })
    return true
  }

  /** Steps with at most this `first`. */
  #countUpTo(first: number): number {
    let low = 0
    let high = this.#steps.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#steps[middle].first <= first) low = middle + 1
      else high = middle
    }
    return low
  }
}
