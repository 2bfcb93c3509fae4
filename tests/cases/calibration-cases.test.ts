/** Observations whose laws came out wrong once. The true laws are known: what is fitted must be near them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf, pausedSeriesOf } from '../../engine/fit/drawn.test.helper.ts'
import { lawOf } from '../../engine/kernel/law.ts'
import { fitted, observe, proberAnswer, scenarioOf } from '../../scenarios/calibrate/observed.test.helper.ts'
import { loadError, loadText } from '../../scenarios/load-text.test.helper.ts'
import { repository } from '../support/cli.ts'

const test = suite('calibration cases')

const text = (name: string): string => readFileSync(join(repository, 'tests/cases/sizing', name), 'utf8')

// 95 % Ready after 5 s x exp(0.2 z), 5 % after 240 s x exp(0.1 z), behind readiness every 10 s.
test('2: slow starts among 400 are a part of the law, not dips of readiness to drop', async () => {
  const [sample] = (await observe({ pods: text('02-cold-starts.json') })).samples
  const { fit } = fitted(sample)
  assert.is(fit.n, 400)
  assert.is(fit.chosen.family, 'mixture')
  const { probabilityAtLeast, quantile } = lawOf(fit.chosen.law)
  // A startup probe of 10 s and threshold 2 kills what takes longer than 20 s: 5 %, of 400 with an error of 1.1 %.
  assert.ok(Math.abs(probabilityAtLeast(20e6) - 0.05) < 0.022, `${probabilityAtLeast(20e6)}`)
  assert.ok(Math.abs(quantile(0.5) / 5.07e6 - 1) < 0.05)
  assert.ok(Math.abs(quantile(0.975) / 240e6 - 1) < 0.06)
  assert.match(
    sample.notes.join(),
    '20 of 400 became ready more than 170 s after the start: counted as slow starts',
  )
  // The draws hold both readings: with slow starts, and without.
  const kills = fitted(sample).draws.map(({ law }) => lawOf(law).probabilityAtLeast(20e6))
  assert.ok(kills.filter((share) => share > 0.03 && share < 0.08).length >= 20)
  assert.ok(kills.filter((share) => share < 0.01).length >= 5)
})

// Lognormal 60 s, sigma 0.5: 99.9 % within 281 s.
test('3: of 20 starts the 99.9th percentile is bounded, and what n would bound it well is said', async () => {
  const observations = await observe({ pods: text('03-twenty-starts.json') })
  const { quantileUs, upperUs, neededN } = fitted(observations.samples[0]).tail
  const truth = 60e6 * Math.exp(3.0902 * 0.5)
  assert.ok(upperUs! > truth && upperUs! < 3 * truth, `${upperUs}`)
  assert.ok(quantileUs < upperUs!)
  // The logarithm of the percentile has a standard error of about 0.5 sqrt((1 + 3.09^2 / 2) / n): ln 1.1 / 1.645 at n = 430.
  assert.ok(neededN > 300 && neededN < 2000, `${neededN}`)
  assert.match(scenarioOf(observations), 'if the family is right; some')
})

// Lognormal 300 ms, sigma 1, timeout 1 s: 11.43 % late. Standard errors of 100,000 runs: 0.3 % of each parameter.
test('5: durations of successes end at the timeout: the law is fitted with the failed runs (Z10)', async () => {
  const observations = await observe({ prometheus: text('05-successes-only.json') })
  const { law } = fitted(observations.samples[0]).fit.chosen
  assert.ok(law.kind === 'lognormal', law.kind)
  assert.ok(Math.abs(law.median / 300e3 - 1) < 0.01, `${law.median}`)
  assert.ok(Math.abs(law.sigma - 1) < 0.01, `${law.sigma}`)
  const scenario = scenarioOf(observations)
  assert.not.match(scenario, 'errorRate')
  assert.match(scenario, 'taken to be late ones')
})

// p50 6 ms, p99 32 ms; slow for exponential 40 s each exponential 840 s, x 157: the truth of sizing/06-order-lost.
const orderLost = {
  law: { kind: 'lognormal', median: 6000, sigma: Math.log(32 / 6) / 2.3263 },
  phases: { everyUs: 840e6, forUs: 40e6, factor: 157 },
} as const
const scraped = countsOf(orderLost.law, 10, 1440, orderLost.phases, { timeoutUs: 1e6, seed: 2 })

test('6: a histogram has no order: phases cannot be seen, and it says so', async () => {
  const observations = await observe({ prometheus: proberAnswer(scraped, false) })
  const { fit, phases } = fitted(observations.samples[0])
  assert.is(fit.n, 14_370)
  assert.is(phases, null)
  const scenario = scenarioOf(observations)
  assert.match(scenario, 'order not known: failures may come together')
  assert.match(scenario, /of: livenessProbe.latency, count: 14370, censored: \d+, order: false }/)
  assert.not.match(scenario, 'slow:')
})

test('6: a range query holds the order: slow phases with gap, length and factor, and the dispersion', async () => {
  const observations = await observe({ prometheus: proberAnswer(scraped, true) })
  const sample = fitted(observations.samples[0])
  const { everyUs, forUs, factor, phases } = sample.phases!.found!
  const { phases: truth } = orderLost
  // Ten containers for four hours.
  const expected = (10 * 14_400e6) / (truth.everyUs + truth.forUs)
  assert.ok(Math.abs(phases - expected) < 3 * Math.sqrt(expected), `${phases} of ${expected}`)
  assert.ok(Math.abs(everyUs / truth.everyUs - 1) < 3 / Math.sqrt(expected), `${everyUs}`)
  assert.ok(Math.abs(forUs / truth.forUs - 1) < 3 / Math.sqrt(expected), `${forUs}`)
  assert.ok(Math.abs(factor / truth.factor - 1) < 0.1, `${factor}`)
  assert.ok(sample.dispersion! > 1.3, `${sample.dispersion}`)
  const { law } = sample.fit.chosen
  assert.ok(law.kind === 'lognormal' && Math.abs(law.median / 6000 - 1) < 0.03)
  const scenario = scenarioOf(observations)
  assert.match(scenario, /of: livenessProbe.latency, count: \d+, order: true, dispersion: 1\.\d+ }/)
  assert.match(scenario, /- { of: slow, count: \d+, order: true }/)
  const pod =
    '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: a}]}}\n'
  const { spec } = await loadText([scenario, pod].join('---\n'))
  const { slow, uncertainty } = spec.workloads[0].pod.containers[0].behavior
  assert.ok(slow !== undefined)
  const gaps = uncertainty!.draws.map((draw) =>
    draw.slow!.every.kind === 'exponential' ? draw.slow!.every.mean : 0,
  )
  assert.ok(Math.min(...gaps) < truth.everyUs && Math.max(...gaps) > truth.everyUs)
})

// long pauses: 45 s each exponential hour, seen by a probe every 10 s.
test('7: pauses are told from slow phases in a table of times', async () => {
  const { timeUs, valueUs } = pausedSeriesOf(
    { kind: 'lognormal', median: 20e3, sigma: Math.log(20) / 2.3263 },
    8640,
    { everyUs: 3600e6, forUs: 45e6, areConstant: true },
    {},
  )
  const rows = Array.from(timeUs, (time, index) => `${time / 1e6},${valueUs[index] / 1e3}`)
  const observations = await observe({ csv: `time,latency_ms\n${rows.join('\n')}\n` })
  const scenario = scenarioOf(observations)
  assert.match(scenario, /pause: { every: { exponential: [0-9m.hs]+ }, for: 4[45]\.\d+s }/)
  assert.match(scenario, 'several answers waited for the same end')
  assert.not.match(scenario, 'slow:')
  assert.match(scenario, /- { of: pause, count: 24, order: true }/)
})

test('13: starts that are known between two ticks only are fitted as intervals', async () => {
  const [sample] = (await observe({ pods: text('13-between-two-ticks.json') })).samples
  const { law } = fitted(sample).fit.chosen
  const { low, high } = sample.spans
  // Late by 5 s on average: the mean of 200 is known to +- 0.46 s (95 %).
  const mean = low.reduce((sum, _, span) => sum + (high[span] - 5e6) / low.length, 0)
  assert.ok(Math.abs(lawOf(law).mean - mean) < 0.46e6, `${lawOf(law).mean} and ${mean}`)
  assert.is.not(law.kind, 'constant')
})

test('13: a histogram of the last bucket alone says nothing: an error', async () => {
  const { diagnostics } = await loadError(observe({ prometheus: text('13-inf-only.json') }))
  assert.is(diagnostics[0].rule, 'calibration-values')
  assert.match(diagnostics[0].message, /stands alone/)
})

test('18: a table of four services gives four laws, in several files too, and loads over their workloads', async () => {
  const table = text('18-by-service.csv').trimEnd().split('\n')
  const rowsOf = (name: string): string[] =>
    table.filter((row, index) => index === 0 || row.includes(`,${name},`))
  const csvOptions = { subject: {}, quantity: 'latency', by: 'service' } as const
  const whole = await observe({ csv: table.join('\n') }, { csvOptions })
  const names = ['cart', 'catalog', 'checkout', 'inventory']
  assert.equal(
    whole.samples.map(({ subject }) => subject.name),
    names,
  )
  const slow = whole.samples.filter((sample) => fitted(sample).phases?.found != null)
  assert.equal(
    slow.map(({ subject }) => subject.name),
    ['inventory'],
  )
  // One Scenario each, given together.
  const scenarios = await Promise.all(
    names.map(async (name) => scenarioOf(await observe({ csv: rowsOf(name).join('\n') }, { csvOptions }))),
  )
  const pods = names.map(
    (name) =>
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {containers: [{name: app, image: a}]}}\n`,
  )
  const behaviorsOf = async (documents: readonly string[]): Promise<unknown[]> =>
    (await loadText([...documents, ...pods].join('---\n'))).spec.workloads.map(
      ({ pod }) => pod.containers[0].behavior,
    )
  assert.equal(await behaviorsOf(scenarios), await behaviorsOf([scenarioOf(whole)]))
})

test.run()
