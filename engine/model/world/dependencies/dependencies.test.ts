/** What becomes of containers whose services are down: probes, processes, init containers; in both engines. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type {
  ClusterSpec,
  DependencyEffect,
  DependencySpec,
  ExternalSpec,
  FaultSpec,
  ProbeTypeName,
} from '../../../contract/cluster-spec.ts'

const test = suite('dependencies')

const db: ExternalSpec = { name: 'db', latency: constant(0), errorRate: 0, concurrency: Infinity }
const toDb = { kind: 'external', index: 0 } as const

function needs(
  effects: readonly DependencyEffect[],
  probes: readonly ProbeTypeName[] = [],
  timeout = 15,
): readonly DependencySpec[] {
  return [{ to: toDb, effects, probes, timeoutUs: timeout * second }]
}

/** From 100 s on, for 100 s unless it says more. */
function outage(mode: 'refuse' | 'hang' | 'errors' | 'slow', changes: object = {}): FaultSpec {
  return { kind: 'outage', atUs: 100 * second, targets: [toDb], mode, forUs: 100 * second, ...changes }
}

/** One pod that runs from before, with a readiness and a liveness probe each 10 s (timeouts 1 s, thresholds 3). */
function running(
  dependsOn: readonly DependencySpec[],
  faults: readonly FaultSpec[],
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  const app = container({
    probes: { readiness: probe(), liveness: probe({ timeout: 5 }) },
    behavior: behavior({ dependsOn }),
  })
  return cluster([workload([app])], 400, { initialState: 'running', externals: [db], faults, ...changes })
}

/** Results of the runs of a type that begin in [from, to) s, each once. */
async function resultsOf(
  spec: ClusterSpec,
  type: ProbeTypeName,
  from: number,
  to: number,
): Promise<string[]> {
  const { runs } = await observe(spec)
  const met = runs.filter((run) => run.probe === type && run.time >= from && run.time < to)
  return [...new Set(met.map(({ result, duration }) => `${result} ${duration}`))]
}

const met: readonly (readonly [
  does: string,
  dependsOn: readonly DependencySpec[],
  faults: readonly FaultSpec[],
  readiness: readonly string[],
  liveness: readonly string[],
])[] = [
  [
    'a probe that fails with its service fails at once',
    needs(['failReadiness']),
    [outage('refuse')],
    ['failure 0'],
    ['success 0'],
  ],
  [
    'what a process knows of a service that hangs it knows at once',
    needs(['failReadiness']),
    [outage('hang')],
    ['failure 0'],
    ['success 0'],
  ],
  [
    'a probe that asks a service that hangs waits for its timeout',
    needs(['failReadiness'], ['readiness']),
    [outage('hang')],
    ['timeout 1'],
    ['success 0'],
  ],
  [
    'one that asks and would bear it waits all the same',
    needs(['latency'], ['liveness']),
    [outage('hang')],
    ['success 0'],
    ['timeout 5'],
  ],
  [
    'it fails when the process gives up before',
    needs(['failLiveness'], ['liveness'], 2),
    [outage('hang')],
    ['success 0'],
    ['failure 2'],
  ],
  [
    'it goes well when the process gives up before and bears it',
    needs(['latency'], ['liveness'], 2),
    [outage('hang')],
    ['success 0'],
    ['success 2'],
  ],
  [
    'a refusal takes no time',
    needs(['latency'], ['liveness']),
    [outage('refuse')],
    ['success 0'],
    ['success 0'],
  ],
  [
    'errors fail those that fail with the service',
    needs(['failLiveness'], ['readiness', 'liveness']),
    [outage('errors')],
    ['success 0'],
    ['failure 0'],
  ],
]

for (const [does, dependsOn, faults, readiness, liveness] of met)
  test(`${does} (${faults[0]!.kind === 'outage' && faults[0]!.mode})`, async () => {
    const spec = running(dependsOn, faults)
    assert.equal(await resultsOf(spec, 'readiness', 100, 120), readiness)
    assert.equal(await resultsOf(spec, 'liveness', 100, 120), liveness)
    assert.equal(await resultsOf(spec, 'readiness', 0, 99), ['success 0'])
    assert.equal(await resultsOf(spec, 'liveness', 0, 99), ['success 0'])
  })

