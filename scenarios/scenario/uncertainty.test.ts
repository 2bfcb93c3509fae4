import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText, podWith } from '../load-text.test.helper.ts'

const test = suite('uncertainty of a behavior')

const head = 'apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\n'
const scenario = (behavior: string): string =>
  `${head}spec:\n  workloads: [{match: {name: "*"}, behavior: ${behavior}}]\n`
const behaviorOf = async (...behaviors: readonly string[]) => {
  const { spec } = await loadText([...behaviors.map(scenario), podWith()].join('---\n'))
  return spec.workloads[0].pod.containers[0].behavior
}
const seconds = (value: number) => ({ kind: 'constant', value: value * 1e6 })

test('is read with its defaults; each draw is a whole behavior', async () => {
  const { uncertainty, ...others } = await behaviorOf(
    '{crash: 1h, startup: 7s, uncertainty: {observed: [{of: startup, count: 20, censored: 3}, {of: livenessProbe.latency, count: 900, order: true, dispersion: 7.5}], draws: [{startup: 6s}, {startup: 9s}], happened: {restarts: 3, podDays: 120.5, dispersion: 2}}}',
  )
  assert.equal(uncertainty!.observed, [
    { of: 'startup', count: 20, censored: 3, truncated: 0, order: false },
    { of: 'livenessProbe.latency', count: 900, censored: 0, truncated: 0, order: true, dispersion: 7.5 },
  ])
  assert.equal(uncertainty!.draws, [
    { ...others, startup: [seconds(6)] },
    { ...others, startup: [seconds(9)] },
  ])
  assert.equal(uncertainty!.happened, { restarts: 3, podDays: 120.5, dispersion: 2 })
})

test('changes nothing else of the behavior', async () => {
  const { uncertainty, ...others } = await behaviorOf('{startup: 7s, uncertainty: {draws: [{startup: 6s}]}}')
  assert.ok(uncertainty)
  assert.equal(others, await behaviorOf('{startup: 7s}'))
})

test('has draws without what only other draws have', async () => {
  const { uncertainty } = await behaviorOf(
    '{slow: {every: 1h, for: 1m, factor: 9}, uncertainty: {draws: [{latency: 1ms}, {latency: 2ms, slow: {every: 2h, for: 1m, factor: 5}}]}}',
  )
  assert.equal(
    uncertainty!.draws.map(({ slow }) => slow?.factor),
    [undefined, 5],
  )
})

test('of several Scenarios is joined: all observations, and draw by draw', async () => {
  const { uncertainty } = await behaviorOf(
    '{startup: 7s, uncertainty: {observed: [{of: startup, count: 20}], draws: [{startup: 6s}, {startup: 9s}], happened: {restarts: 3, podDays: 12}}}',
    '{latency: 1ms, uncertainty: {observed: [{of: latency, count: 99}], draws: [{latency: 1ms}, {latency: 2ms}, {latency: 3ms}]}}',
    '{errorRate: 0.1, uncertainty: {observed: [{of: startup, count: 20}], happened: {restarts: 3, podDays: 12}}}',
  )
  assert.equal(
    uncertainty!.observed.map(({ of }) => of),
    ['startup', 'latency'],
  )
  assert.equal(
    uncertainty!.draws.map(({ startup, latency, errorRate }) => [
      startup[0],
      latency.liveness.kind === 'constant' && latency.liveness.value,
      errorRate,
    ]),
    [
      [seconds(6), 1000, 0.1],
      [seconds(9), 2000, 0.1],
      [seconds(6), 3000, 0.1],
    ],
  )
  assert.equal(uncertainty!.happened, { restarts: 3, podDays: 12 })
})

/** Uncertainties of two Scenarios; what is wrong. */
const wrong: readonly (readonly [first: string, second: string, rule: string, message: RegExp])[] = [
  [
    '{happened: {restarts: 3, podDays: 12}}',
    '{happened: {restarts: 4, podDays: 12}}',
    'scenario-twice',
    /uncertainty.happened contradicts/,
  ],
  ['{draws: [{startup: soon}]}', '{draws: [{latency: 1ms}]}', 'duration-format', /draws\[0\].startup/],
  ['{draws: [{startup: 1s}]}', '{draws: [1s]}', 'wrong-type', /draws\[0\] is "1s"/],
  ['{observed: [{of: luck, count: 1}]}', '{}', 'text-choice', /observed\[0\].of is "luck"/],
]
for (const [first, second, rule, message] of wrong) {
  test(`is told of where it is wrong: ${first}, ${second}`, async () => {
    const { diagnostics } = await loadError(behaviorOf(`{uncertainty: ${first}}`, `{uncertainty: ${second}}`))
    assert.equal(
      diagnostics.map((each) => each.rule),
      [rule],
    )
    assert.match(diagnostics[0].message, message)
  })
}

test.run()
