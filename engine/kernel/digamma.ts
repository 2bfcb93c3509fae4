/** Derivatives of the logarithm of the gamma function for x > 0, to about 1e-13: what fitting a gamma law needs. */

/** First derivative: the asymptotic series (DLMF 5.11.2) from 10 on, recurrence below. */
export function digamma(x: number): number {
  let y = x
  let shift = 0
  for (; y < 10; y++) shift += 1 / y
  const s = 1 / (y * y)
  const series =
    s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * (1 / 132 - (s * 691) / 32760)))))
  return Math.log(y) - 0.5 / y - series - shift
}

/** Second derivative: the series of the first, differentiated term by term. */
export function trigamma(x: number): number {
  let y = x
  let shift = 0
  for (; y < 10; y++) shift += 1 / (y * y)
  const s = 1 / (y * y)
  const series = s * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - s * (5 / 66 - (s * 691) / 2730)))))
  return (1 + 0.5 / y + series) / y + shift
}
