/** R6: when proxies apply what they hear. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Proxies } from './proxies.ts'

const test = suite('proxies')

const cases: readonly {
  readonly what: string
  readonly heard: readonly number[]
  readonly applied: readonly number[]
}[] = [
  { what: 'a change after a quiet time at once', heard: [5, 10], applied: [5, 10] },
  {
    what: 'changes within the period when it is over, all together',
    heard: [5, 5.2, 5.9],
    applied: [5, 6, 6],
  },
  { what: 'one that comes just then with them', heard: [5, 5.2, 6], applied: [5, 6, 6] },
  {
    what: 'a steady stream once per period',
    heard: [0, 0.4, 0.8, 1.2, 1.6, 2, 2.4],
    applied: [0, 1, 1, 2, 2, 2, 3],
  },
]

for (const { what, heard, applied } of cases) {
  test(`${what} (R6)`, () => {
    const proxies = new Proxies(1)
    assert.equal(
      heard.map((time) => proxies.applyUs(time)),
      applied,
    )
  })
}

test('without a period all at once (R6)', () => {
  const proxies = new Proxies(0)
  assert.equal(
    [1, 1.5, 1.6].map((time) => proxies.applyUs(time)),
    [1, 1.5, 1.6],
  )
})

test.run()
