/** `services`, `external`, `dependsOn` and their faults: what is written, what is left out, what cannot be. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../load-scenario.ts'
import { inDirectory, loadError, loadText } from '../load-text.test.helper.ts'

const shop = `apiVersion: v1
kind: Pod
metadata: {name: db, namespace: data, labels: {app: db}}
spec: {containers: [{name: db, image: a:1}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: data, labels: {tier: back}}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  initContainers: [{name: init, image: a:1}]
  containers: [{name: app, image: a:1, readinessProbe: {httpGet: {port: 80}}}]
---
apiVersion: v1
kind: Service
metadata: {name: front, namespace: shop, labels: {tier: front}}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: lone, namespace: shop}
spec: {containers: [{name: app, image: a:1, livenessProbe: {httpGet: {port: 80}}}]}
`

const elsewhere = `---
apiVersion: v1
kind: Service
metadata: {name: far, namespace: shop}
spec: {ports: [{port: 80}]}
`

const withShop = (...lines: readonly string[]): string =>
  [
    'apiVersion: probestorm.dev/v1alpha1',
    'kind: Scenario',
    'spec:',
    ...lines.map((line) => `  ${line}`),
    '---',
    shop,
    ...(lines.some((line) => line.includes('far')) ? [elsewhere] : []),
  ].join('\n')

const specOf = async (...lines: readonly string[]) => (await loadText(withShop(...lines))).spec

const test = suite('requests of a scenario')

test('an entry has the limits that it writes, and published defaults for the others', async () => {
  const { services } = await specOf('services: [{name: front, requestsPerSecond: 50}]')
  assert.equal(
    services.map(({ namespace, name, traffic }) => [namespace, name, traffic?.requestsPerSecond]),
    [
      ['data', 'db', undefined],
      ['shop', 'front', 50],
    ],
  )
  const { perPod, retries, connections, calls } = services[1]!.traffic!
  assert.equal([perPod.concurrency, perPod.timeoutUs, perPod.latency.kind], [Infinity, 15e6, 'lognormal'])
  assert.equal(
    [retries, connections, calls],
    [{ max: 0, backoffUs: 25e3, budget: Infinity }, 'perRequest', []],
  )
})

test('a match selects Services by name, namespace and labels, then workloads by way of the Services that select them', async () => {
  const matched = async (match: string) =>
    (await specOf(`services: [{match: ${match}, requestsPerSecond: 5}]`)).services.flatMap(
      ({ name, traffic }) => (traffic === undefined ? [] : [name]),
    )
  assert.equal(await matched('{name: "*"}'), ['db', 'front'])
  assert.equal(await matched('{namespace: shop}'), ['front'])
  assert.equal(await matched('{selector: tier=back}'), ['db'])
  assert.equal(await matched('{name: web}'), ['front'])
  assert.equal(await matched('{kind: Pod, namespace: data}'), ['db'])
})

test('for a workload that no Service selects one is assumed, which selects nothing else', async () => {
  const loaded = await loadText(withShop('services: [{match: {name: lone}, requestsPerSecond: 5}]'))
  const { services, workloads } = loaded.spec
  assert.equal(
    services.map(({ name, isImplied = false }) => [name, isImplied]),
    [
      ['db', false],
      ['front', false],
      ['lone', true],
    ],
  )
  assert.equal(
    workloads.map(({ name, selectedBy = [] }) => [name, selectedBy.map(({ service }) => service)]),
    [
      ['db', [0]],
      ['lone', [2]],
      ['web', [1]],
    ],
  )
  assert.ok(loaded.notes.some((note) => note.includes('shop/lone')))
})

test('names lead to what is outside, to the own namespace, and with a namespace to others', async () => {
  const spec = await specOf(
    'external: [{name: mail, latency: 20ms, errorRate: 0.1, concurrency: 4}, {name: bank}]',
    'services:',
    '  - {name: front, requestsPerSecond: 5, calls: [{service: data/db, perRequest: 3}, {service: bank}]}',
    'workloads:',
    '  - match: {name: web, container: app}',
    '    behavior:',
    '      probes: apart',
    '      dependsOn: [{service: mail, effect: [failReadiness, latency], probes: [readiness]}, {service: data/db, effect: crash, timeout: 2s}]',
    '  - match: {name: web, container: init}',
    '    behavior: {dependsOn: [{service: data/db, effect: wait}]}',
  )
  assert.equal(spec.externals, [
    { name: 'mail', latency: { kind: 'constant', value: 20e3 }, errorRate: 0.1, concurrency: 4 },
    { name: 'bank', latency: { kind: 'constant', value: 0 }, errorRate: 0, concurrency: Infinity },
  ])
  assert.equal(spec.services[1]!.traffic!.calls, [
    { to: { kind: 'service', index: 0 }, perRequest: 3 },
    { to: { kind: 'external', index: 1 }, perRequest: 1 },
  ])
  // Who is called has requests, though none come from outside.
  assert.is(spec.services[0]!.traffic!.requestsPerSecond, 0)
  const { containers, initContainers } = spec.workloads.find(({ name }) => name === 'web')!.pod
  assert.is(containers[0]!.behavior.probes, 'apart')
  assert.equal(containers[0]!.behavior.dependsOn, [
    {
      to: { kind: 'external', index: 0 },
      effects: ['failReadiness', 'latency'],
      probes: ['readiness'],
      timeoutUs: 15e6,
    },
    { to: { kind: 'service', index: 0 }, effects: ['crash'], probes: [], timeoutUs: 2e6 },
  ])
  assert.equal(initContainers[0]!.behavior.dependsOn![0]!.effects, ['wait'])
})

test('faults change what comes, and what is answered', async () => {
  const spec = await specOf(
    'services: [{name: front, requestsPerSecond: 5, calls: [{service: data/db}]}]',
    'faults:',
    '  - {kind: traffic, at: 1m, factor: 3, ramp: 30s, for: 2m}',
    '  - {kind: traffic, at: 1m, service: shop/front, factor: 0}',
    '  - {kind: outage, at: 2m, service: db, mode: slow, factor: 100, for: 10m}',
    '  - {kind: outage, at: 2m, service: data/db, mode: refuse}',
  )
  assert.equal(spec.faults, [
    { kind: 'traffic', atUs: 60e6, services: [1], factor: 3, rampUs: 30e6, forUs: 120e6 },
    { kind: 'traffic', atUs: 60e6, services: [1], factor: 0, rampUs: 0 },
    {
      kind: 'outage',
      atUs: 120e6,
      targets: [{ kind: 'service', index: 0 }],
      mode: 'slow',
      factor: 100,
      forUs: 600e6,
    },
    { kind: 'outage', atUs: 120e6, targets: [{ kind: 'service', index: 0 }], mode: 'refuse' },
  ])
})

test('a profile is a file of times and rates, which provenance names', async () => {
  await inDirectory(
    {
      'a.yaml': withShop('services: [{name: front, profile: day.csv}]'),
      'day.csv': 'time,rps\n0,10\n9h,1200\n',
    },
    async (directory) => {
      const { spec, inputs } = await loadScenario({ files: [`${directory}/a.yaml`] })
      assert.equal(spec.services[1]!.traffic!.profile, [
        { atUs: 0, requestsPerSecond: 10 },
        { atUs: 9 * 3600e6, requestsPerSecond: 1200 },
      ])
      assert.ok(inputs.some(({ path }) => path.endsWith('day.csv')))
    },
  )
})

test('rates and limits are what options and sweeps change', async () => {
  const { spec } = await loadText(withShop('services: [{name: front, requestsPerSecond: 5}]'), {
    overrides: { sets: ['services[0].requestsPerSecond=80', 'services[0].perPod.concurrency=4'] },
  })
  const { requestsPerSecond, perPod } = spec.services[1]!.traffic!
  assert.equal([requestsPerSecond, perPod.concurrency], [80, 4])
})

test('a profile that goes back in time is an error in its line', async () => {
  await inDirectory(
    { 'a.yaml': withShop('services: [{name: front, profile: day.csv}]'), 'day.csv': '1m,10\n1m,20\n' },
    async (directory) => {
      const error = await loadError(loadScenario({ files: [`${directory}/a.yaml`] }))
      const [{ rule, line, file, fix }] = error.diagnostics
      assert.equal([rule, line, file.endsWith('day.csv')], ['profile-format', 2, true])
      assert.is(fix, 'delete one of the two lines, or write a time a moment later, such as 60.001s')
    },
  )
})

test('calls that lead back are told, and no error', async () => {
  const { warnings } = await loadText(
    withShop(
      'services:',
      '  - {name: front, requestsPerSecond: 5, calls: [{service: data/db}]}',
      '  - {name: db, calls: [{service: shop/front}]}',
    ),
  )
  assert.equal(
    warnings.map(({ rule, message }) => [rule, /data\/db calls shop\/front calls data\/db/.test(message)]),
    [['call-cycle', true]],
  )
})

test('calls that lead to as many calls again grow without end, and are told so', async () => {
  const messageOf = async (perRequest: number) => {
    const { warnings } = await loadText(
      withShop(
        'services:',
        `  - {name: front, requestsPerSecond: 5, calls: [{service: data/db, perRequest: ${perRequest}}]}`,
        '  - {name: db, calls: [{service: shop/front, perRequest: 0.5}]}',
      ),
    )
    return warnings[0]!.message
  }
  assert.not.match(await messageOf(1.9), /without end/)
  assert.match(await messageOf(2), /each request leads to another one of its kind/)
  assert.match(await messageOf(5), /each request leads to 2\.5 more of its kind/)
})

test('that calls count by their mean is said where they vary, and only there', async () => {
  const notesOf = async (call: string, latency: string) =>
    (
      await loadText(
        withShop(
          `external: [{name: bank, latency: ${latency}}]`,
          `services: [{name: front, requestsPerSecond: 5, calls: [{service: bank, ${call}}]}]`,
        ),
      )
    ).notes.filter((note) => note.startsWith('Services whose requests call others'))
  assert.is((await notesOf('perRequest: 2', '5ms')).length, 0)
  assert.is((await notesOf('perRequest: 0.5', '5ms')).length, 1)
  assert.is((await notesOf('perRequest: 1', '{exponential: 5ms}')).length, 1)
})

test('leaks of probes that a container does not have, and CPU of requests that it does not get, are told', async () => {
  const notesOf = async (behavior: string, services = '') => {
    const { notes } = await loadText(
      withShop(`workloads: [{match: {name: web}, behavior: ${behavior}}]`, services),
    )
    return notes.filter((note) => note.startsWith('containers with behavior.'))
  }
  assert.match(
    (await notesOf('{leaks: {grpc: 0.1}}'))[0]!,
    'behavior.leaks of a handler that none of their probes has: ',
  )
  assert.match((await notesOf('{cpu: {perRequest: 2ms}}'))[0]!, 'perRequest that get no requests')
  assert.equal(
    await notesOf('{cpu: {perRequest: 2ms}}', 'services: [{name: front, requestsPerSecond: 5}]'),
    [],
  )
  const { notes } = await loadText(
    withShop(
      'workloads: [{match: {name: web}, behavior: {cpu: {perRequest: 2ms}}}]',
      'services: [{name: front, requestsPerSecond: 5}]',
    ).replace(
      '{name: app, image: a:1, readiness',
      '{name: log, image: a:1}, {name: app, image: a:1, readiness',
    ),
  )
  assert.ok(notes.some((note) => /perRequest that get no requests, .* answers them: 1$/.test(note)))
})

/** The place is where the mark stands. */
const bad: readonly (readonly [
  does: string,
  lines: readonly string[],
  rule: string,
  message: RegExp,
  fix?: RegExp,
])[] = [
  ['names no Service', ['services: [▸{requestsPerSecond: 5}]'], 'missing-key', /neither name nor match/],
  [
    'names a Service twice over',
    ['services: [{name: ▸front, match: {name: web}}]'],
    'entry-target',
    /both name and match/,
  ],
  [
    'misspells a Service',
    ['services: [{name: ▸frnt}]'],
    'unknown-service',
    /expected a Service of the input/,
    /write front/,
  ],
  [
    'names a workload as a Service',
    ['services: [{name: ▸lone}]'],
    'unknown-service',
    /"lone"/,
    /match: \{name: lone\}/,
  ],
  [
    'matches nothing',
    ['services: [{match: ▸{name: nobody}}]'],
    'match-nothing',
    /no Service and no workload/,
  ],
  [
    'speaks of a Service in two entries',
    ['services: [{name: front}, ▸{match: {name: web}}]'],
    'entry-target',
    /services\[0\] is/,
  ],
  [
    'gives a rate and a curve',
    ['services: [{name: front, requestsPerSecond: 5, profile: ▸nowhere.csv}]'],
    'file-unreadable',
    /nowhere\.csv/,
  ],
  [
    'calls nobody',
    ['services: [{name: front, calls: [{service: ▸db}]}]'],
    'unknown-service',
    /"db"/,
    /write data\/db/,
  ],
  [
    'calls itself',
    ['services: [{name: front, calls: [▸{service: front}]}]'],
    'call-cycle',
    /the Service that calls/,
  ],
  [
    'calls one twice',
    ['services: [{name: front, calls: [{service: data/db}, ▸{service: data/db}]}]'],
    'entry-target',
    /before it calls/,
  ],
  [
    'gives half a worker',
    ['services: [{name: front, perPod: {concurrency: ▸0.5}}]'],
    'number-range',
    /whole number from 1/,
  ],
  [
    'never answers',
    ['services: [{name: front, perPod: {latency: ▸never}}]'],
    'number-range',
    /latency has no mean/,
  ],
  [
    'has a law without a mean outside the cluster',
    ['external: [{name: bank, latency: ▸{pareto: {min: 10ms, alpha: 1}}}]'],
    'number-range',
    /latency has no mean/,
  ],
  [
    'never answers one request of a hundred',
    [
      'services: [{name: front, perPod: {latency: ▸{mixture: [{weight: 99, of: 1s}, {weight: 1, of: never}]}}}]',
    ],
    'number-range',
    /latency has no mean/,
  ],
  ['waits for nothing', ['services: [{name: front, perPod: {timeout: ▸0s}}]'], 'number-range', /1us or more/],
  [
    'sends requests to a Service of somebody else',
    ['services: [▸{name: far}]'],
    'entry-target',
    /has no selector/,
    /spec\.external/,
  ],
  [
    'asks a Service of somebody else',
    [
      'workloads: [{match: {name: lone}, behavior: {dependsOn: [{service: ▸far, effect: latency, probes: [liveness]}]}}]',
    ],
    'entry-target',
    /has no selector/,
  ],
  [
    'names what is outside twice',
    ['external: [{name: bank}, {name: ▸bank}]'],
    'entry-target',
    /before it has/,
  ],
  [
    'depends on nobody',
    ['workloads: [{behavior: {dependsOn: [{service: ▸cache, effect: crash}]}}]'],
    'unknown-service',
    /"cache"/,
  ],
  [
    'waits in a container that goes on',
    ['workloads: [{match: {name: lone}, behavior: {dependsOn: [{service: front, effect: ▸wait}]}}]'],
    'dependency-effect',
    /no init container/,
  ],
  [
    'fails a probe that there is not',
    [
      'workloads: [{match: {name: lone}, behavior: {dependsOn: [{service: front, effect: ▸[failReadiness]}]}}]',
    ],
    'dependency-effect',
    /no container that it is about has a readiness probe/,
  ],
  [
    'adds latency to no probe',
    ['workloads: [{match: {name: lone}, behavior: {dependsOn: [{service: front, effect: ▸latency}]}}]'],
    'dependency-effect',
    /no probes/,
  ],
  [
    'makes a probe wait that there is not',
    [
      'workloads: [{match: {name: lone}, behavior: {dependsOn: [{service: front, effect: latency, probes: ▸[startup]}]}}]',
    ],
    'dependency-effect',
    /has a startup probe/,
  ],
  [
    'has an outage of nothing',
    ['faults: [{kind: outage, at: 1m, service: ▸front, mode: hang}]'],
    'entry-target',
    /expected one that matters/,
  ],
  [
    'slows an outage by nothing',
    ['external: [{name: bank}]', 'faults: [▸{kind: outage, at: 1m, service: bank, mode: slow}]'],
    'missing-key',
    /has no factor/,
  ],
  [
    'gives a refusal a factor',
    ['external: [{name: bank}]', 'faults: [{kind: outage, at: 1m, service: bank, mode: refuse, ▸factor: 3}]'],
    'fault-key',
    /with mode: slow only/,
  ],
  [
    'sends more of nothing',
    ['faults: [▸{kind: traffic, at: 1m, factor: 3}]'],
    'entry-target',
    /there is none/,
  ],
  [
    'sends more to one that gets none',
    [
      'services: [{name: front, requestsPerSecond: 5}]',
      'faults: [{kind: traffic, at: 1m, factor: 3, service: ▸db}]',
    ],
    'entry-target',
    /gets no requests/,
  ],
  [
    'rises longer than it lasts',
    [
      'services: [{name: front, requestsPerSecond: 5}]',
      'faults: [{kind: traffic, at: 1m, factor: 3, ramp: ▸5m, for: 1m}]',
    ],
    'time-order',
    /at most for/,
  ],
]

