import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { controlPlaneDefaults, type HookSpec, kubeletDefaults } from '../engine/contract/cluster-spec.ts'
import { loadScenario } from './load-scenario.ts'
import { inDirectory, loadError, loadText, podWith, scenarioWith } from './load-text.test.helper.ts'

const test = suite('load scenario')
const s = 1_000_000

/** A workload with one container `app`; `more` are further lines of the pod spec. */
function workload(kind: string, name: string, replicas: number, ...more: readonly string[]): string {
  return [
    `apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}`,
    `kind: ${kind}`,
    `metadata: {name: ${name}, namespace: shop, labels: {team: a}}`,
    'spec:',
    ...(kind === 'DaemonSet' ? [] : [`  ${kind === 'Job' ? 'parallelism' : 'replicas'}: ${replicas}`]),
    ...(kind === 'Job' ? [] : [`  selector: {matchLabels: {app: ${name}}}`]),
    '  template:',
    `    metadata: {labels: {app: ${name}}}`,
    '    spec:',
    '      containers: [{name: app, image: app:1, readinessProbe: {tcpSocket: {port: 80}}}]',
    ...(kind === 'Job' ? ['      restartPolicy: Never'] : []),
    ...more.map((line) => `      ${line}`),
    '',
  ].join('\n')
}

const scenario = (...lines: readonly string[]): string =>
  [
    'apiVersion: probestorm.dev/v1alpha1',
    'kind: Scenario',
    'metadata: {name: study}',
    'spec:',
    ...lines.map((line) => `  ${line}`),
    '',
  ].join('\n')
const stream = (...documents: readonly string[]): string => documents.join('---\n')

test('runs manifests alone with the defaults', async () => {
  const { spec, scenarioName, counts, inputs, notes } = await loadText(workload('Deployment', 'web', 3))
  assert.is(scenarioName, 'stdin')
  const { nodes, workloads, overheads, ...rest } = spec
  assert.equal(rest, {
    scenario: 'stdin',
    durationUs: 3600 * s,
    warmUpUs: 0,
    intervalUs: 10 * s,
    masterSeed: '1',
    replications: 1,
    podsMax: 4_000_000,
    kubernetesVersion: '1.36',
    featureGates: {},
    initialState: 'running',
    kubeletUptimeUs: 86_400 * s,
    clockOffsetUs: 0,
    controlPlane: controlPlaneDefaults,
    services: [],
    faults: [],
  })
  assert.is(overheads.ideal, false)
  assert.equal(nodes, [
    {
      name: 'node-0',
      pool: 'node',
      podsMax: 110,
      cpuCores: 16,
      memoryBytes: 64 * 1024 * 1024 * 1024,
      labels: {
        'kubernetes.io/hostname': 'node-0',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
      },
      kubelet: kubeletDefaults,
    },
  ])
  const [{ pod, ...web }] = workloads
  assert.equal(web, { namespace: 'shop', kind: 'Deployment', name: 'web', replicas: 3, createdAtUs: 0 })
  assert.equal([pod.restartPolicy, pod.terminationGraceUs, pod.hasVolumes], ['Always', 30 * s, true])
  assert.equal(pod.containers[0].behavior, {
    start: [{ kind: 'constant', value: 200_000 }],
    startup: [{ kind: 'constant', value: 0 }],
    latency: pod.containers[0].behavior.latency,
    errorRate: 0,
    hang: { after: [{ kind: 'never' }], tcpOk: true },
    crash: { after: [{ kind: 'never' }], exitCode: 1 },
    complete: { after: [{ kind: 'never' }] },
    shutdown: { after: [{ kind: 'constant', value: 0 }], exitCode: 143 },
    afterSigterm: 'ok',
    script: [],
    image: {
      pull: { kind: 'constant', value: 2_000_000 },
      check: { kind: 'constant', value: 300_000 },
      present: true,
      fails: false,
    },
    probeCpuUs: { exec: 50_000, httpGet: 300, tcpSocket: 150, grpc: 700 },
    startError: [],
  })
  assert.equal(counts, {
    workloads: 1,
    pods: 3,
    containers: 1,
    initContainers: 0,
    probes: 1,
    probesByType: { startup: 0, readiness: 1, liveness: 0 },
    probesByHandler: { exec: 0, httpGet: 0, tcpSocket: 1, grpc: 0 },
    nodes: 1,
    instances: { containers: 3, probes: 3 },
  })
  assert.equal(
    inputs.map(({ path, bytes }) => [path, bytes]),
    [['<stdin>', workload('Deployment', 'web', 3).length]],
  )
  assert.is(inputs[0].sha256.length, 64)
  assert.ok(notes.some((note) => note.startsWith('no Scenario in the input: 1h simulated')))
})

test('takes options without a scenario that they could stand in', async () => {
  const { spec } = await loadText(workload('Deployment', 'web', 2), {
    overrides: {
      durationText: '5m',
      seed: '7',
      replications: 3,
      kubernetesVersion: '1.34',
      sets: ['interval=1m'],
    },
  })
  assert.is(spec.durationUs, 300 * s)
  assert.is(spec.masterSeed, '7')
  assert.is(spec.replications, 3)
  assert.is(spec.kubernetesVersion, '1.34')
  assert.is(spec.intervalUs, 60 * s)
})

