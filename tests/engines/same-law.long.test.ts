/** As `same-law.test.ts`, over 200 replications. */
import { suite } from 'uvu'
import { forcedBy } from './forced-levels.ts'
import { loadedStudies, loads } from './loaded-studies.ts'
import { answersUnderWay, assertPaired, assertSameLaw, lawStudies } from './same-law.ts'
import { assertSameLawOfAny } from './same-law-random.ts'

const test = suite('quiet and exact engine, same law over many replications')

for (const study of lawStudies) {
  test(`agree over 200 replications: ${study.name}`, () => assertSameLaw(study, 200))
}

for (const study of loadedStudies) {
  test(`agree over 200 replications under load that changes each second: ${study.name}`, () =>
    assertSameLaw(study, 200, forcedBy(loads)))
}

test('agree in pairs on answers that are under way when slow phases begin and end', () =>
  assertPaired(answersUnderWay, 100))

test('agree over 300 replications of any spec', () => assertSameLawOfAny(200, 300))

test.run()
