/** A minimum of a function of a few numbers without derivatives. */

export type Minimum = { readonly at: readonly number[]; readonly value: number }

/** Reflections and the like, at most. */
const stepsMax = 600

/**
 * Nelder and Mead's simplex (Computer Journal 7 (1965), 308-313), from `start` with edges of `edge`, begun again once
 * from where it ended: the first simplex may have collapsed early. Values that are not finite count as bad.
 * @param precision the search ends where the corners differ by less, relative to the value.
 */
export function minimumNear(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  edge: number,
  precision = 1e-10,
): Minimum {
  const first = simplexDescent(f, start, edge, precision)
  return simplexDescent(f, first.at, edge / 4, precision)
}

function simplexDescent(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  edge: number,
  precision: number,
): Minimum {
  const corner = (at: readonly number[]): Minimum => {
    const value = f(at)
    return { at, value: Number.isNaN(value) ? Infinity : value }
  }
  const corners = [start, ...start.map((_, axis) => start.with(axis, start[axis] + edge))].map(corner)
  const last = corners.length - 1
  for (let step = 0; step < stepsMax; step++) {
    corners.sort((a, b) => a.value - b.value)
    const spread = corners[last].value - corners[0].value
    if (spread <= precision * Math.max(1, Math.abs(corners[0].value))) break
    const centre = start.map(
      (_, axis) => corners.slice(0, last).reduce((sum, { at }) => sum + at[axis], 0) / last,
    )
    const along = (share: number): Minimum =>
      corner(centre.map((middle, axis) => middle + share * (corners[last].at[axis] - middle)))
    const reflected = along(-1)
    if (reflected.value < corners[0].value) {
      const expanded = along(-2)
      corners[last] = expanded.value < reflected.value ? expanded : reflected
    } else if (reflected.value < corners[last - 1].value) corners[last] = reflected
    else {
      const contracted = along(reflected.value < corners[last].value ? -0.5 : 0.5)
      if (contracted.value < Math.min(reflected.value, corners[last].value)) corners[last] = contracted
      else {
        const best = corners[0].at
        for (let index = 1; index <= last; index++)
          corners[index] = corner(corners[index].at.map((x, axis) => best[axis] + 0.5 * (x - best[axis])))
      }
    }
  }
  return corners.reduce((best, each) => (each.value < best.value ? each : best))
}
