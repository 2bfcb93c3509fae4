/** Rewrites what tests compare with: `npm run golden`. Review the difference like code. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { rewriteRecorded } from '../../bench/recorded.ts'
import { goldenPath, goldenStudies, runStudy, watchedStudies, watchFile, watchStudy } from './studies.ts'

function rewrite(study: string, file: string, bytes: string): void {
  const path = goldenPath(study, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

for (const study of goldenStudies) {
  for (const [table, bytes] of runStudy(study)) rewrite(study, table, bytes)
}
for (const study of watchedStudies) rewrite(study, watchFile, await watchStudy(study))
await rewriteRecorded()
