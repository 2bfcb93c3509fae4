/** Requests of Services in whole runs: closed forms of overload, retries, lost pods and calls. `observe` compares the quiet engine with the exact one. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { machineFault } from '../../../../tests/support/faults.ts'
import {
  type Observed,
  observe,
  runTo,
  seriesOf,
  simulated,
  stateAfter,
  summaryOf,
} from '../../../../tests/support/observe.ts'
import { served, service, serviceOf, traffic, website } from '../../../../tests/support/requests.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec, FaultSpec } from '../../../contract/cluster-spec.ts'
import { wholePower } from '../../../kernel/power.ts'
import { touch } from './service-levels.ts'

const test = suite('requests of Services')

const isNear = (found: number | null, expected: number, share: number): void =>
  assert.ok(Math.abs(found! - expected) <= share * expected, `${found} is not near ${expected}`)

const containers = [{ workload: 0, container: 0 }]
const surge = (fromSeconds: number, forSeconds: number, factor: number): FaultSpec => ({
  kind: 'traffic',
  atUs: fromSeconds * second,
  services: [0],
  factor,
  rampUs: 0,
  forUs: forSeconds * second,
})

test('a calm service with a constant load has a handful of events', async () => {
  const calm = await simulated(website(traffic(), 86_400))
  assert.is(serviceOf(calm, 'requests_total'), 8_640_000)
  assert.is(serviceOf(calm, 'failed_requests_total'), 0)
  assert.ok(calm.counters.eventsTotal < 10, `${calm.counters.eventsTotal} events`)
})

test('requests are counted per bucket, workload, Service and after the warm-up', async () => {
  const observed = await observe(website(traffic(), 100, { warmUpUs: 25 * second }))
  assert.is(serviceOf(observed, 'requests_total'), 7500)
  assert.is(summaryOf(observed, 'requests_total', 'default/deployment/web'), 7500)
  assert.equal(seriesOf(observed, 'requests'), Array(10).fill(1000))
})

test('more different speeds than fit into nine bits are told apart', async () => {
  const slow = Array.from(
    { length: 600 },
    (_, number): FaultSpec => ({
      kind: 'slow',
      atUs: (number + 1) * second,
      containers,
      share: { fraction: 1 },
      factor: 1 + (number + 1) / 1000,
      forUs: second,
    }),
  )
  const observed = await observe(website(traffic(), 700, { faults: slow }))
  assert.is(serviceOf(observed, 'failed_requests_total'), 0)
})

test('a client that never gives up does not try again what is never answered', async () => {
  const hang: FaultSpec = { kind: 'hang', atUs: 100 * second, containers, share: { fraction: 1 } }
  const endless = traffic({ perPod: { timeoutUs: Infinity }, retries: { max: 3 } })
  const observed = await observe(website(endless, 400, { faults: [hang] }))
  assert.is(serviceOf(observed, 'retried_requests_total'), 0)
  isNear(serviceOf(observed, 'failed_requests_total'), 30_000, 0.01)
})

test('an outage slow without end is no answer, also of a service that takes no time', async () => {
  const outage: FaultSpec = {
    kind: 'outage',
    atUs: 100 * second,
    targets: [{ kind: 'service', index: 0 }],
    mode: 'slow',
    factor: Infinity,
    forUs: 60 * second,
  }
  const instant = traffic({ perPod: { latency: constant(0), timeoutUs: second } })
  const observed = await observe(website(instant, 400, { faults: [outage] }))
  isNear(serviceOf(observed, 'failed_requests_total'), 6000, 0.03)
  // Clients that wait for ever lose what they wait for when its pod ends.
  const endless = traffic({ perPod: { latency: constant(0), timeoutUs: Infinity } })
  const crash: FaultSpec = { kind: 'crash', atUs: 130 * second, exitCode: 1, containers, share: { count: 1 } }
  const lost = await observe(website(endless, 400, { faults: [outage, crash] }))
  assert.ok(serviceOf(lost, 'failed_requests_total')! >= 0)
})

/** Two pods that can do 100 requests a second each get 300 for 60 s, then 100: 6,000 wait, and are worked off in 60 s. */
test('a backlog grows by what comes beyond capacity, and is gone when it has been worked off', async () => {
  const pods = served(container(), { replicas: 2 })
  const patient = traffic({ perPod: { timeoutUs: Infinity } })
  const observed = await observe(website(patient, 400, { faults: [surge(100, 60, 3)] }, pods))
  assert.is(serviceOf(observed, 'failed_requests_total'), 0)
  // Of 46,000 requests 24,000 wait: evenly from 0 to 30 s while the backlog grows and shrinks, then as many as come.
  isNear(serviceOf(observed, 'response_seconds_p99'), 29.4, 0.03)
  const impatient = traffic({ perPod: { timeoutUs: 3 * second } })
  const failed = await observe(website(impatient, 400, { faults: [surge(100, 60, 3)] }, pods))
  // Late are those that come while a wait of more than 2.99 s lies before them: from 5.98 s on, until 2.99 s of it are left.
  isNear(serviceOf(failed, 'failed_requests_total'), 300 * (60 - 5.98) + 100 * (60 - 5.98), 0.03)
})

