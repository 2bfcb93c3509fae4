import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Spans } from '../contract/fit-result.ts'
import { lawOf } from '../kernel/law.ts'
import { square } from '../kernel/power.ts'
import { drawStream } from './draw-stream.ts'
import { drawn } from './drawn.test.helper.ts'
import { coverage, truths } from './law-draws.test.helper.ts'
import { drawnInterval, lawDraws } from './law-draws.ts'
import { countDraws, fitObserved } from './observed-fit.ts'
import { fitSample } from './sample-fit.ts'
import { spansOfValues } from './spans.ts'

const test = suite('draws of laws')

/** Of 30 intervals that hold with 90 %, 22 to 30 do but for a chance of 1 %. */
for (const n of [20, 200, 2000]) {
  test(`hold the 99th and the 99.9th percentile of the truth, by a histogram of ${n}`, () => {
    for (const name of ['lognormal', 'with a slow tenth'])
      for (const hits of coverage(truths[name], n, 'buckets', 30))
        assert.ok(hits >= 22, `${name}: ${hits} of 30`)
  })
}

test('are the same for equal observations under equal names, and others under others', () => {
  const spans = spansOfValues(drawn(truths['lognormal'], 100, 1))
  const drawsOf = (name: string) => fitObserved({ spans }, name).draws
  assert.equal(drawsOf('web'), drawsOf('web'))
  assert.not.equal(drawsOf('web'), drawsOf('api'))
  assert.is(drawsOf('web').length, 40)
})

test('narrow with the number of observations', () => {
  const widths = [20, 200, 2000].map((n) => {
    const spans = spansOfValues(drawn(truths['lognormal'], n, 1))
    const [low, high] = drawnInterval(lawDraws(spans, fitSample(spans), drawStream('web')), 0.999)
    return Math.log(high / low)
  })
  assert.ok(widths[0] > 2 * widths[1] && widths[1] > 2 * widths[2], `${widths}`)
  // The logarithm of a percentile z deviations up has a standard error of sigma sqrt((1 + z^2 / 2) / n); here sigma is 1.
  const asymptotic = 2 * 1.645 * Math.sqrt((1 + square(3.0902) / 2) / 2000)
  assert.ok(widths[2] > 0.7 * asymptotic && widths[2] < 1.5 * asymptotic, `${widths[2]} and ${asymptotic}`)
})

/** Few observations that say little; the draws must differ, and be laws. */
const little: readonly (readonly [string, Spans])[] = [
  ['one value', spansOfValues([5e6])],
  ['equal values', spansOfValues(new Array(30).fill(5e6))],
  [
    'one bucket',
    { kind: 'buckets', low: Float64Array.of(0), high: Float64Array.of(5000), count: Float64Array.of(900) },
  ],
  [
    'starts between the same two ticks',
    { kind: 'blurred', low: Float64Array.of(0), high: Float64Array.of(10e6), count: Float64Array.of(12) },
  ],
]
for (const [what, spans] of little) {
  test(`allow many laws where little is known: ${what}`, () => {
    const highs = lawDraws(spans, fitSample(spans), drawStream('web')).map((law) => lawOf(law).quantile(0.99))
    assert.is(highs.length, 40)
    assert.ok(highs.every((us) => us > 0 && us < Infinity))
    assert.ok(new Set(highs).size > 10, `${new Set(highs).size}`)
  })
}

test('hold each of two readings of the same starts', () => {
  const fast = new Array(30).fill(5e6).map((us, index) => us + index * 1e5)
  const read = (last: [number, number]): Spans => ({
    kind: 'blurred',
    low: Float64Array.from([...fast.map((us) => us - 5e6), last[0]]),
    high: Float64Array.from([...fast.map((us) => us + 5e6), last[1]]),
    count: new Float64Array(31).fill(1),
  })
  const slow = read([300e6, 310e6])
  const dip = read([0, 310e6])
  const doubts = [
    { spans: slow, chance: 0.6 },
    { spans: dip, chance: 0.4 },
  ]
  const highs = fitObserved({ spans: slow, doubts }, 'web').draws.map(({ law }) => lawOf(law).quantile(0.98))
  assert.ok(highs.filter((us) => us < 60e6).length > 5)
  assert.ok(highs.filter((us) => us > 60e6).length > 5)
})

test('of what was counted: means of k times, shares of a total', () => {
  const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)
  const means = sorted(countDraws.means(3600e6, 9, 'web'))
  // 9 events: a rate between 4.7 and 14.4 of 9 with 90 %.
  assert.ok(means[2] < 0.75 * 3600e6 && means[37] > 1.4 * 3600e6 && means[0] > 0.4 * 3600e6)
  const shares = sorted(countDraws.shares([10], 1000, 'web'))
  assert.ok(shares[0] > 0.002 && shares[39] < 0.025 && shares[39] > 0.013, `${shares[0]} to ${shares[39]}`)
})

test.run()
