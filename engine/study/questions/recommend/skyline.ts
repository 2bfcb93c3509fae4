/** Of pairs of figures, those of which no other is as small in both: which settings no other beats in detection and mistakes. */

type Pair = { readonly seconds: number; readonly mistakes: number }

export class Skyline {
  /** The soonest first; the mistakes fall from one to the next. */
  readonly #pairs: Pair[] = []

  /** Whether no pair before is at least as good as this one, which is then one of them. */
  takes(seconds: number, mistakes: number): boolean {
    const all = this.#pairs
    let low = 0
    let high = all.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (all[middle].seconds <= seconds) low = middle + 1
      else high = middle
    }
    // The last one that is no slower makes the fewest mistakes of those.
    if (low > 0 && all[low - 1].mistakes <= mistakes) return false
    const isAsSoon = low > 0 && all[low - 1].seconds === seconds
    let end = low
    while (end < all.length && all[end].mistakes >= mistakes) end++
    const from = isAsSoon ? low - 1 : low
    all.splice(from, end - from, { seconds, mistakes })
    return true
  }
}
