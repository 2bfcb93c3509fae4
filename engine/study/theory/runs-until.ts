import { wholePower } from '../../kernel/power.ts'

/** So long a row is summed; a longer one has no cancellation to fear. */
const summedMax = 100

/**
 * Expected number of independent trials until so many in a row have come out one way, which each does with `probability`:
 * (1 - p^k) / ((1 - p) p^k) (Feller, An Introduction to Probability Theory, volume 1, XIII.7), as a sum: without
 * cancellation, and for p = 1.
 */
export function runsUntil(inARow: number, probability: number): number {
  if (inARow > summedMax)
    return probability === 1 ? inARow : (wholePower(probability, -inARow) - 1) / (1 - probability)
  let sum = 0
  for (let k = 1; k <= inARow; k++) sum += wholePower(probability, -k)
  return sum
}
