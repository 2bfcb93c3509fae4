/** `npm run truths`: writes the table of all verdicts into the page on failure detectors. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/cli.ts'
import { allVerdicts, tableOf } from './truths-table.ts'

const page = join(repository, 'docs/explanation/failure-detectors.md')
const [begin, end] = ['<!-- truths: npm run truths -->', '<!-- end of truths -->']

const verdicts = await allVerdicts(({ truth, n, says, now, setting, figure, isKept }) => {
  const right = isKept ? 'keeps' : 'BREAKS'
  console.log(
    `${truth.name} n=${n}: ${now} -> ${setting} ${says}, ${right} the limit with ${figure.toPrecision(3)}`,
  )
})
const table = tableOf(verdicts)
console.log(table)
const text = readFileSync(page, 'utf8')
const [from, to] = [text.indexOf(begin), text.indexOf(end)]
if (from < 0 || to < from) throw new Error(`${page} has no place for the table`)
writeFileSync(page, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`)
