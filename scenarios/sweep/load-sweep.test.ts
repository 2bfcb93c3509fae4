/** Sweeps from text to points, and every way to write one that cannot be simulated. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ProbeSpec } from '../../engine/contract/cluster-spec.ts'
import { inDirectory, loadError } from '../load-text.test.helper.ts'
import { type LoadedSweep, loadSweep } from './load-sweep.ts'

const test = suite('sweeps')

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: web:1, livenessProbe: { httpGet: { port: 80 }, periodSeconds: 10 } }
`

const scenario = `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: base }
spec:
  manifests: [app.yaml]
  workloads: [{ behavior: { errorRate: 0.5 } }]
  nodes:
    - { name: worker, count: 2, kubelet: kubelet.yaml }
    - { name: spare, count: 1 }
`

const kubelet = `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
maxPods: 50
`

const period = 'deployment/web container app livenessProbe.periodSeconds'

function sweepOf(parameters: readonly string[], ...lines: readonly string[]): string {
  return [
    'apiVersion: probestorm.dev/v1alpha1',
    'kind: Sweep',
    'metadata: { name: probes }',
    'spec:',
    '  scenario: scenario.yaml',
    '  parameters:',
    ...parameters.map((parameter) => `    - ${parameter}`),
    ...lines.map((line) => `  ${line}`),
    '',
  ].join('\n')
}

/** Loads a sweep beside the files above. */
function load(sweep: string, ...lines: readonly string[]): Promise<LoadedSweep> {
  const text = [scenario, ...lines.map((line) => `  ${line}\n`)].join('')
  return inDirectory(
    { 'sweep.yaml': sweep, 'scenario.yaml': text, 'app.yaml': manifest, 'kubelet.yaml': kubelet },
    (directory) => loadSweep({ files: [`${directory}/sweep.yaml`] }),
  )
}

function liveness(sweep: LoadedSweep, point: number): ProbeSpec {
  return sweep.points[point].spec.workloads[0].pod.containers[0].probes.liveness as ProbeSpec
}

test('a grid has all combinations, the last parameter fastest', async () => {
  const sweep = await load(
    sweepOf([
      `{ name: period, path: ${period}, values: [5, 20] }`,
      '{ name: errors, path: "workloads[0].behavior.errorRate", range: { from: 0.1, to: 0.3, step: 0.1 } }',
    ]),
  )
  assert.equal(
    sweep.points.map(({ values }) => values),
    [5, 20].flatMap((each) => [0.1, 0.2, 0.3].map((rate) => [each, rate])),
  )
  assert.is(liveness(sweep, 3).periodUs, 20_000_000)
  assert.is(sweep.points[2].spec.workloads[0].pod.containers[0].behavior.errorRate, 0.3)
  assert.is(sweep.points[0].spec.scenario, 'base')
  assert.is(sweep.name, 'probes')
})

test('points are alike in everything that no parameter names, the seed included', async () => {
  const { points } = await load(sweepOf([`{ name: period, path: ${period}, values: [5, 20] }`]))
  const [{ spec: a }, { spec: b }] = points
  const plain = { ...a, workloads: [] }
  assert.equal({ ...b, workloads: [] }, plain)
  assert.is(a.masterSeed, b.masterSeed)
})

const bases: readonly (readonly [what: string, parameters: readonly string[], base: number])[] = [
  ['as the manifest writes it', [`{ name: p, path: ${period}, values: [5, 10, 20] }`], 2],
  [
    'a default of Kubernetes',
    ['{ name: p, path: deployment/web container app livenessProbe.failureThreshold, values: [1, 2, 3] }'],
    3,
  ],
  ['a default of the scenario, written otherwise', ['{ name: p, path: duration, values: [30m, 60m] }'], 2],
  [
    'all of them',
    [`{ name: p, path: ${period}, values: [5, 10] }`, '{ name: q, path: duration, values: [30m, 1h] }'],
    4,
  ],
  [
    'one of two only',
    [`{ name: p, path: ${period}, values: [5, 10] }`, '{ name: q, path: duration, values: [30m, 2h] }'],
    1,
  ],
  ['none', [`{ name: p, path: ${period}, values: [20, 5] }`], 1],
]

for (const [what, parameters, base] of bases) {
  test(`the base is the point that is what the input says without the sweep: ${what}`, async () => {
    assert.is((await load(sweepOf(parameters))).base, base)
  })
}

test('an input that is wrong without the sweep has the first point as the base', async () => {
  const sweep = sweepOf([`{ name: p, path: ${period}, values: [20, 10] }`])
  const files = {
    'sweep.yaml': sweep,
    'scenario.yaml': scenario,
    'app.yaml': manifest.replace('periodSeconds: 10', 'periodSeconds: PERIOD'),
    'kubelet.yaml': kubelet,
  }
  const { base, points } = await inDirectory(files, (directory) =>
    loadSweep({ files: [`${directory}/sweep.yaml`] }),
  )
  assert.equal([base, points.length], [1, 2])
})