for (const max of [1, 3]) {
  test(`retries amplify by (1 - p^${max + 1}) / (1 - p) where a share p fails`, async () => {
    const hang: FaultSpec = { kind: 'hang', atUs: 0, containers, share: { count: 1 } }
    const spec = website(traffic({ retries: { max } }), 600, { faults: [hang], warmUpUs: 100 * second })
    const observed = await observe(spec)
    const p = 1 / 4
    const amplification = (1 - wholePower(p, max + 1)) / (1 - p)
    isNear(serviceOf(observed, 'requests_total'), 50_000 * amplification, 1e-3)
    isNear(serviceOf(observed, 'failed_requests_total'), 50_000 * amplification * p, 1e-3)
    isNear(serviceOf(observed, 'retried_requests_total'), 50_000 * (amplification - 1), 1e-3)
  })
}

test('a budget bears retries up to its share of first tries', async () => {
  const hang: FaultSpec = { kind: 'hang', atUs: 0, containers, share: { count: 2 } }
  const retries = { max: 3, budget: 0.1 }
  const spec = website(traffic({ retries }), 600, { faults: [hang], warmUpUs: 100 * second })
  isNear(serviceOf(await observe(spec), 'retried_requests_total'), 5_000, 1e-3)
})

test('an overload that retries keep alive goes on when its cause is over; with a budget it ends', async () => {
  const failedLate = async (budget: number): Promise<number> => {
    const perPod = { concurrency: 1, timeoutUs: second }
    const of = traffic({ requestsPerSecond: 200, perPod, retries: { max: 3, budget } })
    const pods = served(container(), { replicas: 3 })
    const observed = await simulated(website(of, 1200, { faults: [surge(100, 60, 3)] }, pods))
    return seriesOf(observed, 'failed_requests')
      .slice(-10)
      .reduce((sum, failed) => sum + failed, 0)
  }
  assert.ok((await failedLate(Infinity)) > 20_000)
  assert.ok((await failedLate(0.1)) < 1)
})

// R6: what proxies have in their rules.

const readiness = probe({ period: 2 }, { failureThreshold: 1 })

test('without an endpoint every request fails at once, and comes back after its back-off', async () => {
  const app = container({ probes: { readiness }, behavior: behavior({ startup: [constant(Infinity)] }) })
  const of = traffic({ retries: { max: 1 } })
  const observed = await observe(website(of, 100, { initialState: 'created' }, served(app)))
  isNear(serviceOf(observed, 'requests_total'), 20_000, 0.002)
  assert.is(serviceOf(observed, 'failed_requests_total'), serviceOf(observed, 'requests_total'))
  assert.is(serviceOf(observed, 'response_seconds_p50'), null)
})

