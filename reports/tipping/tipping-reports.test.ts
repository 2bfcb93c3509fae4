import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TriedPoint } from '../../engine/contract/tipping-result.ts'
import {
  tippingFacts as facts,
  triedPoint as point,
  exampleTipping as reported,
  tippingResult as result,
} from './example-tipping.test.helper.ts'
import type { ReportedTipping } from './reported-tipping.ts'
import { tippingAnswer, tippingReasons } from './tipping-answer.ts'
import { tippingCsv, tippingJson, tippingMarkdown } from './tipping-formats.ts'
import { tippingPage } from './tipping-page.ts'
import { tippingText } from './tipping-text.ts'

const test = suite('reports of a search')

test('the answer names the values between which the condition turns, and what it rests on', () => {
  assert.is(
    tippingAnswer(reported()),
    'availability_ratio < 99% comes to hold between faults[0].factor = 0 and 10',
  )
  const reasons = tippingReasons(reported())
  assert.is(
    reasons[0],
    'In words: at factor 0, availability on average is not below 99 %; at factor 10, it is.',
  )
  assert.is(
    reasons[1],
    'At 0: mean 100 % (99.9 % to 100 %) of 32 replications, the condition does not hold; 0 of 32 replications meet it by themselves.',
  )
  assert.ok(
    reasons.some((text) =>
      text.startsWith('32 replications leave it undecided at 6: more than --max-replications 32'),
    ),
  )
  assert.ok(reasons.some((text) => text.includes('It turns once as far as seen: 1 value outside')))
})

test('a mean of replications that disagree says how many meet the condition by themselves, and what asks for one or all', () => {
  const texts = tippingReasons(reported())
  const [text] = texts.filter((each) => each.startsWith('Replications disagree'))
  assert.match(text!, 'at 6: a mean does not show that at 6, 6 of 32 replications meet it by themselves')
  assert.match(text!, '--until "min(availability_ratio) < 99%" asks where the first replication meets it')
  assert.match(text!, '--until "max(availability_ratio) < 99%" where all do')
  const settled = result.points.filter(({ state }) => state !== 'undecided')
  assert.not(tippingReasons(reported({}, { points: settled })).some((each) => each.includes('disagree')))
  assert.match(tippingMarkdown(reported()), '| 6 of 32 | undecided |')
})

test('numbers have the unit of their metric, and what is never reached says in how many replications', () => {
  const of = (metric: 'recovery_99_seconds' | 'probes_per_second_mean', value: number): string =>
    tippingReasons(
      reported(
        {},
        {
          condition: { ...result.condition, text: `${metric} > 1800`, metric, operator: '>', limit: 1800 },
          points: [{ ...point(0, value, 'fails'), low: 2152, high: 2216 }, point(5, 2184, 'holds')],
        },
      ),
    )[1]!
  assert.match(of('recovery_99_seconds', 2184), 'mean 2,184 s (2,152 s to 2,216 s) of 32')
  assert.match(of('probes_per_second_mean', 2184), 'mean 2,184/s (2,152/s to 2,216/s) of 32')
  assert.match(
    of('recovery_99_seconds', Infinity),
    'mean not within the run in at least 1 of 32 replications',
  )
})

test('a rate has its unit, and neighbouring whole numbers are an edge without margin', () => {
  const turn = { from: 0, to: 5, becomes: 'fails' } as const
  const tipping = reported(
    { path: 'services[0].requestsPerSecond', settingAt: (step) => ({ value: 550 + step / 5, number: 0 }) },
    { found: turn, turns: [turn] },
  )
  assert.match(tippingAnswer(tipping), /requestsPerSecond = 550\/s and 551\/s$/)
  const [words, edge] = tippingReasons(tipping)
  assert.match(
    words!,
    /at 550 requests per second, availability on average is below 99 %; at 551 requests per second, it is not/,
  )
  assert.match(edge!, '550 and 551 are neighbours: this is the edge, not a setting with margin')
  assert.not(tippingReasons(reported()).some((text) => text.includes('neighbours')))
})

