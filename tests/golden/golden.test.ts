/** Tiny studies write the bytes that are kept. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { goldenPath, goldenStudies, runStudy, watchedStudies, watchFile, watchStudy } from './studies.ts'

const test = suite('golden files')

for (const study of goldenStudies) {
  test(`are what ${study} writes (npm run golden writes them anew)`, () => {
    for (const [table, bytes] of runStudy(study)) {
      assert.fixture(bytes, readFileSync(goldenPath(study, table), 'utf8'), `${study}/${table}`)
    }
  })
}

for (const study of watchedStudies) {
  test(`are what a watch of ${study} prints`, async () => {
    assert.fixture(
      await watchStudy(study),
      readFileSync(goldenPath(study, watchFile), 'utf8'),
      `${study}/${watchFile}`,
    )
  })
}

test.run()
