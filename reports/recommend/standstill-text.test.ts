/** What is said of standstills and of probes that are left. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ProbeRecommendation, Standstill } from '../../engine/contract/recommendation.ts'
import { exampleRecommendation } from '../../tests/support/example-recommendation.ts'
import { outageHelp } from '../outage-help.ts'
import { leftTexts } from './left-text.ts'
import { calmerOption, marginText, outlastText, standstillName } from './standstill-text.ts'
import { whyText } from './why-text.ts'

const test = suite('what stands still, and what is left')

const { recommendation } = await exampleRecommendation('shop')
const liveness = recommendation.probes.find(
  ({ probe, noticesHangs }) => probe === 'liveness' && noticesHangs,
)!
const readiness = recommendation.probes.find(({ probe }) => probe === 'readiness')!

const hang: Standstill = { of: 'hang', seconds: 30, atSeconds: 300, failsAtOnce: false }
const pause: Standstill = { of: 'pause', seconds: 45, failsAtOnce: false }

const rated = (periodSeconds: number, timeoutSeconds: number, failureThreshold: number) => ({
  ...liveness.current,
  detectionSecondsLow: (failureThreshold - 1) * periodSeconds + timeoutSeconds,
  detectionSecondsHigh: failureThreshold * periodSeconds + timeoutSeconds,
  setting: { ...liveness.current.setting, periodSeconds, timeoutSeconds, failureThreshold },
})
const of = (standstill: Standstill | undefined): ProbeRecommendation => {
  const { standstill: _, ...rest } = liveness
  return { ...rest, ...(standstill !== undefined && { standstill }) }
}

test('names', () => {
  assert.equal(
    [hang, { ...hang, of: 'outage' as const }, pause, { ...pause, isExceeded: true as const }].map(
      standstillName,
    ),
    [
      'the hang of 30 s at 5m',
      'the outage of 30 s at 5m',
      'the longest pause (45 s)',
      'p99.9 of the pauses (45 s)',
    ],
  )
})

test('the margin is said, whichever sign it has', () => {
  assert.match(
    marginText(rated(10, 1, 5), of(hang)),
    'It outlasts 40 s without an answer, 10 s more than the hang of 30 s at 5m',
  )
  assert.match(marginText(rated(10, 1, 3), of(hang)), 'only 20 s without an answer, 10 s less than')
  // The same setting outlasts as much of a pause as of a standstill that was asked for.
  assert.match(marginText(rated(10, 1, 5), of(pause)), 'outlasts only 40 s without an answer, 5 s less than')
  assert.match(marginText(rated(10, 1, 5), of({ ...pause, of: 'asked' })), 'outlasts only 40 s')
  assert.is(
    marginText(rated(10, 1, 4), of(hang)),
    ' It outlasts only what is shorter than 30 s without an answer, and the hang of 30 s at 5m is as long.',
  )
  assert.is(marginText(rated(10, 1, 5), of(undefined)), '')
  assert.match(
    outlastText(rated(10, 1, 3), of(hang)),
    'may restart its container after 20 s of the hang of 30 s at 5m, which passes by itself',
  )
})

test('what helps in an outage is said of that outage: nothing is away in a hang', () => {
  assert.is(outageHelp('outage', 'outage'), 'answer liveness without what is away')
  assert.is(
    outageHelp('outage', 'hang'),
    'answer liveness without what is away and find why the process hangs',
  )
  const said = (kind: 'hang' | 'outage'): string =>
    whyText(
      {
        ...of({ ...hang, of: kind }),
        current: rated(10, 1, 3),
        recommended: rated(10, 1, 3),
        calmer: null,
        better: null,
        severity: 'harmful',
      },
      recommendation,
    )
  assert.match(said('hang'), 'Find why the process hangs: a setting that outlasts it')
  assert.match(said('outage'), 'Answer liveness without what is away: a setting that outlasts it')
})

test('a calmer setting is named by the option that leads to it', () => {
  const now = { detectWithinSeconds: 31 }
  assert.is(calmerOption({ ...now, calmer: rated(10, 1, 6), standstill: pause }), '--outlast 45s')
  assert.is(calmerOption({ ...now, calmer: rated(4, 4, 12), standstill: pause }), '--detect-within 52s')
  const asLong = { ...now, calmer: rated(9, 1, 6), standstill: pause }
  assert.is(calmerOption(asLong), '--detect-within 55s', 'what only equals the pause does not outlast it')
  assert.is(calmerOption({ ...now, calmer: rated(10, 1, 6) }), '--detect-within 61s')
  assert.is(
    calmerOption({ ...now, calmer: rated(6, 1, 5), standstill: pause }),
    '--false-restarts-per-month 1',
  )
})

const left = (probe: ProbeRecommendation, changes: Partial<ProbeRecommendation>): ProbeRecommendation => ({
  ...probe,
  severity: 'leave',
  recommended: probe.current,
  addedStartup: null,
  ...changes,
})
const making = (mistakesPerMonth: number) => ({ ...rated(10, 1, 3), mistakesPerMonth })

test('each probe that is left has a reason', () => {
  const texts = (probe: ProbeRecommendation): string => leftTexts({ probes: [probe] }).join('\n')
  const calm = making(0.001)
  assert.match(texts(left(liveness, { current: calm, recommended: calm })), 'next to no mistakes')
  const some = making(0.5)
  assert.match(
    texts(left(liveness, { current: some, recommended: some })),
    'It makes 0.5 false restarts a month, and no setting that is as quick makes at most half as many: liveness of',
  )
  const many = making(14_049)
  assert.match(
    texts(left(readiness, { current: many, recommended: many, standstill: pause })),
    /14,049 removals a month, most of them of pods that stand still \(the longest pause \(45 s\)\)/,
  )
  const single = { ...rated(10, 1, 1), mistakesPerMonth: 0 }
  const singleText = texts(left(liveness, { current: single, recommended: single }))
  assert.match(singleText, 'One failed run is enough')
  // It is left: which other threshold would be better is the advice's matter, in one place.
  assert.not.match(singleText, 'safer')
  // A startup probe that only connects holds starts back as well as others do.
  const startup = left({ ...liveness, probe: 'startup' }, { noticesHangs: false })
  assert.match(texts(startup), 'It lets the starts through that are known')
  assert.is(texts({ ...liveness, severity: 'harmful' }), '')
})

test.run()
