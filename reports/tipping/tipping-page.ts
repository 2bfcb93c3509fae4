/** `report.html` of a search: the answer, and every value that was tried, as one page that needs no network. */
import { html, type Markup } from '../html.ts'
import { htmlPage, type Section } from '../page.ts'
import { about, list, table } from '../page-parts.ts'
import { counted, upperFirst } from '../readable.ts'
import { plainAnswer } from './plain-answer.ts'
import { outcomeOf, type ReportedTipping, settingText } from './reported-tipping.ts'
import { boundReasons, otherReasons, tippingAnswer } from './tipping-answer.ts'
import { pointRows } from './tipping-formats.ts'
import { type TippingPicture, tippingPicture } from './tipping-picture.ts'
import type { TippingFacts } from './tipping-text.ts'

/** The page in pieces. */
export function tippingPage(tipping: ReportedTipping, facts: TippingFacts): string[] {
  const { result, path, lastStep } = tipping
  const picture = tippingPicture(tipping)
  const isFound = outcomeOf(tipping) === 'found'
  const reasons = otherReasons(tipping)
  const turns = `${tippingAnswer(tipping)}.`
  return htmlPage({
    title: `${facts.scenario}: tipping point`,
    heading: `Scenario ${facts.scenario}: where ${result.condition.text} turns`,
    ...(isFound ? {} : { verdict: { state: 'untested' as const, text: turns, lines: [] } }),
    answer: [...(isFound ? [turns] : []), ...plainAnswer(tipping), ...boundReasons(tipping)],
    about: html`Searched by probestorm ${facts.version}, Kubernetes ${facts.kubernetesVersion}, seed ${facts.seed}: <code>${path}</code> from
${settingText(tipping, 0)} to ${settingText(tipping, lastStep)} for <code>${result.condition.text}</code>,
${counted(result.points.length, 'value')} in ${counted(facts.replications, 'replication')}.`,
    sections: [
      facts.limits.length > 0
        ? { id: 'limits', title: 'What the answer leaves out', short: 'Left out', body: list(facts.limits) }
        : undefined,
      picture === undefined ? undefined : pictureSection(picture),
      reasons.length === 0
        ? undefined
        : { id: 'reasons', title: 'What the answer rests on', short: 'Basis', body: list(reasons) },
      {
        id: 'points',
        title: 'Values that were tried',
        short: 'Values',
        body: pointTable(tipping),
      },
      facts.notes.length > 0
        ? { id: 'notes', title: 'Defaults and notes', short: 'Notes', body: list(facts.notes) }
        : undefined,
    ],
    footer: 'Made by probestorm. All numbers are in points.csv and tipping-point.json.',
    bundle: 'tipping',
    data: picture ?? {},
  })
}

function pictureSection({ metric, parameter }: TippingPicture): Section {
  return {
    id: 'picture-section',
    title: `${upperFirst(metric)} over ${parameter}`,
    short: 'Picture',
    body: html`<noscript><p class="warning">The picture needs JavaScript; the table below does not.</p></noscript>
<figure><div id="picture"></div></figure>
${about('A dot is what was found at a value that was tried; the line through it is the interval that decides. Hold the pointer on it to read it.')}`,
  }
}

const pointColumns = [
  'Value',
  'Replications',
  'Found',
  'At least',
  'At most',
  'Meet it by themselves',
  'The condition',
]

/** Bounds are left out where no value has one. */
function pointTable(tipping: ReportedTipping): Markup {
  const rows = pointRows(tipping)
  const isBound = (column: number): boolean => column === 3 || column === 4
  const kept = pointColumns.map((_, column) => !isBound(column) || rows.some((row) => row[column] !== ''))
  const cellsOf = (row: readonly string[]): string[] => row.filter((_, column) => kept[column])
  return table(cellsOf(pointColumns), rows.map(cellsOf))
}
