/** The quiet engine is exact in distribution: it agrees with the engine that gives every tick an event. */
import { suite } from 'uvu'
import { answersUnderWay, assertPaired, assertSameLaw, lawStudies } from './same-law.ts'
import { assertSameLawOfAny } from './same-law-random.ts'

const test = suite('quiet and exact engine, same law')

for (const study of lawStudies) {
  test(`agree over 40 replications: ${study.name}`, () => assertSameLaw(study, 40))
}

test('agree in pairs on answers that are under way when slow phases begin and end', () =>
  assertPaired(answersUnderWay, 24))

test('agree over 60 replications of any spec', () => assertSameLawOfAny(16, 60))

test.run()