test('takes nothing for granted with ideal overheads', async () => {
  const { spec } = await loadText(scenarioWith('overheads: ideal'))
  const { behavior } = spec.workloads[0].pod.containers[0]
  assert.equal(
    [behavior.start[0], behavior.latency.liveness],
    [
      { kind: 'constant', value: 0 },
      { kind: 'constant', value: 0 },
    ],
  )
  const { ideal, lostTrigger, ...lengths } = spec.overheads
  assert.equal([ideal, lostTrigger], [true, 0])
  assert.is(new Set(Object.values(lengths).map((length) => JSON.stringify(length))).size, 1)
})

test('replaces single overheads over typical', async () => {
  const { spec } = await loadText(scenarioWith('overheads: {start: 1s, sync: 5ms}'))
  assert.equal(spec.overheads.syncUs, { kind: 'constant', value: 5000 })
  assert.equal(spec.overheads.volumesUs, { kind: 'uniform', low: 100_000, high: 600_000 })
  assert.equal(spec.workloads[0].pod.containers[0].behavior.start, [{ kind: 'constant', value: s }])
})

test('gives an equal spec for another order of documents', async () => {
  const documents = [
    scenario(
      'nodes: [{name: b, count: 3}, {name: a, count: 11}]',
      'faults:',
      '  - {kind: hang, at: 1m, match: {name: "*b"}}',
    ),
    workload('Deployment', 'web', 3),
    workload('StatefulSet', 'db', 2),
    workload('Deployment', 'api', 1),
    podWith(),
    workload('DaemonSet', 'web', 0),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
    'apiVersion: v1\nkind: Node\nmetadata: {name: a10}\n',
  ]
  const expected = await loadText(stream(...documents))
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(documents, { minLength: documents.length }), async (shuffled) => {
      const found = await loadText(stream(...shuffled))
      assert.equal(found.spec, expected.spec)
      assert.equal(found.notes, expected.notes)
    }),
    { numRuns: 20 },
  )
  assert.equal(
    expected.spec.workloads.map((w) => `${w.namespace}/${w.kind}/${w.name}`),
    [
      'default/Pod/web',
      'shop/DaemonSet/web',
      'shop/Deployment/api',
      'shop/Deployment/web',
      'shop/StatefulSet/db',
    ],
  )
  assert.equal(
    expected.spec.nodes.slice(0, 4).map((n) => n.name),
    ['a-0', 'a-1', 'a-10', 'a-2'],
  )
})

test('reads JSON, Lists and lists of the API itself like documents of their own', async () => {
  const pod = { metadata: { name: 'web' }, spec: { containers: [{ name: 'app', image: 'app:1' }] } }
  const typed = { apiVersion: 'v1', kind: 'Pod', ...pod }
  const expected = (await loadText(podWith())).spec
  for (const value of [
    typed,
    { apiVersion: 'v1', kind: 'List', items: [typed] },
    { apiVersion: 'v1', kind: 'PodList', items: [pod] },
  ]) {
    assert.equal((await loadText(JSON.stringify(value))).spec, expected)
  }
})

test('reads a byte-order mark and CRLF line ends', async () => {
  assert.equal(
    (await loadText(`\ufeff${podWith().replaceAll('\n', '\r\n')}`)).spec,
    (await loadText(podWith())).spec,
  )
})

test('leaves out objects whose controller is in the input, over several steps', async () => {
  const owned = (kind: string, name: string, owner: string): string => {
    const [ownerKind, ownerName] = owner.split('/')
    const text =
      kind === 'Pod'
        ? podWith().replace('{name: web}', `{name: ${name}, namespace: shop}`)
        : workload(kind, name, 1)
    return text.replace(
      'metadata: {',
      `metadata: {ownerReferences: [{apiVersion: apps/v1, kind: ${ownerKind}, name: ${ownerName}, uid: u, controller: true}], `,
    )
  }
  const { counts, notes } = await loadText(
    stream(
      workload('Deployment', 'web', 2),
      owned('ReplicaSet', 'web-1', 'Deployment/web'),
      owned('Pod', 'web-1-a', 'ReplicaSet/web-1'),
      owned('Pod', 'web-1-b', 'ReplicaSet/web-1'),
      owned('Job', 'nightly-1', 'CronJob/nightly'),
      owned('Pod', 'other', 'ReplicaSet/gone'),
    ),
  )
  assert.is(counts.workloads, 3)
  assert.ok(notes.includes('skipped 3 objects whose controller is in the input: Pod 2, ReplicaSet 1'))
})

