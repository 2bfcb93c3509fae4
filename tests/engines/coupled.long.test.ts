/** As `coupled.test.ts`, over 200 replications, both studies whole. */
import { suite } from 'uvu'
import { assertSameBytes } from './coupled.ts'
import { coupledStudies } from './coupled-studies.ts'
import { assertSameLaw } from './same-law.ts'

const test = suite('coupled runs, many replications')

for (const study of coupledStudies) {
  test(`agree over 200 replications: ${study.name}`, () => assertSameLaw(study, 200))

  test(`have the same bytes on one thread, two and four: ${study.name}`, () =>
    assertSameBytes({ ...study.spec, replications: 12 }, [2, 4]))
}

test.run()