for (const [does, lines, rule, message, fix] of bad)
  test(`an input that ${does} is an error with its place (${rule})`, async () => {
    const marked = withShop(...lines)
    const at = marked.indexOf('▸')
    const before = marked.slice(0, at)
    const error = await loadError(loadText(marked.replace('▸', '')))
    const [first] = error.diagnostics
    assert.equal(
      [first.rule, first.line, first.column],
      [rule, before.split('\n').length, at - before.lastIndexOf('\n')],
      first.message,
    )
    assert.match(first.message, message)
    if (fix !== undefined) assert.match(first.fix, fix)
  })

test('what changes nothing is said: an external that nobody names, and session affinity', async () => {
  const input = withShop(
    'external: [{name: used, latency: 5ms}, {name: idle, latency: 5ms}]',
    'services: [{name: front, requestsPerSecond: 50, calls: [{service: used}]}]',
  )
  const { notes } = await loadText(
    input.replace('{selector: {app: web}', '{sessionAffinity: ClientIP, selector: {app: web}'),
  )
  assert.ok(notes.includes('items of spec.external that no call and no dependsOn names: 1'), notes.join('\n'))
  assert.ok(
    notes.some((note) => note.startsWith('Services with sessionAffinity: ClientIP')),
    notes.join('\n'),
  )
})

