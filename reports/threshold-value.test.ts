/** A value beside its limit never stands on the other side of it. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ThresholdState } from '../engine/contract/run-result.ts'
import { numberBeside, percentBeside, valueBeside } from './threshold-value.ts'

const test = suite('values beside limits')

const cases: readonly [value: number, threshold: string, state: ThresholdState, text: string][] = [
  [0.98995, 'availability_ratio < 99%', 'holds', '98.995 %'],
  [0.98995, 'availability_ratio < 0.99', 'holds', '0.9899'],
  [0.999996, 'availability_ratio >= 99.9%', 'holds', '99.9996 %'],
  [0.999996, 'availability_ratio >= 100%', 'fails', '99.9996 %'],
  [0.999999997, 'availability_ratio >= 0.9999999', 'holds', '0.999999997'],
  [0.999996, 'availability_ratio > 0.5', 'holds', '0.999996'],
  [0.99964, 'all(availability_ratio) > 0.99962', 'holds', '0.99964'],
  [0.999996, 'availability_ratio >= 1', 'fails', '0.999996'],
  [1, 'availability_ratio >= 100%', 'holds', '100 %'],
  [0.99, 'availability_ratio >= 99%', 'holds', '99 %'],
  [0.29, 'availability_ratio <= 29%', 'holds', '29 %'],
  [0.7499999999999999, 'availability_ratio >= 75%', 'holds', '75 %'],
  [0.7499999999, 'availability_ratio >= 75%', 'fails', '74.99999999 %'],
  [29.99996, 'p99(detection_seconds) < 30', 'holds', '29.99996'],
  [30.00004, 'p99(detection_seconds) <= 30', 'fails', '30.00004'],
  [30, 'p99(detection_seconds) <= 30', 'holds', '30'],
  [21.4, 'p99(detection_seconds) < 30', 'holds', '21.4'],
  [0.0004, 'restarts_total <= 0', 'fails', '0.0004'],
  [0.000004, 'restarts_total > 0', 'holds', '0.000004'],
  [1234567.5, 'probes_total > 1234567', 'holds', '1,234,568'],
  [1234567.1, 'probes_total > 1e6', 'holds', '1,234,567'],
  [Infinity, 'recovery_seconds < 30', 'fails', 'never'],
  [-0.0004, 'low(restarts_total) >= 0', 'fails', '-0.0004'],
  // The file has six decimals: what it holds is the limit itself, and the state knows better.
  [0.99, 'availability_ratio < 99%', 'holds', 'just below 99 %'],
  [0.99, 'availability_ratio >= 0.99', 'fails', 'just below 0.99'],
  [30, 'max(detection_seconds) <= 30', 'fails', 'just above 30'],
  [30, 'max(detection_seconds) > 30', 'holds', 'just above 30'],
]

for (const [value, threshold, state, text] of cases) {
  test(`${value} of ${threshold} (${state}) is ${text}`, () =>
    assert.is(valueBeside(value, threshold, state), text))
}

test('a tiny share below a tiny limit is shown below it', () => {
  assert.is(valueBeside(0.0000049, 'errors < 0.0005%', 'holds'), '0.00049 %')
})

test('the text of a number is on the side of the limit that the number is on', () => {
  const number = fc.double({ min: -1000, max: 1000, noNaN: true }).map((value) => Number(value.toFixed(7)))
  const near = fc.tuple(number, fc.constantFrom(0, 1e-7, -1e-7, 1e-5, -1e-4, 0.01, 3))
  fc.assert(
    fc.property(near, ([limit, distance]) => {
      const value = Number((limit + distance).toFixed(7))
      const shown = Number(numberBeside(value, limit).replaceAll(',', ''))
      assert.is(Math.sign(shown - limit), Math.sign(value - limit), `${value} beside ${limit}: ${shown}`)
    }),
  )
})

test('a share is on the side of the limit that it is on, and is all only if it is', () => {
  const share = fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1e6)
  fc.assert(
    fc.property(share, share, (value, limit) => {
      const text = percentBeside(value, limit)
      if (value < 1) assert.is.not(text, '100 %')
      const shown = Number(text.replace(/[<>%\s]/g, '')) / 100
      if (!/[<>]/.test(text))
        assert.is(
          Math.sign(Number((shown - limit).toFixed(12))),
          Math.sign(value - limit),
          `${text}, ${limit}`,
        )
    }),
  )
})

test.run()
