/** How often the answer of a search holds the tipping point, over studies of counts, normal numbers and outcomes that are 0 or 1. */
import { condition, type Made, normal, poisson, searchMade } from './tipping-samples.test.helper.ts'

const lastStep = 256
const tipping = 101.5

const laws: readonly Pick<Made, 'asked' | 'sampleOf'>[] = [
  {
    asked: condition('mean', 'restarts_total', '<', 4.06),
    sampleOf: (step, chance) => [poisson(step / 25, chance)],
  },
  {
    asked: condition('mean', 'probes_per_second_mean', '<', tipping),
    sampleOf: (step, chance) => [step + 20 * normal(chance)],
  },
  {
    asked: condition('mean', 'availability_ratio', '>', 1 - tipping / lastStep),
    sampleOf: (step, chance) => [chance() < step / lastStep ? 0 : 1],
  },
]

/** The share of studies whose answer holds it. */
export async function coverageOf(studies: number, isCommon: boolean): Promise<number> {
  let held = 0
  for (let study = 0; study < studies; study++) {
    const law = laws[study % laws.length]
    const { found } = await searchMade({ ...law, lastStep, isCommon, replicationsMax: 64, seed: `${study}` })
    // No answer is no wrong one.
    if (found === null || (found.from < tipping && found.to > tipping)) held++
  }
  return held / studies
}
