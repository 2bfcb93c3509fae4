import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { drawn } from '../../engine/fit/drawn.test.helper.ts'
import type { DistributionSpec } from '../../engine/index.ts'
import { countDraws } from '../../engine/index.ts'
import { loadText } from '../load-text.test.helper.ts'
import { type BehaviorEntry, behaviorEntries } from './behavior-entries.ts'
import { lawText, timeText } from './law-text.ts'
import type { Observations } from './observations.ts'
import { fitted, observe, podList, podObject, prometheusAnswer, scenarioOf } from './observed.test.helper.ts'
import { presetEntry, presets } from './presets.ts'
import { scenarioText } from './scenario-text.ts'

const test = suite('calibrated scenario')

const web = `---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: app }] }
`
const behaviorOf = async (text: string) =>
  (await loadText(text + web)).spec.workloads[0].pod.containers[0].behavior

const times = [
  [0.3, '1us'],
  [12.4, '12us'],
  [12_345.6, '12.346ms'],
  [8_178_264.8, '8.1783s'],
  [446_521e6, '124h2m1s'],
  [1e18, '24000h'],
] as const
for (const [us, text] of times) test(`writes ${us} us as ${text}`, () => assert.is(timeText(us), text))

const positive = fc.double({ min: 1000, max: 1e9, noNaN: true })
const spread = fc.double({ min: 0.05, max: 5, noNaN: true })
const laws: fc.Arbitrary<DistributionSpec> = fc.oneof(
  fc.record({ kind: fc.constant('lognormal' as const), median: positive, sigma: spread }),
  fc.record({ kind: fc.constant('weibull' as const), scale: positive, shape: spread }),
  fc.record({ kind: fc.constant('gamma' as const), mean: positive, cv: spread }),
  fc.record({ kind: fc.constant('exponential' as const), mean: positive }),
)

/** The numbers of a law, in the order of its keys. */
function numbersOf(law: DistributionSpec): number[] {
  if (law.kind === 'mixture') return law.parts.flatMap(({ weight, of }) => [weight, ...numbersOf(of)])
  if (law.kind === 'empirical') return [...law.values]
  return Object.values(law).filter((value): value is number => typeof value === 'number')
}

function assertSame(found: DistributionSpec, law: DistributionSpec): void {
  assert.is(found.kind, law.kind)
  const expected = numbersOf(law)
  for (const [index, value] of numbersOf(found).entries())
    assert.ok(Math.abs(value - expected[index]) <= 1e-3 * expected[index], `${value}, ${expected[index]}`)
}

test('gives every law back as it was fitted, to three digits', async () => {
  const part = fc.record({ weight: fc.double({ min: 0.1, max: 1, noNaN: true }), of: laws })
  const any = fc.oneof(
    laws,
    fc.array(part, { minLength: 2, maxLength: 2 }).map((parts): DistributionSpec => {
      const total = parts[0].weight + parts[1].weight
      return { kind: 'mixture', parts: parts.map(({ weight, of }) => ({ weight: weight / total, of })) }
    }),
    fc
      .array(positive, { minLength: 1, maxLength: 300 })
      .map((values): DistributionSpec => ({ kind: 'empirical', values })),
  )
  await fc.assert(
    fc.asyncProperty(any, async (law) => {
      const entry = {
        subject: {},
        keys: [{ key: 'startup', value: lawText(law), comments: [] }],
        comments: [],
      }
      assertSame((await behaviorOf(scenarioText('a', [entry], []))).startup[0], law)
    }),
    { numRuns: 50 },
  )
})

