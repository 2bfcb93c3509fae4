/** Z1: from 1.36 on a sync that has done something, and ended without an error, has its own pod relisted at once. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault } from '../../../../tests/support/faults.ts'
import { observe, simulated, startTimes, timesOf } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  never,
  node,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import type {
  ClusterSpec,
  ContainerSpec,
  GateSettings,
  KubernetesVersion,
  WorkloadSpec,
} from '../../../contract/cluster-spec.ts'

const test = suite('relist on demand')

const overheads: ClusterSpec['overheads'] = {
  ...idealOverheads,
  ideal: false,
  relistCostUs: constant(0.02),
  syncUs: constant(0.003),
}

type Variant = {
  readonly version: KubernetesVersion
  readonly gates?: GateSettings
  readonly isQuick: boolean
}

const variants: readonly Variant[] = [
  { version: '1.34', isQuick: false },
  { version: '1.35', isQuick: false },
  { version: '1.36', gates: { PLEGOnDemandRelist: false }, isQuick: false },
  { version: '1.36', isQuick: true },
  { version: '1.37', isQuick: true },
]

function specOf(
  { version, gates = {} }: Variant,
  containers: readonly ContainerSpec[],
  changes: Partial<ClusterSpec> = {},
  pod: Partial<WorkloadSpec['pod']> = {},
  replicas = 1,
): ClusterSpec {
  return cluster([workload(containers, { kind: 'Job', replicas, pod })], 60, {
    kubernetesVersion: version,
    featureGates: gates,
    overheads,
    nodes: [node({ podsMax: replicas })],
    ...changes,
  })
}

const app = (probes: ContainerSpec['probes'], does: Partial<ContainerSpec['behavior']> = {}): ContainerSpec =>
  container({ probes, behavior: behavior(does) })
const restartsOnce = (seconds: number) => ({ hang: { after: [constant(seconds), never], tcpOk: true } })

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

for (const variant of variants) {
  const { version, gates, isQuick } = variant
  const name = `${version}${gates === undefined ? '' : ' with the gate off'}`

  test(`Z1, P6: ${name}: readiness is called ${isQuick ? '1 ms' : 'up to a relist'} after the first start`, async () => {
    const { starts, runs } = await observe(
      specOf(variant, [app({ readiness: probe() }, { start: [constant(0.2)] })], {}, {}, 40),
    )
    const delays = starts.map(({ pod, timeSeconds }) => {
      const first = runs.find((run) => run.pod === pod)!
      return Math.round((first.time - timeSeconds) * 1e6) / 1e6
    })
    if (isQuick) {
      assert.ok(delays.filter((delay) => delay === 0.001).length > 30, delays.join(' '))
      // Some wait for the end of the relist that is under way.
      assert.ok(delays.every((delay) => delay <= 0.021))
    } else assert.ok(median(delays) > 0.2, `${median(delays)}`)
  })

  test(`Z1, S12: ${name}: sidecars follow each other ${isQuick ? 'at once' : 'with a relist each'}`, async () => {
    const sidecars = ['a', 'b', 'c'].map((one) => container({ name: one, restartPolicy: 'Always' }))
    const { starts } = await simulated(specOf(variant, [app({})], {}, { initContainers: sidecars }, 20))
    const spans = starts
      .filter((row) => row.container === 'app')
      .map(({ pod, timeSeconds }) => timeSeconds - starts.find((row) => row.pod === pod)!.timeSeconds)
    assert.ok(isQuick ? Math.max(...spans) < 0.1 : Math.min(...spans) > 1.9, spans.join(' '))
  })

  test(`Z1, B10: ${name}: a container under Never that a rule restarts waits ${isQuick ? 'for no' : 'for a'} relist after its kill`, async () => {
    const ruled = {
      ...app({ liveness: probe({}, { failureThreshold: 1 }) }, restartsOnce(5)),
      restartPolicy: 'Never' as const,
      restartRules: [{ operator: 'In', exitCodes: [143], action: 'Restart' } as const],
    }
    const { starts } = await simulated(
      specOf(
        variant,
        [ruled, container({ name: 'beside' })],
        { featureGates: { ...gates, ContainerRestartRules: true } },
        {},
        20,
      ),
    )
    const waits = starts.filter(({ restartCount }) => restartCount === 1).map((row) => row.waitedSeconds!)
    assert.is(waits.length, 20)
    assert.ok(isQuick ? Math.max(...waits) < 0.03 : median(waits) > 0.1, waits.join(' '))
  })

  test(`Z1, K6: ${name}: deleted in a liveness kill, the new container is stopped ${isQuick ? 'at once' : 'after a relist'}`, async () => {
    const slow = { ...restartsOnce(5), shutdown: { after: [constant(9), constant(0)], exitCode: 143 } }
    const hung = app({ liveness: probe({}, { failureThreshold: 1 }) }, slow)
    const sink: number[] = []
    for (const masterSeed of ['1', '2', '3', '4', '5']) {
      const changes = { faults: [deleteFault(15)], masterSeed }
      const { starts, summary } = await simulated(specOf(variant, [hung], changes))
      assert.is(starts.length, 2)
      const ranSeconds = summary[0].values.container_seconds!
      const [first, again] = starts.map((row) => row.timeSeconds)
      sink.push(ranSeconds - (again - first))
    }
    assert.ok(isQuick ? Math.max(...sink) < 0.03 : Math.max(...sink) > 0.1, sink.join(' '))
  })
}

for (const variant of variants.filter(({ version }) => version !== '1.34')) {
  const { version, gates, isQuick } = variant
  test(`Z1, B10: ${version}${gates === undefined ? '' : ' with the gate off'}: where all containers restart, the removal waits for ${isQuick ? 'no' : 'a'} relist`, async () => {
    const ruled = {
      ...app({}, { crash: { after: [constant(5), never], exitCode: 42 } }),
      restartRules: [{ operator: 'In', exitCodes: [42], action: 'RestartAllContainers' } as const],
      restartPolicy: 'Never' as const,
    }
    const featureGates = { ...gates, ContainerRestartRules: true, RestartAllContainersOnContainerExits: true }
    const { starts } = await simulated(specOf(variant, [ruled], { featureGates }, {}, 20))
    const waits = starts.filter(({ restartCount }) => restartCount === 1).map((row) => row.waitedSeconds!)
    assert.is(waits.length, 20)
    // All exit at once, and one relist sees it.
    assert.ok(isQuick ? Math.max(...waits) < 1.1 : Math.min(...waits) > 1.02, waits.join(' '))
  })
}

const quick: Variant = { version: '1.36', isQuick: true }

test('Z1: not after a sync with an error: a start beside a container that waits for its back-off is seen by the next relist', async () => {
  const crashing = container({
    name: 'crashing',
    behavior: behavior({ crash: { after: [constant(1)], exitCode: 1 } }),
  })
  const hung = app(
    { liveness: probe({ period: 3 }, { failureThreshold: 1 }), readiness: probe() },
    restartsOnce(20),
  )
  const { starts, runs } = await observe(specOf(quick, [crashing, hung], {}, {}, 30))
  const delays = starts
    .filter((row) => row.container === 'app' && row.restartCount === 1)
    .map(({ pod, timeSeconds }) => {
      const isNew = (run: (typeof runs)[number]): boolean =>
        run.pod === pod && run.probe === 'readiness' && run.incarnation === 1
      return runs.find(isNew)!.time - timeSeconds
    })
  assert.is(delays.length, 30)
  assert.ok(median(delays) > 0.2 && Math.max(...delays) < 1.1, delays.join(' '))
})

test('Z1, B14: nor after a start that has failed: the next attempt waits for the relist of all pods', async () => {
  const { starts } = await simulated(specOf(quick, [app({}, { startError: [0] })], {}, {}, 30))
  const waits = starts.map((row) => row.waitedSeconds!)
  assert.is(waits.length, 30)
  assert.ok(median(waits) > 0.2 && Math.max(...waits) < 1.1, waits.join(' '))
})

test('Z1, P15: after a liveness kill readiness runs in the inherited window, before the startup probe has succeeded', async () => {
  const gated = app(
    {
      startup: probe({ period: 4 }),
      liveness: probe({ period: 4 }, { failureThreshold: 1 }),
      readiness: probe({ period: 4 }, { failureThreshold: 1 }),
    },
    {
      script: [{ probe: 'liveness', afterUs: 20 * second, answer: 'refused', incarnations: [0], ill: true }],
    },
  )
  for (const [version, early] of [
    ['1.34', false],
    ['1.36', true],
  ] as const) {
    const observed = await observe(specOf({ version, isQuick: early }, [gated]))
    const [, restart] = startTimes(observed)
    const startup = observed.runs.find((run) => run.probe === 'startup' && run.incarnation === 1)!
    const readiness = observed.runs.filter((run) => run.probe === 'readiness' && run.incarnation === 1)
    assert.is(readiness[0].time < startup.time, early, version)
    if (early) assert.is(Math.round((readiness[0].time - restart) * 1e6), 1000)
  }
})

test('Z1, B9: exits are noticed as before, by the relist of all pods', async () => {
  const crashing = app({}, { crash: { after: [constant(5), never], exitCode: 1 } })
  const { starts } = await simulated(specOf(quick, [crashing], {}, {}, 60))
  const waits = starts.filter(({ restartCount }) => restartCount === 1).map((row) => row.waitedSeconds!)
  // One node: all are seen by one relist.
  assert.ok(Math.max(...waits) - Math.min(...waits) < 1.03 && median(waits) > 0.02, waits.join(' '))
})

test('Z1, P3: after a restart the first liveness run is at the next tick of the grid', async () => {
  const observed = await observe(
    specOf(quick, [app({ liveness: probe({ period: 5 }, { failureThreshold: 1 }) }, restartsOnce(12))]),
  )
  const [first, restart] = startTimes(observed)
  const times = timesOf(observed, 'liveness')
  const grid = times[0] % 5
  const next = times.find((time) => time > restart)!
  assert.ok(
    next - restart <= 5 && Math.abs((next % 5) - grid) < 1e-6,
    `${first} ${restart} ${times.join(' ')}`,
  )
})

test.run()