/** Ideal overheads: an exit is noticed at once, and is in the rules at once, as proxies have not changed them for long (R6). */
test('requests to a pod that hangs fail until proxies have it no more', async () => {
  const hang: FaultSpec = { kind: 'hang', atUs: 100.5 * second, containers, share: { count: 1 } }
  const app = container({ probes: { readiness } })
  const observed = await observe(website(traffic(), 200, { faults: [hang] }, served(app)))
  const [{ onsetSeconds, endpointRemovedSeconds }] = observed.detections
  const windowSeconds = endpointRemovedSeconds! - onsetSeconds
  assert.ok(windowSeconds > 1)
  // A quarter of the requests, and the one in four of 100 ms x 25 that it had taken.
  isNear(serviceOf(observed, 'failed_requests_total'), 25 * windowSeconds, 0.02)
})

const rollout = (preStop: number | undefined): ClusterSpec => {
  const app = container({
    probes: { readiness },
    behavior: behavior({ startup: [constant(5)] }),
    ...(preStop !== undefined && {
      preStop: { length: constant(preStop), endsWithProcess: true, fails: false },
    }),
  })
  const pods = served(app)
  const fault: FaultSpec = { kind: 'rollout', atUs: 100 * second, revisions: [{ workload: 0, revision: 1 }] }
  // From the write to the rules it takes some time.
  const watchUs = constant(0.1)
  const spec = website(traffic(), 300, { faults: [fault] }, { ...pods, revisions: [pods.pod] })
  return { ...spec, overheads: { ...spec.overheads, watchUs } }
}

test('a rollout: pods that end before proxies let them go lose requests; with a preStop that waits long enough none', async () => {
  const lossy = await observe(rollout(undefined))
  const [{ values }] = lossy.rollouts
  assert.ok(values.complete_seconds !== null)
  assert.ok(values.failed_requests_total! > 1)
  // The last old pod may still be in the rules when the rollout is complete.
  assert.ok(values.failed_requests_total! <= serviceOf(lossy, 'failed_requests_total')!)
  const safe = await observe(rollout(3))
  assert.is(serviceOf(safe, 'failed_requests_total'), 0)
  assert.is(safe.rollouts[0].values.failed_requests_total, 0)
})

// Probes.

const busy = traffic({ requestsPerSecond: 300, perPod: { timeoutUs: 5 * second } })
const restartsOf = (observed: Observed): number | null => summaryOf(observed, 'restarts_total')

test('probes that share the workers wait with the requests; probes apart do not', async () => {
  const withProbes = (probes: 'shared' | 'apart'): Promise<Observed> => {
    const app = container({ probes: { liveness: probe({ period: 5 }) }, behavior: behavior({ probes }) })
    return observe(website(busy, 200, { faults: [surge(50, 60, 2)] }, served(app)))
  }
  // 600 requests for 400 that can be done: the backlog passes 1 s after 2 s.
  assert.ok(restartsOf(await withProbes('shared'))! > 0)
  assert.is(restartsOf(await withProbes('apart')), 0)
})

test('a pod that leaves the rules of proxies and ends within an instant loses what it works on, a number', async () => {
  const app = container({ probes: { liveness: probe({ period: 10 }) } })
  const load = traffic({ requestsPerSecond: 80, perPod: { latency: constant(0.1), timeoutUs: 15 * second } })
  const observed = await observe(website(load, 300, {}, served(app, { replicas: 8 })))
  assert.ok(restartsOf(observed)! > 0)
  const failed = serviceOf(observed, 'failed_requests_total')!
  assert.ok(failed > 0 && failed < serviceOf(observed, 'requests_total')!, `${failed} failed`)
})

test('where nothing is said, httpGet probes share the workers, and exec probes do not', async () => {
  const withHandler = (handler: 'httpGet' | 'exec'): Promise<Observed> => {
    const app = container({ probes: { liveness: probe({ period: 5 }, { handler }) } })
    return observe(website(busy, 200, { faults: [surge(50, 60, 2)] }, served(app)))
  }
  assert.ok(restartsOf(await withHandler('httpGet'))! > 0)
  assert.is(restartsOf(await withHandler('exec')), 0)
})