test('counts what it does not simulate in one line', async () => {
  const other = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`
  const { notes, counts } = await loadText(
    stream(
      podWith(),
      other('v1', 'Secret'),
      other('v1', 'Secret'),
      other('example.com/v1', 'Service'),
      other('example.com/v1', 'Backup'),
    ),
  )
  assert.ok(
    notes.includes(
      'skipped 4 objects of kinds that are not simulated: Backup 1, Secret 2, Service.example.com 1',
    ),
  )
  assert.is(counts.workloads, 1)
})

test('reads sidecars with their probes, beside init containers that complete', async () => {
  const { spec, counts } = await loadText(
    podWith().concat(
      '  initContainers:\n    - {name: setup, image: a:1}\n    - {name: proxy, image: b:1, restartPolicy: Always, livenessProbe: {tcpSocket: {port: 1}}}\n',
    ),
  )
  assert.equal(
    spec.workloads[0].pod.initContainers.map((c) => [c.name, c.restartPolicy, c.behavior.complete.after]),
    [
      ['setup', undefined, [{ kind: 'constant', value: s }]],
      ['proxy', 'Always', [{ kind: 'never' }]],
    ],
  )
  assert.equal([counts.initContainers, counts.containers, counts.probes], [1, 2, 1])
})

test('a fault hits sidecars that match, too', async () => {
  const { spec } = await loadText(
    stream(
      scenario('faults: [{kind: hang, at: 1m, match: {container: proxy}}]'),
      podWith().concat('  initContainers: [{name: proxy, image: b:1, restartPolicy: Always}]\n'),
    ),
  )
  const [fault] = spec.faults
  assert.equal('containers' in fault && fault.containers, [{ workload: 0, container: 0, isInit: true }])
})

test('reads restart policies and rules of single containers, and says when they do not count', async () => {
  const rules = 'restartPolicyRules: [{action: Restart, exitCodes: {operator: NotIn, values: [0, 42]}}]'
  const pod = podWith('restartPolicy: Never', rules)
  const { spec, notes } = await loadText(pod)
  const [one] = spec.workloads[0].pod.containers
  assert.is(one.restartPolicy, 'Never')
  assert.equal(one.restartRules, [{ action: 'Restart', operator: 'NotIn', exitCodes: [0, 42] }])
  assert.not.ok(notes.some((note) => note.startsWith('restart policies')))
  const old = await loadText(stream(scenario('kubernetesVersion: "1.34"'), pod))
  assert.ok(old.notes.some((note) => note.startsWith('restart policies of single containers do not count')))
})

type HookCase = {
  readonly text: string
  readonly behavior?: string
  readonly hook: Partial<HookSpec>
  /** What the notes say of it. */
  readonly note?: 'unknown' | 'atLeast'
}

const lasting = (seconds: number) => ({ length: { kind: 'constant', value: seconds * s } as const })

const hooks: readonly HookCase[] = [
  { text: 'sleep: {seconds: 5}', hook: { ...lasting(5), endsWithProcess: false } },
  { text: 'exec: {command: [sleep, "5"]}', hook: lasting(5) },
  { text: 'exec: {command: [/bin/sleep, 1.5m]}', hook: lasting(90) },
  { text: 'exec: {command: [/bin/sh, -c, " sleep 0.5 "]}', hook: lasting(0.5) },
  { text: 'exec: {command: [sh, -c, nginx -s quit; sleep 5]}', hook: lasting(5), note: 'atLeast' },
  { text: 'exec: {command: [sh, -c, nginx -s quit; sleep 5]}', behavior: '7s', hook: lasting(7) },
  { text: 'exec: {command: [sleep, infinity]}', hook: { length: { kind: 'never' } } },
  { text: 'exec: {command: [drain]}', hook: lasting(0), note: 'unknown' },
  { text: 'exec: {command: [drain]}', behavior: '15s', hook: lasting(15) },
  { text: 'httpGet: {port: 80}', hook: lasting(0), note: 'unknown' },
  {
    text: 'httpGet: {port: 80}',
    behavior: '{exponential: 3s}',
    hook: { length: { kind: 'exponential', mean: 3 * s } },
  },
  // What the manifest settles no behavior changes.
  { text: 'sleep: {seconds: 5}', behavior: '9s', hook: { ...lasting(5), endsWithProcess: false } },
]

for (const { text, behavior, hook, note } of hooks) {
  const given = behavior === undefined ? '' : ` with behavior.preStop: ${behavior}`
  test(`reads a hook \`${text}\`${given}${note === undefined ? '' : ', and says so in a note'} (K2)`, async () => {
    const entry = `workloads: [{match: {}, behavior: {preStop: ${behavior}}}]`
    const pod = podWith(`lifecycle: {preStop: {${text}}}`)
    const { spec, notes } = await loadText(behavior === undefined ? pod : stream(scenario(entry), pod))
    const { preStop } = spec.workloads[0].pod.containers[0]
    assert.equal(preStop, { endsWithProcess: true, fails: false, ...hook })
    const about = notes.filter((line) => line.startsWith('lifecycle hooks'))
    const begins = {
      unknown: 'lifecycle hooks of unknown length',
      atLeast: 'lifecycle hooks that sleep among',
    }
    assert.is(about.length, note === undefined ? 0 : 1)
    if (note !== undefined) assert.ok(about[0].startsWith(begins[note]), about[0])
  })
}

