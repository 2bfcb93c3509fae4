/**
 * Writes `docs/validation-control-plane.md`, its pictures and the result behind them: `npm run validate:control-plane`. Takes a minute: it runs the
 * tests of this folder, and shows what they compare. With FOLDER it writes there instead.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { experiments } from '../experiment.ts'
import { described } from './experiments.ts'
import { controlPlanePage, pictureFolder } from './page.ts'
import { pictureOf } from './picture.ts'
import { resultFile, resultOf, resultText } from './result.ts'

const globals = globalThis as { UVU_DEFER?: number; UVU_INDEX?: number; UVU_QUEUE?: unknown[][] }
globals.UVU_DEFER = 1
globals.UVU_INDEX = 0
const uvu: { exec(bail?: boolean): Promise<void> } = await import('uvu')

const folder = fileURLToPath(new URL('..', import.meta.url))
for (const name of readdirSync(folder)
  .filter((each) => each.endsWith('.test.ts'))
  .sort()) {
  globals.UVU_QUEUE!.push([name])
  globals.UVU_INDEX = globals.UVU_QUEUE!.length - 1
  await import(pathToFileURL(join(folder, name)).href)
}
await uvu.exec()

const results = described.flatMap(({ name }) =>
  experiments()
    .filter((one) => one.name === name)
    .map(resultOf),
)
const missing = experiments().filter(({ name }) => !described.some((about) => about.name === name))
if (missing.length > 0 || results.length < described.length)
  throw new Error(`experiments.ts and the tests name other experiments: ${missing.map(({ name }) => name)}`)

const [given] = process.argv.slice(2)
const docs = given === undefined ? fileURLToPath(new URL('../../../docs/', import.meta.url)) : resolve(given)
const pictures = join(docs, pictureFolder)
rmSync(pictures, { recursive: true, force: true })
mkdirSync(pictures, { recursive: true })
writeFileSync(given === undefined ? resultFile : join(docs, 'result.json'), resultText(results))
writeFileSync(join(docs, 'validation-control-plane.md'), controlPlanePage(results))
for (const result of results) {
  const picture = pictureOf(result)
  if (picture !== undefined) writeFileSync(join(pictures, `${result.name}.svg`), picture)
}
console.log(`validation-control-plane.md and its pictures are written to ${docs}`)
