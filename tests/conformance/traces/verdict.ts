/** What a comparison comes to: whether simulated and measured agree, by kind of interval and by case. */
import { type Compared, errorChance, outsideMax, type RunComparison, type Spread } from './comparison.ts'

export type CaseVerdict = {
  readonly pod: string
  readonly container: string
  readonly compared: readonly Compared[]
  readonly outside: number
  readonly outsideMax: number
  readonly agrees: boolean
}

export function spreadAgrees(spread: Spread): boolean {
  return spread.outside <= spread.outsideMax && spread.pValue >= errorChance
}

/** A container each, in the order of the trace. Kinds in which the whole run is known to differ are left aside. */
export function caseVerdicts({ replay, compared }: RunComparison): CaseVerdict[] {
  return replay.measured.map(({ pod, container }) => {
    const own = compared.filter(
      (one) =>
        one.pod === pod && one.container === container && replay.run.knownToDiffer[one.kind] === undefined,
    )
    const outside = own.filter(({ isOutside }) => isOutside).length
    const limit = outsideMax(own.length)
    return { pod, container, compared: own, outside, outsideMax: limit, agrees: outside <= limit }
  })
}

/** What does not agree, a line each. A kind that is known to differ must differ: else the list is out of date. */
export function disagreements(comparison: RunComparison): string[] {
  const { run } = comparison.replay
  const ofKinds = comparison.spreads.flatMap((spread) => {
    const isKnown = run.knownToDiffer[spread.kind] !== undefined
    if (spreadAgrees(spread) !== isKnown) return []
    const { kind, outside, count, pValue } = spread
    return [
      `run ${run.name}, ${kind}: ${outside} of ${count} outside, p ${pValue.toFixed(3)}, known: ${isKnown}`,
    ]
  })
  const ofCases = caseVerdicts(comparison)
    .filter(({ agrees }) => !agrees)
    .map(
      ({ pod, container, outside, compared }) =>
        `run ${run.name}, ${pod}/${container}: ${outside} of ${compared.length} outside`,
    )
  return [...ofKinds, ...ofCases]
}
