/** The mutation check as a section of `docs/validation.md`: what `npm run mutants -- --write` found, and what is to be said of each survivor. */
import { existsSync, readFileSync } from 'node:fs'
import { argued } from './argued.ts'
import type { SeedSummary } from './report.ts'

const results = new URL('results.json', import.meta.url)

const heading = '## How well the tests notice a wrong rule'

/** `docs/validation.md` with the section as it is now, before those of the runs. */
export function withMutantsSection(page: string): string {
  const lines = page.split('\n')
  const runs = lines.findIndex((line) => line.startsWith('## Run '))
  const at = lines.indexOf(heading)
  return [...lines.slice(0, at < 0 ? runs : at), ...mutantsSection(), ...lines.slice(runs)].join('\n')
}

export function mutantsSection(): string[] {
  if (!existsSync(results)) return []
  const seeds = JSON.parse(readFileSync(results, 'utf8')) as readonly SeedSummary[]
  const rows = seeds.map(({ seed, candidates, noticed, equivalent, survived }) => {
    const share = noticed / (noticed + survived.length)
    return `| ${[seed, candidates, noticed, survived.length, equivalent, `${(100 * share).toFixed(1)} %`].join(' | ')} |`
  })
  const survivors = seeds.flatMap(({ survived }) => survived)
  return [
    heading,
    '',
    '`npm run mutants` makes small changes of `engine/model`, drawn by seed from every place where one can be made, and runs the tests with each of them alone',
    '([how](../tests/mutants/README.md)). Changes that nobody could notice are listed with the reason in `tests/mutants/equivalents.ts`, and are not counted.',
    '',
    '| seed | places | noticed | survived | equivalent | share noticed |',
    '| --- | --: | --: | --: | --: | --: |',
    ...rows,
    '',
    ...(survivors.length === 0 ? [] : ['What survived:', '', ...survivors.map(survivorLine), '']),
  ]
}

function survivorLine({ file, line, change }: SeedSummary['survived'][number]): string {
  const why = argued.find((one) => one.file === file && one.line === line && one.change === change)?.reason
  return `- \`${file}\`, ${change} in \`${line}\`: ${why ?? 'a test is missing'}.`
}