test('an answer of a slow service takes so many times as long, and adds to the own one', async () => {
  const externals = [{ ...db, latency: constant(0.02) }]
  const spec = running(needs(['latency'], ['readiness']), [outage('slow', { factor: 30 })], { externals })
  assert.equal(await resultsOf(spec, 'readiness', 0, 99), ['success 0.02'])
  assert.equal(await resultsOf(spec, 'readiness', 100, 199), ['success 0.6'])
  assert.equal(await resultsOf(spec, 'readiness', 200, 400), ['success 0.02'])
  const late = running(needs(['latency'], ['readiness']), [outage('slow', { factor: 60 })], { externals })
  assert.equal(await resultsOf(late, 'readiness', 100, 199), ['timeout 1'])
})

test('outages that overlap hold until the last of them ends', async () => {
  const faults = [outage('refuse', { forUs: 50 * second }), outage('refuse', { atUs: 120 * second })]
  const spec = running(needs(['failReadiness']), faults)
  assert.equal(await resultsOf(spec, 'readiness', 151, 219), ['failure 0'])
  assert.equal(await resultsOf(spec, 'readiness', 221, 400), ['success 0'])
})

test('a liveness probe that fails with its service kills though nothing is ill', async () => {
  const { detections, starts } = await observe(running(needs(['failLiveness']), [outage('refuse')]))
  const restarts = starts!.filter(({ restartCount }) => restartCount > 0)
  assert.ok(restarts.length > 0)
  assert.ok(restarts.every(({ cause, falseRestart }) => cause === 'liveness' && falseRestart))
  assert.equal(detections, [])
})

const startTimes = async (spec: ClusterSpec): Promise<number[]> =>
  (await observe(spec))
    .starts!.filter(({ restartCount }) => restartCount > 0)
    .map(({ timeSeconds }) => timeSeconds)

test('a process that crashes with its service ends when that goes, and again whenever it starts, at the steps of the back-off', async () => {
  // B3: ten seconds after the first exit, doubled each time; ideal overheads.
  assert.equal(await startTimes(running(needs(['crash']), [outage('refuse')])), [100, 110, 130, 170, 250])
})

test('one that crashes only on start bears an outage', async () => {
  assert.equal(await startTimes(running(needs(['crashOnStart']), [outage('refuse')])), [])
  const crash: FaultSpec = {
    kind: 'crash',
    atUs: 120 * second,
    containers: [{ workload: 0, container: 0 }],
    share: 'all',
    exitCode: 1,
  }
  assert.equal(
    await startTimes(running(needs(['crashOnStart']), [outage('refuse'), crash])),
    [120, 130, 150, 190, 270],
  )
})

test('who waits for a service that hangs ends after its timeout', async () => {
  assert.equal(await startTimes(running(needs(['crash'], [], 30), [outage('hang')])), [130, 170])
  assert.equal(await startTimes(running(needs(['crash'], [], Infinity), [outage('hang')])), [])
})

test('a start that is held up by a service that hangs goes on when that is back, and was not ill', async () => {
  const app = container({
    probes: { startup: probe({ period: 1 }, { failureThreshold: 1000 }) },
    behavior: behavior({ startup: [constant(5)], dependsOn: needs(['crashOnStart'], [], Infinity) }),
  })
  const spec = cluster([workload([app])], 400, { externals: [db], faults: [outage('hang', { atUs: 0 })] })
  const { runs, starts } = await observe(spec)
  assert.is(runs.find(({ result }) => result === 'success')!.time, 100)
  assert.is(starts!.length, 1)
})

test('an init container ends when its service is there, or when its work is done if that is later', async () => {
  const wait = container({
    name: 'wait',
    behavior: behavior({ complete: { after: [constant(1)] }, dependsOn: needs(['wait']) }),
  })
  const pod = { pod: { initContainers: [wait] } }
  const startOfApp = async (faults: readonly FaultSpec[]): Promise<number> => {
    const spec = cluster([workload([container()], pod)], 400, { externals: [db], faults })
    return (await observe(spec)).starts!.find((start) => start.container === 'app')!.timeSeconds
  }
  assert.is(await startOfApp([]), 1)
  for (const mode of ['refuse', 'hang', 'errors'] as const)
    assert.is(await startOfApp([outage(mode, { atUs: 0, forUs: 50 * second })]), 50)
  assert.is(await startOfApp([outage('slow', { atUs: 0, factor: 100, forUs: 50 * second })]), 1)
  const follow = [
    outage('refuse', { atUs: 50 * second, forUs: 30 * second }),
    outage('hang', { atUs: 0, forUs: 50 * second }),
  ]
  for (const faults of [follow, follow.toReversed()])
    assert.is(await startOfApp(faults), 80, 'an outage that begins as another ends leaves no gap')
})

