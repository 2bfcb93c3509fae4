import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EventTrace } from './event-trace.ts'

const tests = suite('event trace')

type Fact = [timeUs: number, kind: number, entity: number, value: number]

function fingerprintOf(facts: readonly Fact[]): string {
  const trace = new EventTrace()
  for (const fact of facts) trace.note(...fact)
  return trace.fingerprint()
}

const facts: Fact[] = [
  [0, 1, 2, 3],
  [1.5, 255, 2 ** 31 - 1, -1],
  [86_400_000_000, 0, 0, Infinity],
]

tests('has a fingerprint of 16 hexadecimal digits that stays the same', () => {
  assert.is(fingerprintOf([]), '0000000000000000')
  assert.is(fingerprintOf(facts), '81fee4760e1b469c')
})

tests('changes with each number and with the count, and not with the order', () => {
  const seen = new Set([fingerprintOf(facts)])
  for (let place = 0; place < 4; place++) {
    const changed = facts.map((fact) => [...fact] as Fact)
    changed[1][place] += 1
    seen.add(fingerprintOf(changed))
  }
  assert.ok(seen.size === 5 && seen.has(fingerprintOf([...facts].reverse())))
  seen.add(fingerprintOf(facts.slice(1)))
  seen.add(fingerprintOf(facts.slice(0, -1)))
  seen.add(fingerprintOf([...facts, [0, 0, 0, 0]]))
  seen.add(fingerprintOf([...facts, facts[0], facts[0]]))
  assert.is(seen.size, 9)
})

tests('does not tell -0 from 0', () => {
  assert.is(fingerprintOf([[0, 0, 0, -0]]), fingerprintOf([[0, 0, 0, 0]]))
})

tests('gives no two of many short traces the same fingerprint', () => {
  const seen = new Set<string>()
  for (let entity = 0; entity < 300; entity++) {
    for (let value = 0; value < 100; value++) seen.add(fingerprintOf([[value * 1e6, 3, entity, value]]))
  }
  assert.is(seen.size, 30_000)
})

tests.run()