for (const [text, behavior, fails] of [
  ['exec: {command: [x]}', '{after: 2s, fails: true}', true],
  ['exec: {command: [x]}', '{fails: true}', true],
  ['exec: {command: [x]}', '{after: 2s}', false],
  ['httpGet: {port: 80}', '2s', false],
  ['sleep: {seconds: 5}', '{fails: true}', false],
  ['tcpSocket: {port: 80}', '2s', true],
] as const) {
  test(`a postStart hook \`${text}\` with ${behavior} ${fails ? 'fails' : 'succeeds'} (K8)`, async () => {
    const entry = `workloads: [{match: {}, behavior: {postStart: ${behavior}}}]`
    const { spec } = await loadText(stream(scenario(entry), podWith(`lifecycle: {postStart: {${text}}}`)))
    assert.is(spec.workloads[0].pod.containers[0].postStart?.fails, fails)
  })
}

test('a hook that cannot be what it says is an error or a warning, with its place', async () => {
  const error = await loadError(
    loadText(podWith('lifecycle: {preStop: {exec: {command: [a]}, sleep: {seconds: 1}}, postStart: {}}')),
  )
  assert.equal(
    error.diagnostics.map(({ rule, message }) => [
      rule,
      message.includes('more than 1') || message.includes('must specify'),
    ]),
    [
      ['hook-handler', true],
      ['hook-handler', true],
    ],
  )
  const tcp = await loadText(podWith('lifecycle: {postStart: {tcpSocket: {port: 80}}}'))
  assert.equal(
    tcp.warnings.map(({ rule }) => rule),
    ['hook-handler'],
  )
  const about = await loadText(
    stream(scenario('workloads: [{match: {}, behavior: {preStop: 5s}}]'), podWith()),
  )
  assert.equal(
    about.warnings.map(({ rule }) => rule),
    ['hook-missing'],
  )
})

test('reads what a Job runs at a time, what it completes and what it bears (W5)', async () => {
  const { spec } = await loadText(
    stream(
      workload('Job', 'a', 5),
      workload('Job', 'b', 5).replace('parallelism: 5', 'parallelism: 5\n  completions: 2'),
      workload('Job', 'c', 1).replace('parallelism: 1', 'suspend: true'),
      workload('Job', 'c0', 1).replace('parallelism: 1', 'activeDeadlineSeconds: 0'),
      workload('Job', 'd', 1).replace('parallelism: 1', 'completions: 3\n  backoffLimit: 0'),
      workload('Job', 'e', 1).replace(
        'parallelism: 1',
        'activeDeadlineSeconds: 60\n  podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [42]}}]}',
      ),
      workload('Job', 'f', 2).replace(
        'parallelism: 2',
        'parallelism: 2\n  completions: 4\n  completionMode: Indexed\n  backoffLimitPerIndex: 1\n  maxFailedIndexes: 2\n' +
          '  successPolicy: {rules: [{succeededIndexes: "0,2-3", succeededCount: 2}]}\n  ttlSecondsAfterFinished: 9\n  podReplacementPolicy: Failed',
      ),
    ),
  )
  assert.equal(
    spec.workloads.map((w) => [w.replicas, w.job]),
    [
      [5, { parallelism: 5, backoffLimit: 6 }],
      [2, { parallelism: 5, completions: 2, backoffLimit: 6 }],
      [0, { parallelism: 1, completions: 1, backoffLimit: 6, isSuspended: true }],
      [0, { parallelism: 1, completions: 1, backoffLimit: 6, activeDeadlineUs: 0 }],
      [1, { parallelism: 1, completions: 3, backoffLimit: 0 }],
      [
        1,
        {
          parallelism: 1,
          completions: 1,
          backoffLimit: 6,
          activeDeadlineUs: 60 * s,
          failurePolicy: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }],
          replacesOnlyFailed: true,
        },
      ],
      [
        2,
        {
          parallelism: 2,
          completions: 4,
          backoffLimit: 2_147_483_647,
          isIndexed: true,
          backoffLimitPerIndex: 1,
          maxFailedIndexes: 2,
          successPolicy: [
            {
              indexes: [
                [0, 0],
                [2, 3],
              ],
              count: 2,
            },
          ],
          replacesOnlyFailed: true,
          ttlUs: 9 * s,
        },
      ],
    ],
  )
  assert.equal(spec.workloads[0].pod.containers[0].behavior.complete.after, [{ kind: 'constant', value: s }])
})

