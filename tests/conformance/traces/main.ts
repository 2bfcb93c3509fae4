/**
 * Writes `docs/validation.md` and its picture: `npm run validate`. Takes some minutes. `npm run validate -- FOLDER` replays
 * recordings of another folder, with the same names and their original form (`e2e_*.json`) or the shorter one, and prints the page.
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compareRun, type RunComparison } from './comparison.ts'
import { validationPage } from './page.ts'
import { validationPicture } from './picture.ts'
import { hasRecording, recordings } from './replay.ts'
import { copiesOfPage, measuredRuns } from './runs.ts'
import { disagreements } from './verdict.ts'

const [given] = process.argv.slice(2)
const folder = given === undefined ? recordings : pathToFileURL(`${resolve(given)}/`)
const runs: RunComparison[] = []
for (const run of measuredRuns.filter((one) => hasRecording(one, folder))) {
  process.stderr.write(`${run.name}: ${copiesOfPage} copies\n`)
  runs.push(await compareRun(run, copiesOfPage, folder))
}
if (given === undefined) {
  const docs = new URL('../../../docs/', import.meta.url)
  writeFileSync(new URL('validation.md', docs), validationPage(runs))
  writeFileSync(new URL('validation.svg', docs), validationPicture(runs))
  console.log('docs/validation.md and docs/validation.svg are written')
} else console.log(validationPage(runs))
const found = disagreements(runs)
for (const line of found) console.log(line)
if (found.length > 0) process.exitCode = 1
