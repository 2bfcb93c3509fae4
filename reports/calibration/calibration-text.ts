/** What a calibration found, as a table for a terminal and as JSON for programs. */
import type { SlowPhaseStudy } from '../../engine/contract/fit-result.ts'
import { formatNumber } from '../number-format.ts'
import { readable } from '../readable.ts'
import { alignedTable, wrapped } from '../text-blocks.ts'
import { lawParameters } from './law-parameters.ts'
import type { ReportedSample } from './reported-sample.ts'
import { timeText } from './time-text.ts'

/** A row per sample, then what there is to say beside it. */
export function calibrationTable(samples: readonly ReportedSample[], notes: readonly string[]): string {
  const rows = samples.map(({ name, fit, tail, phases, censored, truncated }) => {
    const { chosen } = fit
    const p = chosen.ksP ?? chosen.chiSquareP
    return [
      name,
      readable(Math.round(fit.n)),
      truncated > 0 ? 'truncated' : readable(censored),
      phases === null ? 'not known' : 'known',
      chosen.family,
      timeText(fit.p50Us),
      timeText(fit.p99Us),
      tail.upperUs === null ? 'not known' : timeText(tail.upperUs),
      chosen.ks === null ? '' : chosen.ks.toFixed(3),
      p === null ? '' : p.toFixed(2),
      phases === null ? 'unseen' : foundText(phases),
    ]
  })
  const head = [
    'SAMPLE',
    'N',
    'CENSORED',
    'ORDER',
    'FAMILY',
    'P50',
    'P99',
    'P99.9 AT MOST',
    'KS',
    'P',
    'PHASES',
  ]
  const table = rows.length === 0 ? [] : alignedTable(head, rows, [0, 3, 4])
  return [...table, ...wrapped(notes)].map((line) => `${line}\n`).join('')
}

function foundText({ found, pauses, drift }: SlowPhaseStudy): string {
  if (found !== null) return `${readable(found.phases)} slow`
  if (pauses?.found != null) return `${readable(pauses.found.pauses)} pauses`
  return drift === undefined ? 'none' : 'none, a drift'
}

/** Every family of every sample; times in seconds, null for what is not defined. */
export function calibrationJson(samples: readonly ReportedSample[], notes: readonly string[]): string {
  const number = (value: number | null): number | null =>
    value === null ? null : Number(formatNumber(value))
  const reported = samples.map(({ name, fit, tail, phases, notes: of, ...known }) => ({
    sample: name,
    n: number(fit.n),
    chosen: fit.chosen.family,
    reason: fit.reason,
    p50_seconds: number(fit.p50Us / 1e6),
    p99_seconds: number(fit.p99Us / 1e6),
    p999_seconds: number(tail.quantileUs / 1e6),
    p999_upper95_seconds: number(tail.upperUs === null ? null : tail.upperUs / 1e6),
    n_needed: tail.neededN,
    censored: known.censored,
    truncated: known.truncated,
    order_known: phases !== null,
    dispersion: number(known.dispersion ?? null),
    p999_draws_seconds: known.tailDrawnUs.map((us) => number(us / 1e6)),
    fits: fit.fits.map((each) => ({
      family: each.family,
      parameters: Object.fromEntries(
        lawParameters(each.law)
          .split(' ')
          .map((pair) => pair.split('='))
          .map(([key, value]) => [key, Number(value)]),
      ),
      log_likelihood: number(each.logLikelihood),
      aic: number(each.aic),
      bic: number(each.bic),
      ks: number(each.ks),
      ks_p: number(each.ksP),
      ad: number(each.ad),
      chi_square: number(each.chiSquare),
      chi_square_df: number(each.chiSquareDf),
      chi_square_p: number(each.chiSquareP),
    })),
    slow_phases:
      phases === null
        ? null
        : {
            n: phases.n,
            bic_one_state: number(phases.bicOne),
            bic_mixed: number(phases.bicMixed),
            bic_two_states: number(phases.bicLasting),
            drift:
              phases.drift === undefined
                ? null
                : {
                    bic: number(phases.drift.bic),
                    period_seconds: number(phases.drift.periodUs / 1e6),
                    factor: number(phases.drift.factor),
                  },
            found: phases.found !== null,
            ...(phases.found === null
              ? {}
              : {
                  phases: phases.found.phases,
                  every_seconds: number(phases.found.everyUs / 1e6),
                  for_seconds: number(phases.found.forUs / 1e6),
                  every_law: phases.found.every.law.kind,
                  every_exponential_p: number(phases.found.every.exponentialP),
                  for_law: phases.found.for.law.kind,
                  for_exponential_p: number(phases.found.for.exponentialP),
                  factor: number(phases.found.factor),
                }),
          },
    pauses:
      phases?.pauses === undefined
        ? null
        : {
            verdict: phases.pauses.verdict,
            bic_less_slow: number(phases.pauses.bicGap),
            ...(phases.pauses.found === null
              ? {}
              : {
                  pauses: phases.pauses.found.pauses,
                  shared: phases.pauses.found.shared,
                  every_seconds: number(phases.pauses.found.everyUs / 1e6),
                  for_seconds: number(phases.pauses.found.forUs / 1e6),
                  every_law: phases.pauses.found.every.law.kind,
                  for_law: phases.pauses.found.for.law.kind,
                }),
          },
    notes: of,
  }))
  return `${JSON.stringify({ samples: reported, notes }, null, 2)}\n`
}