/** Observations of everything at once. */
async function everything(): Promise<Observations> {
  const latencies = drawn({ kind: 'gamma', mean: 5000, cv: 0.5 }, 300, 1)
  const labels = { namespace: 'shop', container: 'app', probe_type: 'Liveness' }
  const bucket = (le: string, value: number): object => ({
    labels: { ...labels, __name__: 'prober_probe_duration_seconds_bucket', le },
    value,
  })
  const run = (result: string, value: number): object => ({
    labels: { ...labels, __name__: 'prober_probe_total', result },
    value,
  })
  return observe({
    pods: podList([
      podObject({ startedAt: 90_000, readyAt: 90_020, restarts: 1, lastEnd: { exitCode: 3, ranSeconds: 9 } }),
      podObject({ name: 'db-0', owner: { kind: 'StatefulSet', name: 'db' }, probe: null }),
    ]),
    prometheus: prometheusAnswer([
      ...[bucket('0.005', 100), bucket('0.01', 300), bucket('0.025', 395), bucket('+Inf', 400)],
      ...[run('successful', 99), run('failed', 1)],
    ]),
    csv: `ms\n${Array.from(latencies, (us) => us / 1000).join('\n')}\n`,
  })
}

test('loads as a whole, and gives containers what was observed of them', async () => {
  const observations = await everything()
  const behavior = await behaviorOf(scenarioOf(observations))
  const [startup, liveness, all] = observations.samples.map((sample) => fitted(sample).fit.chosen.law)
  assertSame(behavior.startup[0], startup)
  assertSame(behavior.latency.liveness, liveness)
  assertSame(behavior.latency.readiness, all)
  assert.is(behavior.errorRate, 0.01)
  assert.is(behavior.crash.exitCode, 3)
  assert.is(behavior.crash.after[0].kind, 'exponential')
})

test('has the narrower matches first, and none that holds nothing', async () => {
  const observations = await everything()
  const entries = behaviorEntries(observations.samples.map(fitted), observations, countDraws)
  assert.equal(
    entries.filter(({ keys }) => keys.length > 0).map(({ subject }) => subject),
    [{ kind: 'StatefulSet', namespace: 'shop', name: 'web', container: 'app' }, {}],
  )
  assert.match(scenarioOf(observations), 'db, container: app }: no restart in')
})

test('brings slow phases, and only with the latency that they were seen in', async () => {
  const values = Array.from(
    { length: 1500 },
    (_, index) => (index % 100 < 12 ? 40 : 5) * (1 + ((index * 7) % 10) / 40),
  )
  const csvOptions = { subject: {}, quantity: 'latency', periodUs: 1e6 } as const
  const observations = await observe({ csv: `ms\n${values.join('\n')}\n` }, { csvOptions })
  const { slow } = await behaviorOf(scenarioOf(observations))
  assert.ok(slow !== undefined)
  assert.ok(Math.abs(slow.factor / 8 - 1) < 0.05, `${slow.factor}`)
  const other: BehaviorEntry[] = behaviorEntries(
    [
      ...observations.samples.map(fitted),
      fitted({ ...observations.samples[0], subject: { name: 'web' }, series: undefined as never }),
    ],
    observations,
    countDraws,
  )
  assert.equal(
    other.map(({ keys }) => keys.map(({ key }) => key)),
    [['latency'], ['latency', 'slow']],
  )
})

test('is loaded whatever the texts in it hold', async () => {
  const hostile = 'a\n  b: c\u2028# "x" \u001b[2J'
  const entry = {
    subject: {},
    keys: [{ key: 'startup', value: '5s', comments: [hostile] }],
    comments: [hostile],
  }
  const text = scenarioText(hostile.slice(0, 1), [entry], [hostile])
  assert.is(JSON.stringify((await behaviorOf(text)).startup), '[{"kind":"constant","value":5000000}]')
  assert.not.match(text, '\u001b')
})

for (const preset of presets) {
  test(`loads the preset ${preset.name}, which says where each number comes from`, async () => {
    const entry = presetEntry(preset)
    assert.ok(entry.keys.every(({ comments }) => comments[0].startsWith('estimate')))
    await behaviorOf(scenarioText(preset.name, [entry], []))
  })
}

test.run()
