/** Token buckets: bursts, the pace after them, the order of those that wait. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fullAfterUs, tokenAtUs } from './token-bucket.ts'

const test = suite('token bucket')

/** When requests of these times get their tokens. */
function tokensOf(timesUs: readonly number[], spanUs: number, burst: number): number[] {
  let fullAtUs = 0
  return timesUs.map((timeUs) => {
    const atUs = tokenAtUs(fullAtUs, timeUs, spanUs, burst)
    fullAtUs = fullAfterUs(fullAtUs, timeUs, spanUs)
    return atUs
  })
}

/** The same, told by counting tokens as the source does. */
function countedTokensOf(timesUs: readonly number[], spanUs: number, burst: number): number[] {
  let tokens = burst
  let lastUs = 0
  return timesUs.map((timeUs) => {
    tokens = Math.min(burst, tokens + (timeUs - lastUs) / spanUs) - 1
    lastUs = timeUs
    return timeUs + Math.max(0, -tokens * spanUs)
  })
}

const cases: readonly { what: string; times: readonly number[]; tokens: readonly number[] }[] = [
  { what: 'a full bucket serves a burst at once', times: [7, 7, 7], tokens: [7, 7, 7] },
  { what: 'then one token each span', times: [0, 0, 0, 0, 0], tokens: [0, 0, 0, 50, 100] },
  {
    what: 'one who comes later stands behind those who wait',
    times: [0, 0, 0, 0, 0, 10],
    tokens: [0, 0, 0, 50, 100, 150],
  },
  { what: 'a token that nobody took is there', times: [0, 0, 0, 60, 60], tokens: [0, 0, 0, 60, 90 + 10] },
  {
    what: 'an idle bucket holds no more than its burst',
    times: [0, 9000, 9000, 9000, 9000],
    tokens: [0, 9000, 9000, 9000, 9050],
  },
]

for (const { what, times, tokens } of cases) {
  test(`${what} (Z20)`, () => {
    assert.equal(tokensOf(times, 50, 3), tokens)
  })
}

test('as one number it serves as counted tokens do', () => {
  const gaps = fc.array(fc.nat(200), { maxLength: 60 })
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 8 }), (gapsUs, burst) => {
      let timeUs = 0
      const times = gapsUs.map((gapUs) => {
        timeUs += gapUs
        return timeUs
      })
      const counted = countedTokensOf(times, 64, burst)
      assert.equal(tokensOf(times, 64, burst), counted.map(Math.round))
    }),
  )
})

test.run()