test('reads when a CronJob runs, and what its Jobs are (Z25)', async () => {
  const cron = (name: string, fields: string): string =>
    `{apiVersion: batch/v1, kind: CronJob, metadata: {name: ${name}}, spec: {${fields}, jobTemplate: {spec: {backoffLimit: 2, template: {spec: {restartPolicy: Never, containers: [{name: app, image: a}]}}}}}}\n`
  const { spec, notes } = await loadText(
    stream(
      cron('a', 'schedule: "*/30 * * * *", concurrencyPolicy: Forbid, startingDeadlineSeconds: 20'),
      cron('b', 'schedule: "0 9 * * *", timeZone: Asia/Tokyo, failedJobsHistoryLimit: 0'),
      cron('c', 'schedule: "@every 90s", suspend: true'),
      cron('d', 'schedule: "0 3 * * *"'),
    ),
  )
  const kept = { policy: 'Allow', successfulJobsMax: 3, failedJobsMax: 1 }
  const halfHours = [0, 1800 * s]
  assert.equal(
    spec.workloads.map(({ kind, replicas, cronJob }) => [kind, replicas, cronJob]),
    [
      [
        'CronJob',
        1,
        {
          schedule: '*/30 * * * *',
          ...kept,
          policy: 'Forbid',
          startingDeadlineUs: 20 * s,
          times: halfHours,
          lastBeforeUs: -1800 * s,
        },
      ],
      [
        'CronJob',
        1,
        {
          schedule: '0 9 * * *',
          timeZone: 'Asia/Tokyo',
          ...kept,
          failedJobsMax: 0,
          times: [0],
          lastBeforeUs: -86_400 * s,
        },
      ],
      [
        'CronJob',
        1,
        { schedule: '@every 90s', ...kept, isSuspended: true, times: { everyUs: 90 * s }, lastBeforeUs: 0 },
      ],
      ['CronJob', 1, { schedule: '0 3 * * *', ...kept, times: [], lastBeforeUs: -75_600 * s }],
    ],
  )
  assert.equal(spec.workloads[0].job, { parallelism: 1, completions: 1, backoffLimit: 2 })
  const said = notes.filter((note) => note.includes('CronJobs'))
  assert.equal(said, [
    'CronJobs follow a clock that shows Thursday, 1 January 2026, 00:00:00 UTC at time 0',
    'CronJobs that do not run in this time: default/cronjob/d (0 3 * * *)',
    'containers of Jobs and CronJobs run for their complete time (1s unless a behavior says otherwise): 4',
    'suspended CronJobs, which make no Jobs: 1',
  ])
})

test('replicas of an entry are the pods that a Job runs at a time, and each has to succeed', async () => {
  const { spec } = await loadText(
    stream(
      scenario('workloads: [{match: {name: a}, replicas: 20}]'),
      workload('Job', 'a', 1).replace('parallelism: 1', 'completions: 3'),
    ),
  )
  const [{ replicas, job }] = spec.workloads
  assert.equal([replicas, job], [20, { parallelism: 20, completions: 20, backoffLimit: 6 }])
})

test('knows whether the first sync waits for volumes', async () => {
  const hasVolumes = async (...lines: readonly string[]): Promise<boolean> =>
    (await loadText(podWith().concat(...lines.map((line) => `  ${line}\n`)))).spec.workloads[0].pod.hasVolumes
  assert.is(await hasVolumes(), true)
  assert.is(await hasVolumes('automountServiceAccountToken: false'), false)
  assert.is(
    await hasVolumes('automountServiceAccountToken: false', 'volumes: [{name: a, emptyDir: {}}]'),
    true,
  )
})

test('adds default nodes until pods, requests and the peak of a scale fault fit', async () => {
  const nodes = async (...documents: readonly string[]): Promise<number> =>
    (await loadText(stream(...documents))).spec.nodes.length
  const requests = (cpu: string, memory: string): string =>
    workload('Deployment', 'web', 10).replace(
      'image: app:1',
      `image: app:1, resources: {requests: {cpu: ${cpu}, memory: ${memory}}}`,
    )
  assert.is(await nodes(workload('Deployment', 'web', 110)), 1)
  assert.is(await nodes(workload('Deployment', 'web', 111)), 2)
  assert.is(await nodes(requests('"4"', '1Mi')), 3)
  assert.is(await nodes(requests('1m', '32Gi')), 5)
  assert.is(await nodes(requests('1600m', '1Mi')), 1)
  assert.is(await nodes(workload('Deployment', 'web', 110), workload('DaemonSet', 'agent', 0)), 2)
  assert.is(
    await nodes(
      scenario('faults: [{kind: scale, at: 1m, match: {name: web}, replicas: 221}]'),
      workload('Deployment', 'web', 1),
    ),
    3,
  )
  const init = workload(
    'Deployment',
    'web',
    10,
    'initContainers: [{name: i, image: a:1, resources: {limits: {cpu: "8"}}}]',
  )
  assert.is(await nodes(init), 5)
})

test('puts one pod of a DaemonSet on each node that its selector admits', async () => {
  const { spec, warnings } = await loadText(
    stream(
      scenario(
        'nodes: [{name: big, count: 3, labels: {disk: ssd}, allocatable: {pods: "10", cpu: "4", memory: 8Gi}}]',
      ),
      'apiVersion: v1\nkind: Node\nmetadata: {name: solo, labels: {disk: hdd}}\nstatus: {allocatable: {pods: "20"}}\n',
      workload('DaemonSet', 'all', 0),
      workload('DaemonSet', 'fast', 0, 'nodeSelector: {disk: ssd}'),
      workload('DaemonSet', 'linux', 0, 'nodeSelector: {kubernetes.io/os: linux}'),
      workload('DaemonSet', 'none', 0, 'nodeSelector: {disk: tape}'),
      workload('Deployment', 'web', 1, 'nodeSelector: {disk: tape}'),
    ),
  )
  assert.equal(
    spec.nodes.map((n) => [n.name, n.pool, n.podsMax]),
    [
      ['big-0', 'big', 10],
      ['big-1', 'big', 10],
      ['big-2', 'big', 10],
      ['solo', '', 20],
    ],
  )
  assert.equal(
    spec.workloads.map((w) => w.replicas),
    [4, 3, 4, 0, 1],
  )
  assert.is(warnings.length, 1)
  assert.match(
    warnings[0].message,
    /no node of 4 meets nodeSelector disk=tape, which shop\/daemonset\/none, shop\/deployment\/web ask for/,
  )
})