test('Services that the same container answers are counted, whatever another container of the pod answers', async () => {
  const second = (target: number) => `---
apiVersion: v1
kind: Service
metadata: {name: admin, namespace: shop}
spec: {selector: {app: two}, ports: [{port: 80, targetPort: ${target}}]}
---
apiVersion: v1
kind: Service
metadata: {name: main, namespace: shop}
spec: {selector: {app: two}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: two, namespace: shop, labels: {app: two}}
spec:
  containers:
    - {name: app, image: a:1, ports: [{containerPort: 8080}, {containerPort: 8081}]}
    - {name: side, image: a:1, ports: [{containerPort: 9090}]}
`
  const isCounted = async (target: number, ...services: readonly string[]) => {
    const { notes } = await loadText(withShop(`services: [${services.join(', ')}]`) + second(target))
    return notes.some((note) => note.startsWith('Services whose requests the same containers answer'))
  }
  const [main, admin] = ['main', 'admin'].map((name) => `{name: ${name}, requestsPerSecond: 5}`) as [
    string,
    string,
  ]
  assert.is(await isCounted(8081, main, admin), true)
  assert.is(await isCounted(9090, main, admin), false)
  assert.is(await isCounted(8081, main), false)
})

test('kept connections to what falls silent are told of', async () => {
  const isTold = async (connections: string, fault: string) => {
    const { notes } = await loadText(
      withShop(
        `services: [{name: front, requestsPerSecond: 5, connections: ${connections}}]`,
        `faults: [{${fault}}]`,
      ),
    )
    return notes.some((note) => note.startsWith('Services with connections: keepAlive whose clients'))
  }
  const hang = 'kind: hang, at: 1m, match: {name: web}'
  assert.is(await isTold('keepAlive', hang), true)
  assert.is(await isTold('keepAlive', 'kind: crash, at: 1m, match: {name: web}'), false)
  assert.is(await isTold('perRequest', hang), false)
})

test.run()
