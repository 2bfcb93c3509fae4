/** `npm run storms`: simulates the storm library, and writes `measured.json` and its table in `docs/validation.md`. With names, only those studies. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { figures } from './figures.ts'
import { type Measured, measure, storms } from './measure.ts'
import { measuredFile, withStormsSection } from './section.ts'

const names = process.argv.slice(2)
let measured: Measured = existsSync(measuredFile) ? JSON.parse(readFileSync(measuredFile, 'utf8')) : {}
for (const study of names.length === 0 ? storms : names) {
  const found = await measure(study)
  for (const [figure, value] of Object.entries(found)) console.log(`${figure}: ${value}`)
  measured = { ...measured, ...found }
  write()
}
write()

/** After each study: one that is interrupted leaves what it has found. */
function write(): void {
  const kept = figures.map(({ study, what }) => `${study}: ${what}`).filter((figure) => figure in measured)
  const inOrder = Object.fromEntries(kept.map((figure) => [figure, measured[figure]]))
  writeFileSync(measuredFile, `${JSON.stringify(inOrder, null, 2)}\n`)
  const page = new URL('../../docs/validation.md', import.meta.url)
  writeFileSync(page, withStormsSection(readFileSync(page, 'utf8')))
}