test('what is left out at the bounds stands before the values that were tried', () => {
  const files = { directory: 'd', files: [], wallSeconds: 1 }
  const withLimit = { ...facts, limits: ['at 0: by chance'], notes: ['a default'] }
  const text = tippingText(reported(), withLimit, files, false)
  const page = tippingPage(reported(), withLimit).join('')
  for (const [told, values] of [
    [text, 'VALUES THAT'],
    [page, 'Values that were tried'],
  ] as const)
    assert.ok(
      told.indexOf('at 0: by chance') > 0 && told.indexOf('at 0: by chance') < told.lastIndexOf(values),
    )
})

test('a recovery of pods that were down before the fault is no answer', () => {
  const points = [point(0, 300, 'fails'), point(10, 0, 'fails')]
  const tipping = reported({ fewReadyAt: [10] }, { found: null, turns: [], points })
  assert.match(tippingAnswer(tipping), /holds nowhere .*: that is no answer where pods were down/)
  assert.not.match(tippingAnswer(tipping), 'there is no tipping point')
  assert.ok(tippingReasons(tipping).some((text) => text.startsWith('Warning: at 20 fewer than 90 %')))
})

test('a condition that turns again is not monotone, and where is said', () => {
  const turns = [...result.turns, { from: 5, to: 10, becomes: 'fails' as const }]
  const [text] = tippingReasons(reported({}, { turns })).filter((each) => each.includes('not monotone'))
  assert.match(text!, 'it also ceases to hold between 10 and 20')
})

test('without a turn the answer is always, never, or not known and why', () => {
  const only = (state: TriedPoint['state'], value: number | null = 1): ReportedTipping =>
    reported({}, { found: null, turns: [], points: [point(0, value, state), point(10, value, state)] })
  assert.match(tippingAnswer(only('holds')), /holds wherever it was tried, from 0 to 20/)
  assert.match(tippingAnswer(only('fails')), /holds nowhere/)
  assert.match(tippingAnswer(only('fails')), /beyond the span, or the condition turns and turns back between/)
  const all = reported(
    { lastStep: 1 },
    { found: null, turns: [], points: [point(0, 1, 'fails'), point(1, 1, 'fails')] },
  )
  assert.match(tippingAnswer(all), /beyond the span$/)
  assert.match(tippingAnswer(only('undecided')), /is not known/)
  const unknown = tippingReasons(only('unknown', null))
  assert.ok(unknown.some((text) => text.includes('availability_ratio has no value at 0, 20')))
})

test('what is of the very replications says so', () => {
  const texts = tippingReasons(reported({}, { basis: 'replications' }))
  assert.ok(texts.some((text) => text.startsWith('This is of the 32 replications that were run')))
  assert.not(texts.some((text) => text.includes('95 %')))
})

test('the page has columns of bounds only where there are some', () => {
  const page = (points: readonly TriedPoint[]): string =>
    tippingPage(reported({}, { points }), facts).join('')
  assert.match(page(result.points), /At least<.*At most</)
  const unbound = page(result.points.map((each) => ({ ...each, low: null, high: null })))
  assert.match(unbound, /Found<.*The condition</)
  assert.not.match(unbound, /At least|At most/)
})

test('JSON and CSV hold every value that was tried', () => {
  const { low, high, outcome, points } = JSON.parse(tippingJson(reported()))
  assert.equal([low.value, high.value, outcome, points.length], [0, 10, 'found', 4])
  const rows = [...tippingCsv(reported())].join('').trimEnd().split('\n')
  assert.is(rows[0], 'setting,setting_number,order,replications,value,low,high,state')
  assert.is(rows[2], '6,6,4,32,0.9905,0.9895,0.9915,undecided')
})

test('text of the input is safe wherever it goes', () => {
  const evil = '<img src=x onerror=alert(1)>\u001b[31m|`*'
  const tipping = reported({ path: evil, settingAt: () => ({ value: evil, number: 1 }) })
  const page = tippingPage(tipping, { ...facts, scenario: evil, notes: [evil] }).join('')
  assert.not(page.includes('<img'))
  const text = tippingText(tipping, facts, { directory: evil, files: [], wallSeconds: 1 }, false)
  assert.not(text.includes('\u001b'))
  const markdown = tippingMarkdown(tipping)
  assert.not(markdown.includes('\u001b') || /[^\\]<img/.test(markdown))
})

test.run()
