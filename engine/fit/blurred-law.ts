/** A law as it looks when every value is seen off by a uniform part of a span: what blurred spans are compared with. */
import type { Law } from '../kernel/law.ts'

/** Places within the span at which the law is looked up. */
const placesCount = 32

/** @param widthUs of the span, around the value. */
export function blurredLaw({ cdf, quantile }: Law, widthUs: number): Pick<Law, 'cdf' | 'quantile'> {
  const seen = (x: number): number => {
    let sum = 0
    for (let place = 0; place < placesCount; place++)
      sum += cdf(x + widthUs * ((place + 0.5) / placesCount - 0.5))
    return sum / placesCount
  }
  return {
    cdf: seen,
    quantile: (u) => {
      let low = quantile(0) - widthUs
      let high = quantile(u) + widthUs
      while (high - low > 1e-6 * widthUs) {
        const middle = 0.5 * (low + high)
        if (seen(middle) < u) low = middle
        else high = middle
      }
      return high
    },
  }
}
