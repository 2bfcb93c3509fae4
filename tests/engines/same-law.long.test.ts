/** As `same-law.test.ts`, over 200 replications. */
import { suite } from 'uvu'
import { assertSameLaw, lawStudies } from './same-law.ts'

const test = suite('quiet and exact engine, same law over many replications')

for (const study of lawStudies) {
  test(`agree over 200 replications: ${study.name}`, () => assertSameLaw(study, 200))
}

test.run()
