import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { counted, percent, readable, readableBytes, readableDuration, shareText } from './readable.ts'

const test = suite('readable text')

const numbers: readonly (readonly [number, string])[] = [
  [0, '0'],
  [7, '7'],
  [0.0625, '0.063'],
  [1.5, '1.5'],
  [26.049, '26.05'],
  [141.26, '141.3'],
  [999.96, '1,000'],
  [1234.5, '1,235'],
  [1234567, '1,234,567'],
  [Infinity, 'never'],
]
for (const [value, text] of numbers) test(`reads ${value} as ${text}`, () => assert.is(readable(value), text))

const percents: readonly (readonly [number, string])[] = [
  [0, '0 %'],
  [0.000004, '<0.001 %'],
  [0.11475, '11.475 %'],
  [0.99999, '99.999 %'],
  [0.999996, '99.9996 %'],
  [0.99999999999, '99.999999999 %'],
  [0.9999999999999, '>99.999999999 %'],
  [1, '100 %'],
  [1.0000001, '100.00001 %'],
]
for (const [ratio, text] of percents) test(`reads ${ratio} as ${text}`, () => assert.is(percent(ratio), text))

test('a share in whole per cent is all only if it is', () => {
  assert.equal([0.672, 0.994, 0.9967, 1].map(shareText), ['67 %', '99 %', '99.7 %', '100 %'])
})

const durations: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [1.5, '1.5s'],
  [500, '8m20s'],
  [3600, '1h'],
  [5400, '1h30m'],
  [Infinity, 'never'],
]
for (const [value, text] of durations) {
  test(`reads ${value} seconds as ${text}`, () => assert.is(readableDuration(value), text))
}

const sizes: readonly (readonly [number, string])[] = [
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [3449, '3.4 kB'],
  [56_700, '57 kB'],
  [999_999, '1 MB'],
  [2.5e9, '2.5 GB'],
]
for (const [value, text] of sizes)
  test(`reads ${value} bytes as ${text}`, () => assert.is(readableBytes(value), text))

test('counts one thing and several', () => {
  assert.is(counted(1, 'pod'), '1 pod')
  assert.is(counted(1200, 'pod'), '1,200 pods')
  assert.is(counted(2, 'entry'), '2 entries')
})

test.run()
