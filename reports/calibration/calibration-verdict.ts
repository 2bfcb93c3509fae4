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
      html`${name}: ${family} does not look like the observations (p ${p! < 0.001 ? '< 0.001' : readable(p!)}). See in its charts where they part: settings rest on the slow end.`,
  )
  const rest = untested.length === 0 ? '' : `; of ${of(untested.length)} too little was observed to tell`
  const use = html`Use it beside your manifests: <code>probestorm recommend -f manifests/ -f calibrated.yaml</code>`
  if (contradicted.length > 0)
    return {
      state: 'untested',
      text: `The fitted behavior of ${of(contradicted.length)} differs from what was observed${rest}`,
      lines,
    }
  if (untested.length === judged.length)
    return {
      state: 'none',
      text: 'Too little was observed to tell whether the fitted behavior is right',
      lines: [html`Observe more, or take what follows as a first guess.`],
    }
  return { state: 'holds', text: `The fitted behavior agrees with what was observed${rest}`, lines: [use] }
}