test('makes nodes of the names that pods are bound to, and keeps bindings to nodes of the input', async () => {
  const bound = podWith().concat('  nodeName: worker-7\n')
  const alone = await loadText(bound)
  assert.is(alone.spec.workloads[0].pod.nodeName, 'worker-7')
  assert.equal(
    alone.spec.nodes.map(({ name, pool, cpuCores }) => [name, pool, cpuCores]),
    [['worker-7', 'named', undefined]],
  )
  assert.ok(alone.notes.includes('no Node objects in the input: 1 node as pods name them, of unknown size'))
  const known = await loadText(stream(bound, 'apiVersion: v1\nkind: Node\nmetadata: {name: worker-7}\n'))
  assert.is(known.spec.workloads[0].pod.nodeName, 'worker-7')
  assert.is(known.warnings.length, 0)
})

test('applies the first entry that matches each container', async () => {
  const { spec, warnings } = await loadText(
    stream(
      scenario(
        'initialState: created',
        'workloads:',
        '  - {match: {kind: Deployment, container: app, selector: "app=web"}, replicas: 7, behavior: {hang: 10m, crash: {after: [1s, never], exitCode: 3}}}',
        '  - {match: {namespace: sh*p}, createdAt: 90s, replicas: 2, behavior: {errorRate: 0.5, latency: {liveness: 1s}, hang: {after: 5s, tcp: fails}}}',
        '  - {match: {name: web, kind: Deployment, container: app}, replicas: 9}',
      ),
      workload('Deployment', 'web', 1).replace('[{name: app', '[{name: helper, image: h:1}, {name: app'),
      workload('StatefulSet', 'db', 1),
    ),
  )
  const [web, db] = spec.workloads
  const [helper, app] = web.pod.containers
  assert.equal([web.replicas, web.createdAtUs, db.replicas, db.createdAtUs], [7, 90 * s, 2, 90 * s])
  assert.equal(app.behavior.hang, { after: [{ kind: 'constant', value: 600 * s }], tcpOk: true })
  assert.equal(app.behavior.crash, {
    after: [{ kind: 'constant', value: s }, { kind: 'never' }],
    exitCode: 3,
  })
  assert.equal([app.behavior.errorRate, helper.behavior.errorRate], [0, 0.5])
  assert.equal(helper.behavior.hang, { after: [{ kind: 'constant', value: 5 * s }], tcpOk: false })
  assert.equal(helper.behavior.latency.liveness, { kind: 'constant', value: s })
  assert.equal(helper.behavior.latency.readiness.kind, 'lognormal')
  assert.equal(
    warnings.map((w) => w.rule),
    ['match-shadowed'],
  )
})

test('reads every key of a behavior', async () => {
  const { spec } = await loadText(
    scenarioWith(
      'workloads:',
      '  - behavior:',
      '      start: [1s, 2s]',
      '      startup: never',
      '      complete: 1h',
      '      shutdown: {after: never, exitCode: 0}',
      '      slow: {every: {exponential: 1h}, for: 30s, factor: .inf}',
      '      script:',
      '        - {probe: liveness, after: 40s, answer: hang, latency: 10ms, incarnations: [0, 1], ill: true}',
      '        - {probe: all, sequence: "110e"}',
    ),
  )
  const { behavior } = spec.workloads[0].pod.containers[0]
  assert.equal(behavior.start, [
    { kind: 'constant', value: s },
    { kind: 'constant', value: 2 * s },
  ])
  assert.equal(behavior.startup, [{ kind: 'never' }])
  assert.equal(behavior.shutdown, { after: [{ kind: 'never' }], exitCode: 0 })
  assert.equal(behavior.slow, {
    every: { kind: 'exponential', mean: 3600 * s },
    for: { kind: 'constant', value: 30 * s },
    factor: Number.POSITIVE_INFINITY,
  })
  assert.equal(behavior.script, [
    {
      probe: 'liveness',
      afterUs: 40 * s,
      answer: 'hang',
      ill: true,
      latencyUs: { kind: 'constant', value: 10_000 },
      incarnations: [0, 1],
    },
    { probe: 'all', afterUs: 0, answer: 'ok', ill: false, sequence: '110e' },
  ])
})

test('takes the CPU time of probes by handler, and has a default for the others (H9)', async () => {
  const { spec } = await loadText(
    scenarioWith('workloads:', '  - behavior: {cpu: {perProbe: {exec: 20ms, grpc: 0s}}}'),
  )
  const { probeCpuUs } = spec.workloads[0].pod.containers[0].behavior
  assert.equal(probeCpuUs, { exec: 20_000, httpGet: 300, tcpSocket: 150, grpc: 0 })
})

