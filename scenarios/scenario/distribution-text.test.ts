import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DistributionSpec } from '../../engine/contract/distribution-spec.ts'
import { loadScenario } from '../load-scenario.ts'
import { inDirectory, loadError, loadText, podWith, scenarioWith } from '../load-text.test.helper.ts'

const test = suite('distribution as a scenario writes it')

async function startOf(text: string): Promise<DistributionSpec> {
  const { spec } = await loadText(scenarioWith('workloads:', `  - behavior: {start: ${text}}`))
  return spec.workloads[0].pod.containers[0].behavior.start[0]
}

const s = 1_000_000
const table: readonly [string, DistributionSpec][] = [
  ['5s', { kind: 'constant', value: 5 * s }],
  ['0', { kind: 'constant', value: 0 }],
  ['never', { kind: 'never' }],
  ['{uniform: [1s, 5s]}', { kind: 'uniform', low: s, high: 5 * s }],
  ['{exponential: 10m}', { kind: 'exponential', mean: 600 * s }],
  ['{normal: {mean: 5s, sd: 1s}}', { kind: 'normal', mean: 5 * s, sd: s }],
  ['{lognormal: {median: 5ms, sigma: 1.2}}', { kind: 'lognormal', median: 5000, sigma: 1.2 }],
  ['{weibull: {scale: 1s, shape: 0.5}}', { kind: 'weibull', scale: s, shape: 0.5 }],
  ['{gamma: {mean: 1s, cv: 2}}', { kind: 'gamma', mean: s, cv: 2 }],
  ['{pareto: {min: 1s, alpha: 1.5}}', { kind: 'pareto', min: s, alpha: 1.5 }],
  ['{empirical: [1s, 2s, 2s]}', { kind: 'empirical', values: [s, 2 * s, 2 * s] }],
  [
    '{mixture: [{weight: 0.99, of: 1ms}, {weight: 0.01, of: {exponential: 1s}}]}',
    {
      kind: 'mixture',
      parts: [
        { weight: 0.99, of: { kind: 'constant', value: 1000 } },
        { weight: 0.01, of: { kind: 'exponential', mean: s } },
      ],
    },
  ],
]
for (const [text, spec] of table) {
  test(`reads ${text}`, async () => assert.equal(await startOf(text), spec))
}

test('derives sigma of a lognormal from its percentiles', async () => {
  const spec = await startOf('{lognormal: {p50: 5ms, p99: 80ms}}')
  assert.ok(spec.kind === 'lognormal')
  assert.is(spec.median, 5000)
  // P(X <= p99) = 0.99 with the 0.99 quantile of the standard normal distribution, 2.326348.
  assert.ok(Math.abs(Math.exp(spec.sigma * 2.3263478740408408) * 5000 - 80_000) < 1e-6)
})

const bad: readonly [string, string][] = [
  ['{uniform: [1s]}', 'wrong-type'],
  ['{uniform: [1s, 2s, 3s]}', 'distribution-format'],
  ['{exponential: 0s}', 'number-range'],
  ['{normal: {mean: 5s}}', 'missing-key'],
  ['{weibull: {scale: 1s, shape: 0}}', 'number-range'],
  ['{empirical: []}', 'wrong-type'],
  ['{mixture: [{weight: 0, of: 1s}]}', 'number-range'],
  ['{exponential: 1s, normal: {mean: 1s, sd: 1s}}', 'distribution-format'],
  ['{}', 'distribution-format'],
  ['{exponential: }', 'wrong-type'],
  [`${'{mixture: [{weight: 1, of: '.repeat(9)}1s${'}]}'.repeat(9)}`, 'distribution-format'],
]
for (const [text, rule] of bad) {
  test(`refuses ${text.slice(0, 60)}`, async () => {
    const error = await loadError(startOf(text))
    assert.equal(
      error.diagnostics.map((d) => d.rule),
      [rule],
    )
  })
}

const scenario = scenarioWith('workloads:', '  - behavior: {latency: {empirical: samples.csv}}').replace(
  `---\n${podWith()}`,
  '',
)

test('reads samples from a file beside the scenario, in seconds or as durations', async () => {
  await inDirectory(
    {
      'a/scenario.yaml': scenario,
      'a/pod.yaml': podWith(),
      'a/samples.csv': 'seconds,host\n0.25,a\n"12ms",b\n\n1e-3\n',
    },
    async (directory) => {
      const { spec, inputs } = await loadScenario({ files: [`${directory}/a`] })
      assert.equal(spec.workloads[0].pod.containers[0].behavior.latency.liveness, {
        kind: 'empirical',
        values: [250_000, 12_000, 1000],
      })
      assert.ok(inputs.some(({ path }) => path.endsWith('samples.csv')))
    },
  )
})

for (const [header, usPerUnit] of [
  ['latency_ms', 1000],
  ['duration (us)', 1],
  ['prober_probe_duration_seconds', 1_000_000],
  ['latency', 1_000_000],
] as const) {
  test(`numbers below the header ${header} are ${usPerUnit} us each, durations what they say`, async () => {
    await inDirectory(
      { 'scenario.yaml': scenario, 'pod.yaml': podWith(), 'samples.csv': `${header}\n7\n12ms\n` },
      async (directory) => {
        const { spec } = await loadScenario({ files: [directory] })
        assert.equal(spec.workloads[0].pod.containers[0].behavior.latency.liveness, {
          kind: 'empirical',
          values: [7 * usPerUnit, 12_000],
        })
      },
    )
  })
}

test('a first column of times is no column of samples', async () => {
  await inDirectory(
    { 'scenario.yaml': scenario, 'pod.yaml': podWith(), 'samples.csv': 'time,latency_ms\n0,7\n' },
    async (directory) => {
      const error = await loadError(loadScenario({ files: [directory] }))
      const [{ file, line, rule, fix }] = error.diagnostics
      assert.equal([file, line, rule], [`${directory}/samples.csv`, 1, 'distribution-format'])
      assert.match(fix, /calibrate/)
    },
  )
})

test('tells the line of a sample that is none', async () => {
  await inDirectory(
    { 'scenario.yaml': scenario, 'pod.yaml': podWith(), 'samples.csv': '1\ntwo\n' },
    async (directory) => {
      const error = await loadError(loadScenario({ files: [directory] }))
      const [{ file, line, rule }] = error.diagnostics
      assert.equal([file, line, rule], [`${directory}/samples.csv`, 2, 'distribution-format'])
    },
  )
})

test.run()