test('the container that has the port answers: what becomes of another one is nothing to requests', async () => {
  const failedOf = async (hit: number): Promise<number | null> => {
    const selectedBy = [{ service: 0, container: 1, ports: [] }]
    const pods = served(container({ name: 'proxy' }), { replicas: 1, selectedBy })
    const both = [container({ name: 'proxy' }), container({ name: 'web' })]
    const fault: FaultSpec = {
      kind: 'crash',
      atUs: 50 * second,
      exitCode: 1,
      containers: [{ workload: 0, container: hit }],
      share: 'all',
    }
    const watchUs = constant(0.1)
    const spec = website(
      traffic(),
      100,
      { faults: [fault] },
      { ...pods, pod: { ...pods.pod, containers: both } },
    )
    return serviceOf(
      await observe({ ...spec, overheads: { ...spec.overheads, watchUs } }),
      'failed_requests_total',
    )
  }
  // Of a pod that is not ready for a moment proxies hear a tenth of a second later.
  const withOther = (await failedOf(0))!
  const withServer = (await failedOf(1))!
  assert.ok(withServer > withOther, `${withServer} and ${withOther}`)
})

test('a machine without power does not answer; one that has power again refuses until processes listen', async () => {
  const init = container({ name: 'init', behavior: behavior({ complete: { after: [constant(20)] } }) })
  const pods = workload([container()], {
    kind: 'Deployment',
    selectedBy: [{ service: 0, ports: [] }],
    pod: { initContainers: [init] },
  })
  const of = traffic({ perPod: { timeoutUs: 100 * second }, retries: { max: 1, backoffUs: 100_000 } })
  // Proxies send on to pods that are not ready.
  const services = [service({ traffic: of, publishNotReadyAddresses: true })]
  const retried = async (seconds: number): Promise<number> =>
    serviceOf(
      await observe(website(of, seconds, { services, faults: [machineFault('nodeDown', 100, 20)] }, pods)),
      'retried_requests_total',
    )!
  // Who waits for an answer has waited for less than 100 s.
  assert.is(await retried(120), 0)
  isNear(await retried(140), 2000, 0.01)
  // They answer from 140 s on; what was sent without power comes back at 200 s and later.
  isNear(await retried(195), 2000, 0.01)
  isNear(await retried(230), 4000, 0.01)
})

// Processes that stand still.

/**
 * 8 s of every minute, 50 requests a second for 100 that can be done: 400 wait between 8 and 4 s for the end of the pause and what came before them, as many between 4 and 0 s
 * while that is worked off. So 1 in 100 of 3,000 waits for 7.7 s or more.
 */
test('requests that come in a pause wait for its end, and for each other', async () => {
  const pausing = behavior({ pause: { every: constant(52), for: constant(8) } })
  const app = container({ behavior: pausing })
  const patient = traffic({ requestsPerSecond: 200, perPod: { timeoutUs: 60 * second } })
  const observed = await observe(website(patient, 1800, {}, served(app)))
  assert.is(serviceOf(observed, 'failed_requests_total'), 0)
  isNear(serviceOf(observed, 'response_seconds_p50'), 0.0125, 0.3)
  isNear(serviceOf(observed, 'response_seconds_p99'), 7.7, 0.04)
  // Clients that wait for 6 s: half of those that come in a pause fail, one pause of four pods every minute.
  const impatient = traffic({ requestsPerSecond: 200, perPod: { timeoutUs: 6 * second } })
  const failed = serviceOf(await observe(website(impatient, 1800, {}, served(app))), 'failed_requests_total')
  isNear(failed, 30 * 4 * 200, 0.06)
})

