/**
 * The gamma distribution of scale 1: tails and quantile, to about 1e-12 relative for shapes up to 10^4.
 * Not for hot loops: tens of steps per call, hundreds near the middle of large shapes.
 */
import { normalQuantile } from './normal.ts'

const halfLogOf2Pi = 0.5 * Math.log(2 * Math.PI)

/** Logarithm of the gamma function for x > 0: Stirling's series (DLMF 5.11.1) from 10 on, recurrence below. */
export function lnGamma(x: number): number {
  let y = x
  let product = 1
  for (; y < 10; y++) product *= y
  const s = 1 / (y * y)
  const series =
    (1 / 12 -
      s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360 - s / 156)))))) /
    y
  return (y - 0.5) * Math.log(y) - y + halfLogOf2Pi + series - Math.log(product)
}

/** P(X <= x). */
export function gammaLowerTail(shape: number, x: number): number {
  if (x <= 0) return 0
  return x < shape + 1 ? gammaSeries(shape, x) : 1 - gammaFraction(shape, x)
}

/** P(X >= x), without cancellation beyond the middle. */
export function gammaUpperTail(shape: number, x: number): number {
  if (x <= 0) return 1
  return x < shape + 1 ? 1 - gammaSeries(shape, x) : gammaFraction(shape, x)
}

/** Value with P(X <= value) = p. */
export function gammaQuantile(shape: number, p: number): number {
  return p <= 0.5 ? gammaRoot(shape, p, false) : gammaRoot(shape, 1 - p, true)
}

/** Value with P(X >= value) = p. */
export function gammaUpperQuantile(shape: number, p: number): number {
  return p <= 0.5 ? gammaRoot(shape, p, true) : gammaRoot(shape, 1 - p, false)
}

/** x^shape exp(-x) / gamma(shape): x times the density. */
function gammaKernel(shape: number, x: number): number {
  return Math.exp(shape * Math.log(x) - x - lnGamma(shape))
}

/** Lower tail by its power series (DLMF 8.11.4), for x < shape + 1. */
function gammaSeries(shape: number, x: number): number {
  let term = 1 / shape
  let sum = term
  for (let n = shape + 1; term > sum * 1e-17; n++) {
    term *= x / n
    sum += term
  }
  return sum * gammaKernel(shape, x)
}

/** Upper tail by its continued fraction (DLMF 8.9.2) after Lentz, for x >= shape + 1. */
function gammaFraction(shape: number, x: number): number {
  // So far out the fraction would not come to an end.
  if (x === Infinity || gammaKernel(shape, x) === 0) return 0
  let b = x + 1 - shape
  let c = Infinity
  let d = 1 / b
  let fraction = d
  let ratio = 0
  for (let n = 1; Math.abs(ratio - 1) > 1e-16; n++) {
    const a = n * (shape - n)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    ratio = c * d
    fraction *= ratio
  }
  return fraction * gammaKernel(shape, x)
}

/** Logarithm of the least number that has all its digits. */
const logLeastNormal = Math.log(Number.MIN_VALUE / Number.EPSILON)

/**
 * Value at which one tail has the probability p <= 1/2: Newton's method on the logarithms of value and tail,
 * between bounds that each step narrows.
 */
function gammaRoot(shape: number, p: number, upper: boolean): number {
  if (p <= 0) return upper ? Infinity : 0
  let low = -Infinity
  let high = Infinity
  let y = gammaRootGuess(shape, p, upper)
  // So near 0 the guess is exact, and what follows would work with numbers that have lost their digits.
  if (y < logLeastNormal) return Math.exp(y)
  for (let step = 0; step < 200; step++) {
    const x = Math.exp(y)
    const tail = upper ? gammaUpperTail(shape, x) : gammaLowerTail(shape, x)
    const excess = Math.log(tail / p)
    if (excess === 0) return x
    if (excess > 0 === upper) low = y
    else high = y
    const slope = (upper ? -1 : 1) * (gammaKernel(shape, x) / tail)
    let next = y - excess / slope
    if (!(next > low && next < high)) {
      next = low === -Infinity ? high - 1 : high === Infinity ? low + 1 : 0.5 * (low + high)
    }
    if (Math.abs(next - y) <= 1e-15 * Math.max(1, Math.abs(y))) return Math.exp(next)
    y = next
  }
  return Math.exp(y)
}

/** Logarithm of a first guess: Wilson and Hilferty's cube, or the first term of the series near 0. */
function gammaRootGuess(shape: number, p: number, upper: boolean): number {
  const z = upper ? -normalQuantile(p) : normalQuantile(p)
  const root = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))
  if (root > 0.3) return Math.log(shape * root * root * root)
  return (Math.log(upper ? 1 - p : p) + lnGamma(shape + 1)) / shape
}