test('takes what a container uses of processors: a start-up uses a core at most unless it says otherwise', async () => {
  const load = async (cpu: string) =>
    (await loadText(scenarioWith('workloads:', `  - behavior: {cpu: ${cpu}}`))).spec.workloads[0].pod
      .containers[0].behavior.cpu
  assert.equal(await load('{startup: [5s, 2s], idle: 20m, perRequest: 2ms}'), {
    startupUs: [
      { kind: 'constant', value: 5_000_000 },
      { kind: 'constant', value: 2_000_000 },
    ],
    startupCores: 1,
    idleCores: 0.02,
    perRequestUs: 2000,
  })
  assert.is((await load('{startup: 5s, startupCores: "1.5"}'))?.startupCores, 1.5)
  assert.is((await load('{idle: 0}'))?.idleCores, 0)
  assert.is(await load('{perProbe: {exec: 20ms}}'), undefined)
})

test('says what of nodes is shared, and of which containers and nodes it knows nothing', async () => {
  const notesOn = async (...lines: string[]) => (await loadText(scenarioWith(...lines))).notes
  const isShared = (note: string): boolean => note.startsWith('containers share the processors')
  assert.not.ok((await notesOn('duration: 1h')).some(isShared))
  const notes = await notesOn(
    'nodes: [{name: a, count: 2}, {name: b, count: 1, allocatable: {cpu: 4}}]',
    'workloads: [{behavior: {cpu: {idle: 20m}}}]',
  )
  assert.ok(notes.some(isShared))
  assert.ok(
    notes.some((note) => note.startsWith('nodes of unknown size, which have processors for all: 2 of 3')),
  )
})

test('takes what probes leave behind by handler; nothing is left of 0', async () => {
  const { spec } = await loadText(
    scenarioWith('workloads:', '  - behavior: {leaks: {exec: 0.01, httpGet: 0}}'),
  )
  assert.equal(spec.workloads[0].pod.containers[0].behavior.leaks, { exec: 0.01 })
})

test('compiles every kind of fault onto sorted workloads and nodes', async () => {
  const { spec } = await loadText(
    stream(
      scenario(
        'nodes: [{name: w, count: 3}]',
        'faults:',
        '  - {kind: hang, at: 10m, for: 30s, match: {name: web}, fraction: 0.01}',
        '  - {kind: slow, at: 12m, for: 5m, match: {selector: "app in (db)"}, factor: 20, count: 3}',
        '  - {kind: crash, at: 0s}',
        '  - {kind: scale, at: 20m, match: {kind: Deployment}, replicas: 100}',
        '  - {kind: delete, at: 21m, match: {name: db}, gracePeriodSeconds: 0, force: true}',
        '  - {kind: kubeletRestart, at: 25m, nodes: {name: w-2}}',
        '  - {kind: registryDown, at: 26m, for: 1m}',
        '  - {kind: apiServerSlow, at: 26m, for: 2m, factor: 50}',
        '  - {kind: rollout, at: 27m, match: {kind: Pod}, image: "app:2"}',
        '  - {kind: rollout, at: 28m, match: {name: web}, to: {image: "app:2"}}',
        '  - {kind: rollback, at: 29m, match: {name: web}}',
      ),
      workload('Deployment', 'web', 1),
      workload('StatefulSet', 'db', 1),
      podWith().replace('{name: web}', '{name: solo, namespace: shop}'),
    ),
  )
  const web = { workload: 0, container: 0 }
  const solo = { workload: 1, container: 0 }
  const db = { workload: 2, container: 0 }
  assert.equal(spec.faults, [
    {
      kind: 'hang',
      atUs: 600 * s,
      forUs: 30 * s,
      containers: [web],
      share: { fraction: 0.01 },
    },
    { kind: 'slow', atUs: 720 * s, forUs: 300 * s, factor: 20, containers: [db], share: { count: 3 } },
    { kind: 'crash', atUs: 0, exitCode: 1, containers: [web, solo, db], share: 'all' },
    { kind: 'scale', atUs: 1200 * s, replicas: 100, workloads: [0] },
    { kind: 'delete', atUs: 1260 * s, workloads: [2], share: 'all', gracePeriodUs: 0, force: true },
    { kind: 'kubeletRestart', atUs: 1500 * s, nodes: [2], share: 'all' },
    { kind: 'registryDown', atUs: 1560 * s, forUs: 60 * s, nodes: [0, 1, 2], share: 'all' },
    { kind: 'apiServerSlow', atUs: 1560 * s, forUs: 120 * s, factor: 50 },
    {
      kind: 'rollout',
      atUs: 1620 * s,
      revisions: [],
      edit: { containers: [solo], image: 'app:2', isImageValid: true, fails: false },
    },
    { kind: 'rollout', atUs: 1680 * s, revisions: [{ workload: 0, revision: 1 }] },
    { kind: 'rollback', atUs: 1740 * s, workloads: [0] },
  ])
})