const allLong = { atUs: 1, forUs: 300 * second, targets: [{ kind: 'service' as const, index: 0 }] }
const someCrash: FaultSpec = {
  kind: 'crash',
  atUs: 105 * second,
  containers,
  share: { fraction: 0.5 },
  exitCode: 1,
}
for (const [what, perPod, faults] of [
  ['errors of an outage', {}, [{ kind: 'outage', ...allLong, mode: 'errors' }]],
  ['answers that take too long', { concurrency: Infinity, latency: constant(2) }, []],
] as const) {
  test(`a request fails once: ${what}, in a pause as well, and of a pod that ends`, async () => {
    const app = container({ behavior: behavior({ pause: { every: constant(20), for: constant(5) } }) })
    const load = traffic({ requestsPerSecond: 40, perPod })
    const observed = await observe(website(load, 300, { faults: [...faults, someCrash] }, served(app)))
    isNear(serviceOf(observed, 'failed_requests_total'), 40 * 300, 1e-6)
  })
}

test('requests that came in a pause fail though proxies drop the pod before it is over', async () => {
  const app = container({
    probes: { readiness: probe({ period: 1, timeout: 1 }, { failureThreshold: 8 }) },
    behavior: behavior({ pause: { every: constant(100), for: constant(30) } }),
  })
  const patience = { concurrency: 10, timeoutUs: 2 * second }
  const of = traffic({ requestsPerSecond: 40, perPod: patience })
  const observed = await observe(website(of, 1300, {}, served(app, { replicas: 4 })))
  // Ten pauses of each pod. The eighth failure comes 8 to 9 s after a pause begins, and the rules follow within 2 s; each of the others gets a third more meanwhile.
  const perPause = serviceOf(observed, 'failed_requests_total')! / 40
  assert.ok(perPause > 10 * 8 && perPause < 1.1 * 10 * 11, `${perPause}`)
})

// Connections.

test('kept connections do not move back to pods that come back', async () => {
  const crash: FaultSpec = { kind: 'crash', atUs: 100 * second, exitCode: 1, containers, share: { count: 3 } }
  const app = container({ probes: { readiness } })
  const failedWith = async (connections: 'perRequest' | 'keepAlive'): Promise<number[]> => {
    const of = traffic({ requestsPerSecond: 200, connections, perPod: { timeoutUs: 2 * second } })
    return seriesOf(await observe(website(of, 300, { faults: [crash] }, served(app))), 'failed_requests')
  }
  const last = (series: readonly number[]): number => series[series.length - 1]
  // The one that was left has nearly all connections, and can do half of what comes.
  assert.ok(last(await failedWith('keepAlive')) > 100)
  assert.ok(last(await failedWith('perRequest')) < 1e-6)
})

// Calls.

/** `web` calls `db` per request; db has two pods. */
function callers(databaseFaults: readonly FaultSpec[], budgetRetries = 0, perRequest = 2): ClusterSpec {
  const web = traffic({
    perPod: { concurrency: 10, timeoutUs: 2 * second },
    calls: [{ to: { kind: 'service', index: 0 }, perRequest }],
    retries: { max: budgetRetries },
  })
  const db = traffic({ requestsPerSecond: 0, perPod: { concurrency: 20, latency: constant(0.005) } })
  const services = [service({ name: 'db', traffic: db }), service({ name: 'web', traffic: web })]
  const pods = [served(container(), { name: 'db', replicas: 2 }, 0), served(container(), { name: 'web' }, 1)]
  return cluster(pods, 200, { initialState: 'running', services, faults: databaseFaults })
}

test('who is called gets what the callers work on, and its answers are part of theirs', async () => {
  const observed = await observe(callers([]))
  assert.is(serviceOf(observed, 'requests_total', 'db'), 40_000)
  isNear(serviceOf(observed, 'response_seconds_p50', 'web'), 0.02, 0.05)
})

const outage = (mode: 'refuse' | 'hang' | 'errors' | 'slow', factor?: number): FaultSpec => ({
  kind: 'outage',
  atUs: 100 * second,
  forUs: 50 * second,
  targets: [{ kind: 'service', index: 0 }],
  mode,
  ...(factor !== undefined && { factor }),
})

