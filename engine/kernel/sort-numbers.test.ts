import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sortNumbers } from './sort-numbers.ts'

const tests = suite('sort numbers')

function assertSorts(numbers: readonly number[]): void {
  const values = Float64Array.from(numbers)
  sortNumbers(values)
  assert.equal([...values], [...Float64Array.from(numbers).sort()])
}

tests('sorts as the language does, whatever the numbers and however many are equal', () => {
  const number = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 2 ** 53 - 1 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.constantFrom(-Number.MAX_VALUE, 2 ** -1074, 1, 1 + 2 ** -52),
  )
  fc.assert(
    fc.property(fc.array(number, { maxLength: 300, size: 'max' }), (numbers) => assertSorts(numbers)),
    { numRuns: 300 },
  )
})

const large: [string, (index: number) => number][] = [
  ['spread evenly', (index) => (index * 7919) % 100_003],
  ['in order', (index) => index],
  ['against the order', (index) => -index],
  ['at few times', (index) => (index * 31) % 7],
  ['clumped, ever closer', (index) => 2 ** -(index % 60)],
  ['one far from all others', (index) => (index === 5 ? 1e15 : index % 1000)],
]
for (const [what, value] of large) {
  tests(`sorts a hundred thousand numbers ${what}`, () =>
    assertSorts(Array.from({ length: 100_000 }, (_, index) => value(index))),
  )
}

tests.run()
