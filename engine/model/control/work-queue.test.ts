/** Z21: one sync per key at a time; changes merge while the key waits. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WorkQueue } from './work-queue.ts'

const test = suite('work queue')

/** What a list of steps takes from the queue: `+k` adds, `-k` ends the sync of a key, `t` takes. */
function taken(steps: string): number[] {
  const queue = new WorkQueue()
  const keys: number[] = []
  for (const step of steps.split(' ')) {
    if (step === 't') keys.push(queue.take())
    else if (step.startsWith('+')) queue.add(Number(step.slice(1)))
    else queue.done(Number(step.slice(1)))
  }
  return keys
}

const cases: readonly { what: string; steps: string; keys: readonly number[] }[] = [
  { what: 'keys come in the order in which they were added', steps: '+3 +1 +2 t t t t', keys: [3, 1, 2, -1] },
  { what: 'a key added twice before its sync is one sync', steps: '+1 +2 +1 t t t', keys: [1, 2, -1] },
  { what: 'a key added during its sync waits for its end', steps: '+1 t +1 t -1 t', keys: [1, -1, 1] },
  { what: 'and stands behind those that wait then', steps: '+1 t +1 +2 -1 t t t', keys: [1, 2, 1, -1] },
  { what: 'a key that is not added again is through', steps: '+1 t -1 t', keys: [1, -1] },
  { what: 'a key of any size', steps: '+1000 +5 +70000 t t t', keys: [1000, 5, 70000] },
]

for (const { what, steps, keys } of cases) {
  test(`${what} (Z21)`, () => {
    assert.equal(taken(steps), keys)
  })
}

test('as sets and a list, as the source has it', () => {
  const steps = fc.array(fc.record({ what: fc.constantFrom('add', 'take', 'done'), key: fc.nat(40) }), {
    maxLength: 200,
  })
  fc.assert(
    fc.property(steps, (list) => {
      const queue = new WorkQueue()
      const dirty = new Set<number>()
      const processing = new Set<number>()
      const order: number[] = []
      for (const { what, key } of list) {
        if (what === 'add') {
          queue.add(key)
          if (!dirty.has(key) && !processing.has(key)) order.push(key)
          dirty.add(key)
        } else if (what === 'take') {
          const expected = order.shift() ?? -1
          assert.is(queue.take(), expected)
          if (expected < 0) continue
          dirty.delete(expected)
          processing.add(expected)
        } else if (processing.delete(key)) {
          queue.done(key)
          if (dirty.has(key)) order.push(key)
        }
        assert.is(queue.waiting, order.length)
      }
    }),
  )
})

test.run()
