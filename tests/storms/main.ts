/** `npm run storms`: simulates the storm library, and writes `measured.json` and its table in `docs/validation.md`. With names, only those studies. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Measured, measure, storms } from './measure.ts'
import { measuredFile, withStormsSection } from './section.ts'

const names = process.argv.slice(2)
const before: Measured = existsSync(measuredFile) ? JSON.parse(readFileSync(measuredFile, 'utf8')) : {}
let measured: Measured = {}
for (const study of storms) {
  const isAsked = names.length === 0 || names.includes(study)
  const kept = Object.entries(before).filter(([figure]) => figure.startsWith(`${study}: `))
  const found = isAsked ? await measure(study) : Object.fromEntries(kept)
  if (isAsked) for (const [figure, value] of Object.entries(found)) console.log(`${figure}: ${value}`)
  measured = { ...measured, ...found }
}
writeFileSync(measuredFile, `${JSON.stringify(measured, null, 2)}\n`)
const page = new URL('../../docs/validation.md', import.meta.url)
writeFileSync(page, withStormsSection(readFileSync(page, 'utf8')))