for (const mode of ['refuse', 'errors'] as const) {
  test(`an outage (${mode}) of who is called fails the requests of its callers`, async () => {
    const observed = await observe(callers([outage(mode)]))
    isNear(serviceOf(observed, 'failed_requests_total', 'web'), 5000, 0.01)
  })
}

for (const [perRequest, failed] of [
  [0.01, 50],
  [0.5, 2500],
  [1.5, 5000],
] as const) {
  test(`of ${perRequest} calls per request an outage fails the requests that make one`, async () => {
    const observed = await observe(callers([outage('refuse')], 0, perRequest))
    isNear(serviceOf(observed, 'failed_requests_total', 'web'), failed, 0.01)
  })
}

/** Each request holds a worker for two calls of 1 s each, so 40 workers do 20 requests a second, and a backlog of 80 a second grows. */
test('an outage (hang) of who is called takes all workers of its callers, and is felt beyond its end', async () => {
  const observed = await observe(callers([outage('hang')]))
  const failed = seriesOf(observed, 'failed_requests', 'default/deployment/web')
  assert.ok(failed.slice(0, 10).every((each) => each < 1e-6))
  assert.ok(failed.slice(11, 15).every((each) => each > 990))
})

test('an outage (slow) makes answers longer, and what they are part of', async () => {
  const series = await observe(callers([outage('slow', 10)]))
  assert.is(serviceOf(series, 'failed_requests_total', 'web'), 0)
  isNear(serviceOf(series, 'response_seconds_p99', 'web'), 0.11, 0.05)
})

test('calls of pods that are behind are late while these stand still as well', async () => {
  const perPod = { concurrency: 2, latency: constant(0.1), timeoutUs: 1 * second }
  const db = traffic({ requestsPerSecond: 0, perPod })
  const web = traffic({
    requestsPerSecond: 30,
    perPod: { concurrency: Infinity },
    calls: [{ to: { kind: 'service', index: 0 }, perRequest: 1 }],
  })
  const pausing = container({ behavior: behavior({ pause: { every: constant(30), for: constant(8) } }) })
  const pods = [pausing, container()].map((one, index) =>
    served(one, { name: `w${index}`, replicas: 1, selectedBy: [{ service: index, ports: [] }] }),
  )
  const services = [service({ name: 'db', traffic: db }), service({ name: 'web', traffic: web })]
  const observed = await observe(cluster(pods, 200, { initialState: 'running', services }))
  // A backlog of more than 1 s is there within seconds, and stays.
  isNear(serviceOf(observed, 'failed_requests_total', 'web'), 30 * 200, 0.03)
})

test('a Service that nobody asks calls nobody, and nothing fails', () => {
  const none = traffic({ requestsPerSecond: 0 })
  const calling = traffic({
    requestsPerSecond: 0,
    calls: [{ to: { kind: 'service', index: 0 }, perRequest: 0.3 }],
  })
  const pods = [0, 1].map((index) =>
    served(container(), {
      name: `w${index}`,
      replicas: 1,
      createdAtUs: 30 * second,
      selectedBy: [{ service: index, ports: [] }],
    }),
  )
  const services = [service({ name: 'db', traffic: none }), service({ name: 'web', traffic: calling })]
  const spec = cluster(pods, 60, { initialState: 'created', services })
  const answer = (seconds: number) => stateAfter(spec, seconds).traffic!.of({ kind: 'service', index: 0 })!
  assert.is(answer(10).answerUs, 0)
  assert.is(answer(50).answerUs, 10_000)
})

test('a load goes on when the stamps of its events are used up, and begin anew', () => {
  const spec = website(traffic({ requestsPerSecond: 380 }), 300, { faults: [surge(100, 100, 2)] })
  const state = stateAfter(spec, 50)
  const [load] = state.traffic!.loads
  load!.stamp = 0x7fff_ffff - 1
  // The turn that is ahead was scheduled before.
  touch(state, load!)
  runTo(state, 150)
  assert.ok(load!.stamp < 0 && load!.tries[0]! === 760, `${load!.stamp}: ${load!.tries[0]}`)
})

test.run()
