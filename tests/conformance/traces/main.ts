/** Writes `docs/validation.md` and its picture: `npm run validate`. Takes some minutes. */
import { writeFileSync } from 'node:fs'
import { compareRun, type RunComparison } from './comparison.ts'
import { validationPage } from './page.ts'
import { validationPicture } from './picture.ts'
import { copiesOfPage, measuredRuns } from './runs.ts'
import { disagreements } from './verdict.ts'

const runs: RunComparison[] = []
for (const run of measuredRuns) {
  process.stderr.write(`run ${run.name}: ${copiesOfPage} copies\n`)
  runs.push(await compareRun(run, copiesOfPage))
}
const docs = new URL('../../../docs/', import.meta.url)
writeFileSync(new URL('validation.md', docs), validationPage(runs))
writeFileSync(new URL('validation.svg', docs), validationPicture(runs))
const found = runs.flatMap(disagreements)
console.log(['docs/validation.md and docs/validation.svg are written', ...found].join('\n'))
if (found.length > 0) process.exitCode = 1
