/** Tries that fail come back: all of them, a delay later, and with few events. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { RetryLine } from './retry-line.ts'

const test = suite('retry line')
const second = 1_000_000

type Change = { readonly atUs: number; readonly does: (line: RetryLine) => void }
type Step = { readonly fromUs: number; readonly toUs: number; readonly rate: number }

/** What comes back, step by step, until a time. */
function run(line: RetryLine, changes: readonly Change[], untilUs: number): Step[] {
  const left = [...changes]
  const steps: Step[] = []
  for (let atUs = 0; atUs < untilUs; ) {
    line.advance(atUs)
    while (left.length > 0 && left[0].atUs === atUs) left.shift()!.does(line)
    const toUs = Math.min(line.nextUs, left[0]?.atUs ?? Infinity, untilUs)
    steps.push({ fromUs: atUs, toUs, rate: line.out[0] })
    atUs = toUs
  }
  return steps
}

const sumOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, { fromUs, toUs, rate }) => sum + (rate * (toUs - fromUs)) / second, 0)
const meanOf = (steps: readonly Step[]): number =>
  steps.reduce(
    (sum, { fromUs, toUs, rate }) => sum + (rate * (toUs * toUs - fromUs * fromUs)) / 2 / second,
    0,
  ) /
  sumOf(steps) /
  second
const fails =
  (rate: number): Change['does'] =>
  (line) =>
    line.fails(rate, Float64Array.of(1), 10)

test('failures for some seconds come back as many, a delay later', () => {
  const steps = run(
    new RetryLine(2 * second, 1),
    [
      { atUs: 1_234_567, does: fails(8) },
      { atUs: 4_234_567, does: fails(0) },
    ],
    20 * second,
  )
  assert.ok(Math.abs(sumOf(steps) - 24) < 1e-9)
  assert.ok(Math.abs(meanOf(steps) - (2.734567 + 2)) < 0.01)
  assert.ok(steps.length < 10, `${steps.length} steps`)
})

test('failures of a moment come back within a slot', () => {
  const line = new RetryLine(16 * second, 1)
  const steps = run(line, [{ atUs: 3_500_000, does: (it) => it.add(100, Float64Array.of(1)) }], 40 * second)
  assert.ok(Math.abs(sumOf(steps) - 100) < 1e-9)
  const back = steps.filter(({ rate }) => rate > 0)
  assert.equal(back, [{ fromUs: 19 * second, toUs: 20 * second, rate: 100 }])
})

test('what fails all the time comes back all the time, without an event', () => {
  const steps = run(new RetryLine(second, 1), [{ atUs: 0, does: fails(5) }], 3600 * second)
  assert.equal(
    steps.filter(({ rate }) => rate > 0).map(({ fromUs, rate }) => [fromUs, rate]),
    [[second, 5]],
  )
})

test('failures that change all the time have an event per slot at most, and none is lost', () => {
  const changes = Array.from({ length: 10_000 }, (_, index) => ({
    atUs: index * 1_000,
    does: fails(1 + (index % 7)),
  }))
  const line = new RetryLine(second, 1)
  const end = { atUs: 10 * second, does: fails(0) }
  const steps = run(line, [...changes, end], 20 * second)
  const failed = changes.reduce((sum, _, index) => sum + (1 + (index % 7)) / 1000, 0)
  // Rates that are the same within 0.2 % are not told apart.
  assert.ok(Math.abs(sumOf(steps) - failed) < 0.002 * failed, `${sumOf(steps)} of ${failed}`)
  // Each step ends with a change, or at the end of a slot, and only once.
  const isChange = (atUs: number): boolean => atUs <= end.atUs && atUs % 1_000 === 0
  const turns = steps.map(({ toUs }) => toUs).filter((atUs) => !isChange(atUs))
  assert.ok(turns.length > 0)
  assert.ok(turns.every((atUs) => atUs % 62_500 === 0))
  assert.is(new Set(turns).size, turns.length)
})

test('what is tried for the second time comes back as the third', () => {
  const line = new RetryLine(second, 2)
  line.fails(0.5, Float64Array.of(8, 4, 1), 8)
  line.advance(2 * second)
  assert.equal([...line.out], [4, 2])
})

test.run()
