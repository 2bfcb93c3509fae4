/** The verdict of a calibration: whether the chosen laws describe what was observed. */
import { html } from '../html.ts'
import type { Verdict } from '../page-verdict.ts'
import { counted, readable } from '../readable.ts'
import type { ReportedSample } from './reported-sample.ts'

/** By chance up to two in a hundred samples are contradicted: the smaller p of two tests counts. */
const pMin = 0.01

/** @param samples at least one. */
export function calibrationVerdict(samples: readonly Pick<ReportedSample, 'name' | 'fit'>[]): Verdict {
  const judged = samples.map(({ name, fit: { chosen } }) => {
    const known = [chosen.ksP, chosen.chiSquareP].filter((p) => p !== null)
    return { name, family: chosen.family, p: known.length === 0 ? null : Math.min(...known) }
  })
  const contradicted = judged.filter(({ p }) => p !== null && p < pMin)
  const untested = judged.filter(({ p }) => p === null)
  const of = (part: number): string => `${readable(part)} of ${counted(judged.length, 'sample')}`
  const lines = contradicted.map(
    ({ name, family, p }) =>
      html`${name}: ${family}, p ${p! < 0.001 ? '< 0.001' : readable(p!)}; look at its charts`,
  )
  const rest =
    untested.length === 0 ? '' : `; ${of(untested.length)} ${untested.length === 1 ? 'is' : 'are'} not tested`
  if (contradicted.length > 0)
    return {
      state: 'untested',
      text: `A test of fit contradicts the chosen ${contradicted.length === 1 ? 'law' : 'laws'} of ${of(contradicted.length)}${rest}`,
      lines,
    }
  if (untested.length === judged.length)
    return { state: 'none', text: 'No test of fit says whether the laws describe what was observed', lines }
  return { state: 'holds', text: `No test of fit contradicts a chosen law${rest}`, lines }
}
