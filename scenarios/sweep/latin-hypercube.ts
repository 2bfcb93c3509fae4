/**
 * Latin hypercubes (McKay, Beckman and Conover 1979) whose parameters are as good as uncorrelated and whose points keep their distance:
 * parameter by parameter, several random orders of the strata are freed of correlation with the parameters before by swapping pairs, and
 * the one is taken whose points are farthest apart (maximin: Johnson, Moore and Ylvisaker 1990). So a parameter that joins at the end leaves the others
 * as they are.
 */

/** Orders tried for a parameter, as many as the cost allows: of `n` points, each takes n squared. */
const ordersMax = 20
const costMax = 20_000_000
/** Pairs looked at for each point. */
const swapsPerPoint = 20

/** Number of the stratum, from 0, of each point. */
type Strata = Int32Array

/**
 * Shares in [0, 1) by parameter, then point: of each parameter one in each of `points` equal strata.
 * @param streams of random numbers in [0, 1), one for each parameter.
 */
export function latinHypercube(points: number, streams: readonly (() => number)[]): number[][] {
  const columns: Strata[] = []
  for (const next of streams) columns.push(nextColumn(points, columns, next))
  return columns.map((strata, parameter) =>
    Array.from(strata, (stratum) => (stratum + streams[parameter]()) / points),
  )
}

function nextColumn(points: number, before: readonly Strata[], next: () => number): Strata {
  const orders =
    before.length === 0 ? 1 : Math.max(1, Math.min(ordersMax, Math.floor(costMax / (points * points))))
  let best: Strata | undefined
  let farthest = -1
  for (let order = 0; order < orders; order++) {
    const strata = shuffled(points, next)
    uncorrelate(strata, before, next)
    const distance = orders === 1 ? 0 : leastDistance([...before, strata])
    if (distance <= farthest) continue
    farthest = distance
    best = strata
  }
  return best!
}

function shuffled(points: number, next: () => number): Strata {
  const strata = Int32Array.from({ length: points }, (_, index) => index)
  for (let last = points - 1; last > 0; last--) swap(strata, last, Math.floor(next() * (last + 1)))
  return strata
}

/** Swaps pairs as long as the sum of the squared correlations with the parameters before falls. */
function uncorrelate(strata: Strata, before: readonly Strata[], next: () => number): void {
  const points = strata.length
  const centre = (points - 1) / 2
  /** With each parameter before, times what is the same for all. */
  const products = before.map((other) => sumOfProducts(strata, other, centre))
  for (let looked = 0; looked < swapsPerPoint * points && before.length > 0; looked++) {
    const a = Math.floor(next() * points)
    const b = Math.floor(next() * points)
    const step = strata[b] - strata[a]
    let change = 0
    for (const [index, other] of before.entries()) {
      const by = step * (other[a] - other[b])
      change += by * (2 * products[index] + by)
    }
    if (change >= 0) continue
    for (const [index, other] of before.entries()) products[index] += step * (other[a] - other[b])
    swap(strata, a, b)
  }
}

function sumOfProducts(a: Strata, b: Strata, centre: number): number {
  let sum = 0
  for (let point = 0; point < a.length; point++) sum += (a[point] - centre) * (b[point] - centre)
  return sum
}

/** The square of the distance of the two nearest points, in strata. */
export function leastDistance(columns: readonly Strata[]): number {
  const points = columns[0].length
  let least = Infinity
  for (let a = 0; a < points; a++)
    for (let b = a + 1; b < points; b++) {
      let distance = 0
      for (const column of columns) {
        const apart = column[a] - column[b]
        distance += apart * apart
        if (distance >= least) break
      }
      least = Math.min(least, distance)
    }
  return least
}

function swap(strata: Strata, a: number, b: number): void {
  const kept = strata[a]
  strata[a] = strata[b]
  strata[b] = kept
}
