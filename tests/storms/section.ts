/** The storm library as a section of `docs/validation.md`: what sources say, and what is simulated. */
import { existsSync, readFileSync } from 'node:fs'
import { figures } from './figures.ts'
import type { Measured } from './measure.ts'

export const measuredFile = new URL('measured.json', import.meta.url)

const heading = '## Storms: published and simulated'

/** `docs/validation.md` with the section as it is now, before the section behind it. */
export function withStormsSection(page: string): string {
  const lines = page.split('\n')
  const at = lines.indexOf(heading)
  const next = lines.findIndex(
    (line, index) => index > at && line.startsWith('## ') && (at >= 0 || line.startsWith('## How well')),
  )
  return [...lines.slice(0, at < 0 ? next : at), ...stormsSection(), ...lines.slice(next)].join('\n')
}

export function stormsSection(): string[] {
  if (!existsSync(measuredFile)) return []
  const measured: Partial<Measured> = JSON.parse(readFileSync(measuredFile, 'utf8'))
  const rows = figures.map(({ study, what, published, byHand, source, comment }) => {
    const simulated = measured[`${study}: ${what}`]
    const link = `[${study}](../scenarios/library/storms/${study}/expected.md)`
    const hand = byHand === undefined ? '' : [byHand].flat().map(shown).join(' to ')
    const why = source === '' ? comment : `${source}. ${comment}`
    const numbers = [shown(published), hand, shown(simulated), difference(simulated, published)]
    return `| ${[link, what, ...numbers, why].join(' | ')} |`
  })
  return [
    heading,
    '',
    'Each study of [the storm library](../scenarios/library/README.md#storms) has a source: an issue, a proposal, the report of an outage. Its inputs come from the source, and the study says what the source',
    'does not tell; no input is chosen to meet a number. If a source gives a number, the simulated number is within 25 % of it, or the comment says why not. The numbers by hand follow from the rules, and were worked out before the run; the same 25 % hold for them.',
    '`npm run storms` simulates all of them and writes this table.',
    '',
    '| study | figure | published | by hand | simulated | difference from published | source and comment |',
    '| --- | --- | --: | --: | --: | --: | --- |',
    ...rows,
    '',
  ]
}

function shown(value: number | undefined): string {
  if (value === undefined) return ''
  return value === Infinity ? 'never' : value.toLocaleString('en')
}

function difference(simulated: number | undefined, published: number | undefined): string {
  if (published === undefined || simulated === undefined) return ''
  if (published === simulated) return '0 %'
  if (published === 0) return simulated === 0 ? '0 %' : ''
  const percent = 100 * (simulated / published - 1)
  return `${percent > 0 ? '+' : ''}${percent.toFixed(Math.abs(percent) < 10 ? 1 : 0)} %`
}
