/** `fits.csv`: one row per sample and family that was tried. */
import { type Cell, csvTable } from '../csv-text.ts'
import { lawParameters } from './law-parameters.ts'
import type { ReportedSample } from './reported-sample.ts'

const columns = [
  'sample',
  'family',
  'parameters',
  'n',
  'log_likelihood',
  'aic',
  'bic',
  'ks',
  'ks_p',
  'ad',
  'chosen',
  'chi_square',
  'chi_square_df',
  'chi_square_p',
]

export function fitsCsv(samples: readonly ReportedSample[]): Generator<string> {
  const rows = samples.flatMap(({ name, fit }) =>
    fit.fits.map((each): Cell[] => [
      name,
      each.family,
      lawParameters(each.law),
      fit.n,
      each.logLikelihood,
      each.aic,
      each.bic,
      each.ks,
      each.ksP,
      each.ad,
      each === fit.chosen,
      each.chiSquare,
      each.chiSquareDf,
      each.chiSquareP,
    ]),
  )
  return csvTable(columns, rows)
}