test('zip pairs values, and a range of durations has durations', async () => {
  const { points } = await load(
    sweepOf(
      [
        `{ name: period, path: ${period}, values: [5, 10, 20] }`,
        '{ name: length, path: duration, range: { from: 30m, to: 1h, step: 15m } }',
      ],
      'design: zip',
    ),
  )
  assert.equal(
    points.map(({ values }) => values),
    [
      [5, '30m'],
      [10, '45m'],
      [20, '1h'],
    ],
  )
  assert.equal(points[2].numbers, [20, 3600])
  assert.is(points[1].spec.durationUs, 45 * 60e6)
})

test('log has equal ratios', async () => {
  const { points } = await load(
    sweepOf([
      '{ name: e, path: "workloads[0].behavior.errorRate", log: { from: 0.001, to: 0.1, points: 3 } }',
    ]),
  )
  assert.equal(
    points.map(({ values }) => values[0]),
    [0.001, 0.01, 0.1],
  )
})

test('a latin hypercube has one point in each stratum of each parameter, the same every time', async () => {
  const text = sweepOf(
    [
      '{ name: e, path: "workloads[0].behavior.errorRate", range: { from: 0, to: 1 } }',
      `{ name: period, path: ${period}, range: { from: 1, to: 10, step: 1 } }`,
    ],
    'design: latinHypercube(10)',
  )
  const { points } = await load(text)
  const strata = points.map(({ values }) => Math.floor((values[0] as number) * 10)).sort((a, b) => a - b)
  assert.equal(strata, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  const periods = points.map(({ values }) => values[1] as number).sort((a, b) => a - b)
  assert.equal(periods, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const again = await load(text)
  assert.equal(
    again.points.map(({ values }) => values),
    points.map(({ values }) => values),
  )
})

const failureThreshold = 'deployment/web container app livenessProbe.failureThreshold'

const wholeSpans: readonly (readonly [span: string, path: string, likelihood: (value: number) => number])[] =
  [
    ['range: { from: 1, to: 30 }', period, () => 1 / 30],
    ['range: { from: 1, to: 3 }', failureThreshold, () => 1 / 3],
    ['range: { from: 2, to: 5 }', 'deployment/web spec.replicas', () => 1 / 4],
    ['range: { from: 20, to: 24 }', 'kubelet maxPods', () => 1 / 5],
    ['log: { from: 1, to: 15 }', period, (value) => Math.log2((value + 1) / value) / 4],
  ]

for (const [span, path, likelihood] of wholeSpans) {
  test(`${span} over ${path.split(' ').at(-1)} draws whole numbers, each as often as it should come`, async () => {
    const draws = 240
    const { points } = await load(
      sweepOf([`{ name: p, path: ${path}, ${span} }`], `design: latinHypercube(${draws})`),
    )
    const counts = new Map<number, number>()
    for (const [value] of points.map(({ values }) => values as number[]))
      counts.set(value, (counts.get(value) ?? 0) + 1)
    const [from, to] = Array.from(span.matchAll(/\d+/g), Number)
    assert.equal(
      [...counts.keys()].sort((a, b) => a - b),
      Array.from({ length: to - from + 1 }, (_, index) => from + index),
    )
    // One draw in each stratum: only the strata at the two bounds of a value are open.
    for (const [value, count] of counts)
      assert.ok(Math.abs(count - draws * likelihood(value)) < 2, `${count} of ${value}`)
  })
}

test('a span with whole ends draws fractions where the field takes them', async () => {
  const { points } = await load(
    sweepOf(
      ['{ name: e, path: "workloads[0].behavior.errorRate", range: { from: 0, to: 1 } }'],
      'design: random(5)',
    ),
  )
  assert.ok(points.every(({ values }) => !Number.isInteger(values[0])))
})

test('log with points has the nearest whole numbers, each once, over a field that takes no others', async () => {
  const { points } = await load(sweepOf([`{ name: p, path: ${period}, log: { from: 1, to: 8, points: 7 } }`]))
  assert.equal(
    points.map(({ values }) => values[0]),
    [1, 2, 3, 4, 6, 8],
  )
})

test('what is wrong at every point is said once, whatever the number is', async () => {
  const { diagnostics } = await loadError(
    load(
      sweepOf([`{ name: p, path: ${period}, range: { from: 1.1, to: 1.9 } }`], 'design: latinHypercube(60)'),
    ),
  )
  assert.is(diagnostics.length, 1)
  assert.match(
    diagnostics[0].message,
    /cannot unmarshal number 1\.\d+ into .* of type int32; .* \(at point 1: p=1\.\d+; at all 60 points\)/,
  )
})

test('skip leaves points out', async () => {
  const sweep = await load(
    sweepOf([`{ name: period, path: ${period}, values: [5, 10, 20] }`], 'skip: ["period * 3 > 30s"]'),
  )
  assert.equal(
    sweep.points.map(({ number, values }) => [number, ...values]),
    [
      [1, 5],
      [2, 10],
    ],
  )
  assert.is(sweep.skippedCount, 1)
})

test('a path reaches into the kubelet of one pool, which is a file, and of the others', async () => {
  const pool = await load(sweepOf(['{ name: pods, path: kubelet worker maxPods, values: [60, 70] }']))
  const limits = (point: number, of: LoadedSweep): number[] =>
    of.points[point].spec.nodes.map(({ podsMax }) => podsMax)
  assert.equal(limits(1, pool), [110, 70, 70])
  const shared = await load(sweepOf(['{ name: pods, path: kubelet maxPods, values: [60, 70] }']))
  assert.equal(limits(1, shared), [70, 50, 50])
})

test('the scenario may stand in the sweep, without apiVersion and kind', async () => {
  const text = sweepOf([`{ name: period, path: ${period}, values: [5, 20] }`]).replace(
    'scenario: scenario.yaml',
    'scenario: { spec: { manifests: [app.yaml], duration: 10m } }',
  )
  const { points } = await load(text)
  assert.is(points[0].spec.durationUs, 600e6)
  assert.is(points[0].spec.scenario, 'probes')
})

type BadSweep = {
  readonly does: string
  readonly parameters: readonly string[]
  readonly lines?: readonly string[]
  readonly rule: string
  readonly message: RegExp
  readonly fix?: RegExp
}

const good = `{ name: period, path: ${period}, values: [5, 20] }`
const at = (path: string): string => `{ name: p, path: "${path}", values: [1, 2] }`

const badSweeps: readonly BadSweep[] = [
  { does: 'has no parameter', parameters: [], rule: 'missing-key', message: /parameters/ },
  {
    does: 'has a parameter without values',
    parameters: ['{ name: p, path: duration }'],
    rule: 'parameter-values',
    message: /parameter p has no values/,
  },
  {
    does: 'has an empty list of values',
    parameters: ['{ name: p, path: duration, values: [] }'],
    rule: 'parameter-values',
    message: /is empty/,
  },
  {
    does: 'gives values in two ways',
    parameters: ['{ name: p, path: seed, values: [1], range: { from: 1, to: 2 } }'],
    rule: 'parameter-values',
    message: /in two ways/,
  },
  {
    does: 'mixes numbers and durations',
    parameters: ['{ name: p, path: duration, range: { from: 1, to: 2s, step: 1s } }'],
    rule: 'parameter-values',
    message: /two numbers or two durations/,
  },
  {
    does: 'has a log from 0',
    parameters: ['{ name: p, path: seed, log: { from: 0, to: 1, points: 3 } }'],
    rule: 'parameter-values',
    message: /more than 0/,
  },
  { does: 'names a parameter twice', parameters: [good, good], rule: 'parameter-values', message: /twice/ },
  {
    does: 'has a name that is no word',
    parameters: [good.replace('period,', 'a-b,')],
    rule: 'name-format',
    message: /letters, digits and _/,
  },
  {
    does: 'has a name that a column of its tables has',
    parameters: [good.replace('period,', 'restarts_total,')],
    rule: 'name-format',
    message: /"restarts_total"; expected a name that no column/,
    fix: /restarts_total_set/,
  },
  {
    does: 'leads to a workload that is not there',
    parameters: [at('deployment/wob container app livenessProbe.periodSeconds')],
    rule: 'parameter-path',
    message: /the input holds no deployment\/wob; expected deployment\/web/,
  },
  {
    does: 'leads to a container that is not there',
    parameters: [at('deployment/web container ap livenessProbe.periodSeconds')],
    rule: 'parameter-path',
    message: /there is no container "ap"; expected app/,
  },
  {
    does: 'leads to a probe without a container',
    parameters: [at('deployment/web livenessProbe.periodSeconds')],
    rule: 'parameter-path',
    message: /"livenessProbe" is no field of deployment\/web/,
  },
  {
    does: 'leads past the end of a list',
    parameters: [at('workloads[3].behavior.errorRate')],
    rule: 'parameter-path',
    message: /spec\.workloads is a list; expected a list with more than 3 items/,
  },
  {
    does: 'leads to a pool that is not there',
    parameters: [at('kubelet workers maxPods')],
    rule: 'parameter-path',
    message: /there is no pool "workers" in nodes of the scenario; expected worker or spare/,
  },
  {
    does: 'leads to a field that nothing reads',
    parameters: [at('deployment/web spec.template.spec.securityContext.runAsUser')],
    rule: 'parameter-path',
    message: /parameter p changes nothing/,
  },
  {
    does: 'leads to a field that the API does not have',
    parameters: [at('deployment/web spec.replica')],
    rule: 'unknown-field',
    message: /unknown field "spec\.replica"/,
    fix: /write replicas/,
  },
  {
    does: 'varies the manifests',
    parameters: ['{ name: p, path: "manifests[0]", values: [a.yaml] }'],
    rule: 'parameter-path',
    message: /the same at every point/,
  },
  {
    does: 'leads to an unknown key of the scenario',
    parameters: [at('workloads[0].behavior.errorRat')],
    rule: 'unknown-key',
    message: /errorRat.*at point 1: p=1/,
  },
  {
    does: 'has a value that validation rejects at some points',
    parameters: [
      `{ name: period, path: ${period}, values: [5, -1] }`,
      '{ name: errors, path: "workloads[0].behavior.errorRate", values: [0, 0.1] }',
    ],
    rule: 'number-range',
    message: /-1: must be greater than or equal to 0 \(at point 3: period=-1, errors=0; at 2 points\)/,
  },
  {
    does: 'has a design that is none',
    parameters: [good],
    lines: ['design: sobol(10)'],
    rule: 'sweep-design',
    message: /expected grid, zip, latinHypercube\(n\) or random\(n\)/,
  },
  {
    does: 'zips lists of different lengths',
    parameters: [good, '{ name: p, path: seed, values: ["1"] }'],
    lines: ['design: zip'],
    rule: 'sweep-design',
    message: /zip over period 2, p 1 values/,
  },
  {
    does: 'has a span in a grid',
    parameters: ['{ name: p, path: "workloads[0].behavior.errorRate", range: { from: 0, to: 1 } }'],
    rule: 'parameter-values',
    message: /span without steps/,
  },
  {
    does: 'skips every point',
    parameters: [good],
    lines: ['skip: ["period > 1"]'],
    rule: 'sweep-design',
    message: /skip leaves out all 2/,
  },
  {
    does: 'skips by a parameter that is not there',
    parameters: [good],
    lines: ['skip: ["perod > 1"]'],
    rule: 'expression-format',
    message: /there is no parameter "perod"/,
  },
  {
    does: 'has more points than can be',
    parameters: [good],
    lines: ['design: random(100001)'],
    rule: 'sweep-design',
    message: /100001 points; expected 100000 at most/,
  },
]

for (const { does, parameters, lines = [], rule, message, fix = /./ } of badSweeps) {
  test(`refuses a sweep that ${does}`, async () => {
    const text = sweepOf(parameters, ...lines)
    const { diagnostics } = await loadError(
      load(parameters.length === 0 ? text.replace('parameters:', '') : text),
    )
    const found = diagnostics.find((diagnostic) => diagnostic.rule === rule)
    assert.ok(found, `${rule} among ${diagnostics.map((one) => `${one.rule}: ${one.message}`).join('; ')}`)
    assert.match(found.message, message)
    assert.match(found.file, /sweep\.yaml$/)
    assert.match(found.fix, fix)
  })
}

test('refuses an input without a sweep, and one with two', async () => {
  const none = await loadError(loadSweep({ files: ['-'], readStdin: () => scenario }))
  assert.match(none.message, /the input holds no Sweep/)
  const two = await loadError(load(`${sweepOf([good])}---\n${sweepOf([good])}`))
  assert.match(two.message, /a second Sweep/)
})

test('everything that is wrong is said at once', async () => {
  const { diagnostics } = await loadError(
    load(sweepOf([at('deployment/wob spec.replicas'), '{ name: q, path: seed }'], 'skip: ["p >"]')),
  )
  assert.is(diagnostics.length, 2)
})

test('a note says which tables of a run a sweep does not keep, where something is in them', async () => {
  const sweep = sweepOf([`{ name: period, path: ${period}, values: [5, 20] }`])
  const notKept = async (...lines: readonly string[]) =>
    (await load(sweep, ...lines)).notes.filter((note) => note.startsWith('a sweep keeps'))
  assert.equal(await notKept(), [])
  assert.equal(
    await notKept(
      'services: [{ match: { name: web }, requestsPerSecond: 10 }]',
      'faults: [{ kind: rollout, at: 1m, match: { name: web } }]',
    ),
    [
      'a sweep keeps the columns of summary.csv of its cells; services.csv (response times), rollouts.csv: run one point, with --set for its values',
    ],
  )
})

test.run()