/** A Service `db` with one pod, and a pod that needs it. */
function served(
  dependsOn: Omit<DependencySpec, 'to'>,
  faults: readonly FaultSpec[],
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  const to = { kind: 'service', index: 0 } as const
  const services = [
    {
      namespace: 'default',
      name: 'db',
      hasSelector: true,
      isHeadless: false,
      publishNotReadyAddresses: false,
    },
  ]
  const store = workload(
    [container({ name: 'db', probes: { readiness: probe({ period: 1 }, { failureThreshold: 1 }) } })],
    {
      name: 'db',
      kind: 'Deployment',
      selectedBy: [{ service: 0, ports: [] }],
    },
  )
  const app = container({
    probes: { readiness: probe({ period: 1 }, { failureThreshold: 1 }) },
    behavior: behavior({ dependsOn: [{ ...dependsOn, to }] }),
  })
  return cluster([store, workload([app])], 300, { initialState: 'running', services, faults, ...changes })
}

const dbHangs: FaultSpec = {
  kind: 'hang',
  atUs: 50.5 * second,
  forUs: 100 * second,
  containers: [{ workload: 0, container: 0 }],
  share: 'all',
}

test('a Service is down from when proxies know no ready endpoint until they know one (R6)', async () => {
  const spec = served({ effects: ['failReadiness'], probes: [], timeoutUs: 15 * second }, [dbHangs])
  const { runs } = await observe(spec)
  const failed = runs.filter(({ pod, result }) => pod.includes('web') && result === 'failure')
  const [first, last] = [failed[0]!.time, failed.at(-1)!.time]
  const dbUnready = runs.find(({ pod, result }) => pod.includes('db') && result === 'timeout')!
  // The run that notices it takes its timeout of 1 s; then the slice is written at once, and is in the rules at once.
  assert.ok(first >= dbUnready.time + 1 && first < dbUnready.time + 2, `${first}, ${dbUnready.time}`)
  const dbReady = runs.find(
    ({ pod, result, time }) => pod.includes('db') && result === 'success' && time > 150,
  )!
  assert.ok(last < dbReady.time + 1 && last > dbReady.time - 1, `${last}, ${dbReady.time}`)
})

test('a process that is nothing without its Service waits for it, though neither was there before', async () => {
  const spec = served({ effects: ['crashOnStart'], probes: [], timeoutUs: 15 * second }, [], {
    initialState: 'created',
  })
  const slow = { ...spec.workloads[0]!, pod: { ...spec.workloads[0]!.pod } }
  const [db] = slow.pod.containers
  const late = { ...db!, behavior: { ...db!.behavior, startup: [constant(25)] } }
  const { starts } = await observe({
    ...spec,
    workloads: [{ ...slow, pod: { ...slow.pod, containers: [late] } }, spec.workloads[1]!],
  })
  const web = starts!.filter(({ workload: of }) => of === 'default/pod/web')
  assert.equal(
    web.map(({ timeSeconds }) => timeSeconds),
    [0, 0, 10, 30],
  )
})

test('probes load those whom they ask: one worker, half of its time, twice the time of an answer (M/M/1)', async () => {
  const app = container({
    probes: { readiness: probe({ period: 1 }) },
    behavior: behavior({ dependsOn: needs(['latency'], ['readiness']) }),
  })
  const externals: ExternalSpec[] = [
    { ...db, latency: { kind: 'exponential', mean: 0.01 * second }, concurrency: 1 },
  ]
  const nodes = [node()]
  const spec = cluster([workload([app], { kind: 'Deployment', replicas: 50 })], 100, {
    initialState: 'running',
    externals,
    nodes,
  })
  const { runs } = await observe(spec)
  const mean = runs.reduce((sum, { duration }) => sum + duration, 0) / runs.length
  assert.ok(runs.length > 4900 && Math.abs(mean / 0.02 - 1) < 0.05, `${mean}`)
})

test.run()
