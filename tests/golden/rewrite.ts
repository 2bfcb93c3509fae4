/** Rewrites what tests compare with: `npm run golden`. Review the difference like code. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { rewriteRecorded } from '../../bench/recorded.ts'
import { goldenPath, goldenStudies, runStudy } from './studies.ts'

for (const study of goldenStudies) {
  for (const [table, bytes] of runStudy(study)) {
    const path = goldenPath(study, table)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
}
await rewriteRecorded()