test('takes only what --namespace and --selector leave', async () => {
  const text = stream(
    workload('Deployment', 'web', 1),
    podWith(),
    workload('Deployment', 'api', 1).replace('team: a', 'team: b'),
  )
  const names = async (options: { namespace?: string; selector?: string }): Promise<string[]> =>
    (await loadText(text, options)).spec.workloads.map((w) => `${w.namespace}/${w.name}`)
  assert.equal(await names({ selector: 'team in (a)' }), ['shop/web'])
  assert.equal(await names({ selector: '!team' }), ['default/web'])
  assert.equal(await names({ namespace: 'shop', selector: 'team=b' }), ['shop/api'])
  // As with kubectl, an object that names no namespace belongs to the one that is asked for.
  assert.equal(await names({ namespace: 'shop' }), ['shop/api', 'shop/web', 'shop/web'])
  const none = await loadError(names({ namespace: 'other', selector: 'team' }))
  assert.is(none.diagnostics[0].rule, 'nothing-to-simulate')
  assert.is((await loadError(names({ selector: 'a in' }))).diagnostics[0].file, '--selector')
})

test('reads directories, patterns and the manifests of a scenario, each file once', async () => {
  const files = {
    'study/scenario.yaml': scenario('manifests: [../base, ./web.yaml]'),
    'study/web.yaml': workload('Deployment', 'web', 1),
    'study/notes.md': '# not a manifest',
    'study/empty.yaml': '# nothing yet\n',
    'base/deep/db.yml': workload('StatefulSet', 'db', 1),
    'base/api.json': JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'api' },
      spec: { containers: [{ name: 'a', image: 'a:1' }] },
    }),
  }
  await inDirectory(files, async (directory) => {
    const load = async (...paths: readonly string[]): Promise<string[]> => {
      const { spec, inputs } = await loadScenario({ files: paths.map((path) => `${directory}/${path}`) })
      assert.is(new Set(inputs.map((input) => input.path)).size, inputs.length)
      return spec.workloads.map((w) => w.name)
    }
    assert.equal(await load('study'), ['api', 'web', 'db'])
    assert.equal(await load('study/scenario.yaml', 'base', 'study/web.yaml'), ['api', 'web', 'db'])
    assert.equal(await load('*/*.yaml'), ['api', 'web', 'db'])
    assert.equal(await load('base/**/*.{yml,json}'), ['api', 'db'])
  })
})

test('a sweep beside a scenario is none, and the message names the files of both', async () => {
  const sweep = 'apiVersion: probestorm.dev/v1alpha1\nkind: Sweep\nspec: {}\n'
  await inDirectory(
    { 'scenario.yaml': scenarioWith('duration: 1m'), 'sweep.yaml': sweep },
    async (directory) => {
      const { diagnostics } = await loadError(loadScenario({ files: [directory] }))
      assert.is(diagnostics[0].rule, 'scenario-kind')
      assert.is(
        diagnostics[0].fix,
        `simulate it with the command sweep (-f ${directory}/sweep.yaml), or only the scenario beside it: -f ${directory}/scenario.yaml`,
      )
    },
  )
})

test('names a scenario by itself, or by its input', async () => {
  const files = {
    'shop/app.yaml': podWith(),
    'x/s.yaml': stream(scenario(), podWith()).replace('spec:\n---', '---'),
  }
  await inDirectory(files, async (directory) => {
    const name = async (path: string): Promise<string> =>
      (await loadScenario({ files: [`${directory}/${path}`] })).scenarioName
    assert.equal(
      [
        await name('shop'),
        await name('shop/'),
        await name('shop/app.yaml'),
        await name('shop/*.yaml'),
        await name('x'),
      ],
      ['shop', 'shop', 'app', 'shop', 'study'],
    )
  })
})

test('says which file of several is wrong, all at once', async () => {
  await inDirectory(
    { 'b.yaml': podWith('livenessProbe: {}'), 'a.yaml': 'kind: [', 'c.json': '{"kind": "Pod"}' },
    async (directory) => {
      const error = await loadError(loadScenario({ files: [directory] }))
      assert.equal(
        error.diagnostics.map((d) => [d.file.slice(directory.length + 1), d.rule]),
        [
          ['a.yaml', 'yaml-syntax'],
          ['b.yaml', 'probe-handler'],
          ['c.json', 'object-kind'],
        ],
      )
    },
  )
})

test('accepts what the API server ignores or sets itself', async () => {
  const text = podWith('terminationMessagePath: /dev/log')
    .replace('{name: web}', '{name: web, managedFields: [{manager: x}], creationTimestamp: null, uid: a}')
    .concat('status: {phase: Running, futureField: {a: 1}}\n')
  const { warnings } = await loadText(text)
  assert.is(warnings.length, 0)
})

test('reads a dump of thousands of objects in little time', async () => {
  const pod = (i: number): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p-${i}`, managedFields: [{ manager: 'x'.repeat(1000) }] },
    spec: {
      containers: [
        {
          name: 'a',
          image: 'a:1',
          livenessProbe: { exec: { command: ['ls'] }, periodSeconds: i === 1999 ? -1 : 10 },
        },
      ],
    },
  })
  const text = JSON.stringify(
    { apiVersion: 'v1', kind: 'List', items: Array.from({ length: 2000 }, (_, i) => pod(i)) },
    null,
    4,
  )
  const began = performance.now()
  const error = await loadError(loadText(text))
  assert.ok(performance.now() - began < 5000)
  assert.is(error.diagnostics[0].line, text.slice(0, text.indexOf(': -1')).split('\n').length)
})

test.run()
