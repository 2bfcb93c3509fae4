import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { durationText, durationUsMax, parseDuration } from './duration.ts'

const test = suite('duration')

const table: readonly [string, number][] = [
  ['0', 0],
  ['0s', 0],
  ['5s', 5_000_000],
  ['1m30s', 90_000_000],
  ['300ms', 300_000],
  ['1.5h', 5_400_000_000],
  ['.5s', 500_000],
  ['1.s', 1_000_000],
  ['+2us', 2],
  ['1µs', 1],
  ['1μs', 1],
  ['2000ns', 2],
  ['1h0m0.000001s', 3_600_000_001],
  ['0.1s', 100_000],
  ['24000h', durationUsMax],
]
for (const [text, us] of table) {
  test(`reads ${text} as ${us} microseconds`, () => assert.equal(parseDuration(text), { us }))
}

for (const text of [
  '',
  ' 5s',
  '5',
  '5 s',
  '-5s',
  '5d',
  's',
  '1.2.3s',
  '1e3s',
  '5S',
  '1h-5m',
  '1500ns',
  '24000.1h',
  '.s',
  `${'9'.repeat(70)}s`,
]) {
  test(`refuses ${JSON.stringify(text)} with a fix`, () => {
    const reading = parseDuration(text)
    assert.ok('problem' in reading && reading.fix.length > 0)
  })
}

test('reads back what it writes', () => {
  fc.assert(
    fc.property(
      fc.maxSafeNat().map((n) => n % (durationUsMax + 1)),
      (us) => {
        assert.equal(parseDuration(durationText(us)), { us })
      },
    ),
  )
})

test('adds its parts up exactly', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(59), fc.nat(59), fc.nat(999_999), (h, m, s, us) => {
      const expected = ((h * 60 + m) * 60 + s) * 1_000_000 + us
      assert.equal(parseDuration(`${h}h${m}m${s}.${String(us).padStart(6, '0')}s`), { us: expected })
    }),
  )
})

test.run()
