/**
 * Powers that are the same bits on every machine: `**` and `Math.pow` differ in the last bit between versions of Node, while
 * `exp`, `log` and `sqrt` do not (a test holds their bits).
 */

/** `base` to the power of `exponent`, for a base of 0 or more; to some units in the last place of the larger of result and logarithm. */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1
  return Math.exp(exponent * Math.log(base))
}

export function square(x: number): number {
  return x * x
}

/** `base` to a whole power, by squaring. */
export function wholePower(base: number, exponent: number): number {
  let result = 1
  let factor = exponent < 0 ? 1 / base : base
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= factor
    factor *= factor
  }
  return result
}
