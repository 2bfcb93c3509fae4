import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { power, square, wholePower } from './power.ts'

const test = suite('powers')

/** Base, exponent, and the power as exact arithmetic has it. */
const rows: readonly (readonly [base: number, exponent: number, power: number])[] = [
  [2, 0, 1],
  [2, 10, 1024],
  [2, 52, 4_503_599_627_370_496],
  [2, -3, 0.125],
  [0, 0, 1],
  [0, 3, 0],
  [1, 1e9, 1],
  [10, 3, 1000],
  [0.5, 1074, Number.MIN_VALUE],
]
for (const [base, exponent, expected] of rows) {
  test(`${base} to the power of ${exponent} is ${expected}`, () => {
    assert.is(wholePower(base, exponent), expected)
  })
}

const isNear = (a: number, b: number, relative: number): boolean => Math.abs(a - b) <= relative * Math.abs(b)

test('powers agree with those of the machine', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      fc.double({ min: -20, max: 20, noNaN: true }),
      (base, exponent) => {
        assert.ok(isNear(power(base, exponent), base ** exponent, 1e-13))
      },
    ),
  )
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      fc.integer({ min: -30, max: 30 }),
      (base, exponent) => {
        assert.ok(isNear(wholePower(base, exponent), base ** exponent, 1e-13))
        assert.is(square(base), base * base)
      },
    ),
  )
})

test('the ends of the scale', () => {
  assert.equal([power(0, 2), power(Infinity, 0.5), power(5, 0), power(0, 0)], [0, Infinity, 1, 1])
  assert.equal([power(0, -1), power(0.5, Infinity), power(2, -Infinity)], [Infinity, 0, 0])
})

/** FNV over the bits of so many values. */
function bitsOf(f: (x: number) => number, points: readonly number[]): string {
  const words = new Uint32Array(Float64Array.from(points, f).buffer)
  let hash = 0x811c9dc5
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193) >>> 0
  return hash.toString(16)
}

/** 500 points over twelve orders of magnitude, made without a function whose bits are in question. */
const points: readonly number[] = Array.from({ length: 500 }, (_, index) => {
  let x = 1e-6 * (1 + index / 500)
  for (let step = 0; step < index % 40; step++) x *= 2
  return x
})
/** Recorded with Node 20.20 on x86-64. */
const recorded: readonly (readonly [name: string, f: (x: number) => number, bits: string])[] = [
  ['exp', (x) => Math.exp(-x / 1e4), '3b0b7e0b'],
  ['log', Math.log, '8055d4ca'],
  ['log1p', Math.log1p, 'f2c5735a'],
  ['expm1', (x) => Math.expm1(-x / 1e4), '9f143dcc'],
  ['sqrt', Math.sqrt, 'd2331bcf'],
]
for (const [name, f, bits] of recorded) {
  test(`the bits of ${name} are those of every machine`, () => assert.is(bitsOf(f, points), bits))
}

test.run()
