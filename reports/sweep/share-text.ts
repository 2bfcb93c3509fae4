/** Shares of the variance between the points of a sweep, in words: for a terminal and for the page. */
import type { SummaryMetric } from '../../engine/contract/run-result.ts'
import type {
  LevelMean,
  MetricShares,
  ShareBasis,
  VarianceShare,
} from '../../engine/contract/sweep-result.ts'
import { safeText, shareText } from '../readable.ts'
import { interactionName } from './share-table.ts'

/** A line of a table; texts are safe for a terminal. */
export type ShareRow = {
  readonly metric: SummaryMetric
  /** A parameter, or `a x b`: what two do to each other. */
  readonly name: string
  /** Of the parameter by itself, or of the interaction; `null` = unknown. */
  readonly share: VarianceShare | null
  /** With interactions; `undefined` of an interaction. */
  readonly total: VarianceShare | null | undefined
  readonly lowest: LevelMean | undefined
  readonly highest: LevelMean | undefined
}

/** Smaller shares are not shown unless nothing is larger. */
const shareMin = 0.01

/** Of one metric the parameters and interactions that are worth a line: at least one. */
export function shareRows({ metric, effects, interactions, rest }: MetricShares): ShareRow[] {
  const largest = Math.max(...effects.map((each) => (each.total ?? each.first)?.value ?? 0))
  const isWorth = (share: VarianceShare | null): boolean =>
    share === null || share.value >= Math.min(shareMin, largest)
  const rows = effects
    .filter(({ first, total }) => isWorth(total ?? first))
    .map(({ parameter, first, total, lowest, highest }) => ({
      metric,
      name: safeText(parameter),
      share: first,
      total,
      lowest,
      highest,
    }))
  const between = interactions.map(({ parameters, share }) => ({ name: interactionName(parameters), share }))
  if (rest !== null)
    between.push({
      name:
        effects.length === 3 ? interactionName(effects.map(({ parameter }) => parameter)) : 'three or more',
      share: rest,
    })
  const shown = between.filter(({ share }) => share.value >= shareMin)
  return [
    ...rows,
    ...shown.map(({ name, share }) => ({
      metric,
      name: safeText(name),
      share,
      total: undefined,
      lowest: undefined,
      highest: undefined,
    })),
  ]
}

/** `47.0 % (46.1 to 48 %)`; the interval is left out where it is no wider than shown, or nobody knows it. */
export function shareWords(share: VarianceShare | null): string {
  if (share === null) return 'unknown'
  const value = shareText(share.value)
  if (share.low === null || share.high === null) return value
  const [low, high] = [shareText(share.low), shareText(share.high)]
  return low === value && high === value ? value : `${value} (${low} to ${high})`
}

const reasons: Readonly<Record<ShareBasis, string | undefined>> = {
  anova: undefined,
  polynomial: undefined,
  missing: 'points of the grid are left out or not finished',
  'unknown-numbers': 'a point does not know its number, or it is infinite',
  chance: 'the points differ by no more than chance',
  dependent: 'parameters change together',
  'few-points': 'the points are too few',
  rough: 'no polynomial fits the points',
}

/** Notes on what shares rest on, and why others are not known; each once. */
export function shareNotes(shares: readonly MetricShares[], replications: number): string[] {
  const notes: string[] = []
  const fitted = shares.filter(({ basis }) => basis === 'polynomial')
  if (fitted.length > 0) {
    const most = Math.max(...fitted.map(({ unexplained }) => unexplained))
    notes.push(
      `Of drawn points shares are those of a polynomial, which leaves up to ${shareText(most)} of the variance unexplained; intervals hold it.`,
    )
  }
  if (replications < 3 && shares.some(({ basis }) => basis === 'anova'))
    notes.push(
      replications === 1
        ? 'One replication does not tell chance from effects: three give intervals.'
        : 'Two replications do not say how sure shares are: three give intervals.',
    )
  for (const basis of new Set(shares.map((each) => each.basis))) {
    const reason = reasons[basis]
    const metrics = shares.filter((each) => each.basis === basis).map(({ metric }) => metric)
    if (reason !== undefined) notes.push(`Unknown shares of ${metrics.join(', ')}: ${reason}.`)
  }
  return notes
}
