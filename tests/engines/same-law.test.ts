/** The quiet engine is exact in distribution: it agrees with the engine that gives every tick an event. */
import { suite } from 'uvu'
import { assertSameLaw, lawStudies } from './same-law.ts'

const test = suite('quiet and exact engine, same law')

for (const study of lawStudies) {
  test(`agree over 40 replications: ${study.name}`, () => assertSameLaw(study, 40))
}

test.run()
