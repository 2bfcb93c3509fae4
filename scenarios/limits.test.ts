/** A limit is named where it matters, and nowhere else. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../engine/index.ts'
import { limitOfRule, limitsOfResult } from './limits.ts'
import { loadText } from './load-text.test.helper.ts'

const test = suite('limits that matter')

type Setting = {
  readonly kind?: string
  readonly replicas?: number
  readonly workload?: readonly string[]
  readonly scenario?: readonly string[]
}

const container = '{name: app, image: "app:1", readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}}'

/** A workload `web` and a scenario with these lines in its spec. */
function textOf({ kind = 'Deployment', replicas = 3, workload = [], scenario = [] }: Setting): string {
  const template = `{metadata: {labels: {app: web}}, spec: {containers: [${container}]}}`
  const isPod = kind === 'Pod'
  return [
    `apiVersion: ${isPod ? 'v1' : kind === 'Job' ? 'batch/v1' : 'apps/v1'}`,
    `kind: ${kind}`,
    'metadata: {name: web}',
    'spec:',
    ...(isPod
      ? [`  containers: [${container}]`]
      : kind === 'Job'
        ? [`  template: {spec: {restartPolicy: Never, containers: [{name: app, image: "app:1"}]}}`]
        : [
            ...(kind === 'DaemonSet' ? [] : [`  replicas: ${replicas}`]),
            ...(kind === 'StatefulSet' ? ['  serviceName: web'] : []),
            '  selector: {matchLabels: {app: web}}',
            `  template: ${template}`,
          ]),
    ...workload.map((line) => `  ${line}`),
    '---',
    'apiVersion: probestorm.dev/v1alpha1',
    'kind: Scenario',
    'metadata: {name: limits}',
    'spec:',
    '  duration: 5m',
    ...scenario.map((line) => `  ${line}`),
    '',
  ].join('\n')
}

const created = ['initialState: created']
async function foundIn(setting: Setting): Promise<string[]> {
  const { spec } = await loadText(textOf(setting))
  return limitsOfResult(spec, await simulate(spec, {}))
}

const nodes = (count: number, cpu: number): string =>
  `nodes: [{name: n, count: ${count}, allocatable: {cpu: "${cpu}", memory: 64Gi, pods: "110"}}]`
const crash = 'faults: [{kind: crash, at: 1m, match: {name: web}}]'

test('a fault before the pods are ready says that recovery is of those that were', async () => {
  const early = 'faults: [{kind: crash, at: 1s, match: {name: web}}]'
  const said = (lines: readonly string[]): boolean =>
    lines.some((line) => line.startsWith('only 2 of 3 pods were ready before the first fault'))
  assert.ok(said(await foundIn({ scenario: [...created, early] })))
  assert.not(said(await foundIn({ scenario: [crash] })))
})

const served = (perSecond: number, probes: 'shared' | 'apart'): string[] => [
  `workloads: [{match: {name: web}, behavior: {probes: ${probes}}}]`,
  `services: [{match: {kind: Deployment, name: web}, requestsPerSecond: ${perSecond}, perPod: {concurrency: 1, latency: {exponential: 100ms}}}]`,
]

const afterwards: readonly [rule: string, setting: Setting, limits: readonly RegExp[]][] = [
  ['a run in which nothing starts', { replicas: 40, scenario: [nodes(1, 4)] }, []],
  [
    'many that are created at once',
    { replicas: 40, scenario: [nodes(1, 4), ...created] },
    [/^40 containers start within 10 s on n-0: contention/],
  ],
  [
    'many that restart at once',
    { replicas: 40, scenario: [nodes(2, 4), crash] },
    [/^20 containers start within 10 s on n-[01], and enough to matter on 1 more of 2 nodes: contention/],
  ],
  ['as many as there are processors', { replicas: 40, scenario: [nodes(1, 40), ...created] }, []],
  ['a few', { replicas: 10, scenario: [nodes(1, 4), ...created] }, []],
  [
    'in buckets of a second: the same',
    { replicas: 40, scenario: [nodes(1, 4), ...created, 'interval: 1s'] },
    [/^40 containers start within 10 s/],
  ],
  [
    'in buckets of a minute only the rate is known',
    { replicas: 40, scenario: [nodes(1, 4), ...created, 'interval: 1m'] },
    [],
  ],
  [
    'a run that ends before its pods are ready',
    { scenario: [...created, 'workloads: [{match: {name: web}, behavior: {startup: 10m}}]'] },
    [/^at the end of the run 3 pods are not ready: what follows after 300 s/],
  ],
  [
    'a run that ends while containers wait in back-off',
    { scenario: [crash, 'workloads: [{match: {name: web}, behavior: {crash: [never, 1s]}}]'] },
    [/^at the end of the run 3 containers wait in back-off and 3 pods are not ready/],
  ],
  [
    'back-off without an outage is how such a container lives',
    { scenario: ['workloads: [{match: {name: web}, behavior: {crash: 1s}}]'] },
    [],
  ],
  [
    'probes that wait with requests, of which some time out by chance, as simulated',
    { scenario: served(24, 'shared') },
    [],
  ],
  ['probes that wait for nothing', { scenario: served(24, 'apart') }, []],
  ['probes that wait with few requests', { scenario: served(9, 'shared') }, []],
  [
    'several replications: the most of one',
    {
      scenario: [
        ...created,
        'replications: 2',
        'workloads: [{match: {name: web}, behavior: {startup: 10m}}]',
      ],
    },
    [/^at the end of the run up to 3 pods are not ready/],
  ],
]

for (const [rule, setting, limits] of afterwards) {
  test(`after a run: ${rule}`, async () => {
    const found = await foundIn(setting)
    assert.is(found.length, limits.length, found.join('\n'))
    for (const [index, limit] of limits.entries()) assert.match(found[index]!, limit)
  })
}

test('a stopping rule on a column that is empty says so', async () => {
  const limitOf = async (metric: string, ...scenario: string[]) => {
    const { stoppingRule, spec } = await loadText(textOf({ scenario }), {
      until: `ci(${metric}) < 5%`,
    })
    return limitOfRule(stoppingRule!, spec)
  }
  assert.equal(await limitOf('restarts_total'), [])
  assert.match(
    (await limitOf('node_cpu_saturated_seconds'))[0]!,
    'is empty where no container has behavior.cpu',
  )
  assert.equal(await limitOf('node_cpu_saturated_seconds', 'workloads: [{behavior: {cpu: {idle: 20m}}}]'), [])
})

test('hooks of unknown length are named by container', async () => {
  const hook = 'lifecycle: {preStop: {exec: {command: [./drain.sh]}}, postStart: {httpGet: {port: 80}}}'
  const { notes } = await loadText(
    `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: "a:1", ${hook}}]}}`,
  )
  assert.ok(
    notes.some((note) =>
      note.startsWith(
        'lifecycle hooks of unknown length taken as 0 s: 2 (postStart of app, preStop of app); ',
      ),
    ),
    notes.join('\n'),
  )
})

test.run()
