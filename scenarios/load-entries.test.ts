/** What loading makes of the entries of a scenario: behaviors and faults. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText, podWith, scenario, scenarioWith, stream, workload } from './load-text.test.helper.ts'

const test = suite('load entries')
const s = 1_000_000

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

test.run()
