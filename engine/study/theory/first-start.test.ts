import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { behavior, constant, container, idealOverheads, node, probe } from '../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec, DistributionSpec } from '../../contract/cluster-spec.ts'
import { lawOf } from '../../kernel/law.ts'
import { simulate } from '../run/experiment.ts'
import { settingOf, startKillProbability } from './failure-detector.ts'
import { firstRunsOfNewPod, seesStartsAtOnce } from './first-start.ts'

const test = suite('first starts of new pods')

const startup: DistributionSpec = { kind: 'lognormal', median: 8e6, sigma: 0.5 }
const typical = { ...idealOverheads, ideal: false, relistCostUs: constant(0.02), syncUs: constant(0.003) }

type Row = {
  readonly what: string
  readonly own: ContainerSpec['probes']['liveness']
  readonly type?: 'liveness' | 'startup'
  readonly start?: DistributionSpec
  readonly version?: ClusterSpec['kubernetesVersion']
}
const rows: readonly Row[] = [
  { what: 'P2: a liveness probe', own: probe({ period: 5 }, { failureThreshold: 3 }) },
  { what: 'P2: a startup probe', type: 'startup', own: probe({ period: 5 }, { failureThreshold: 3 }) },
  { what: 'P8: an initial delay', own: probe({ period: 4, initialDelay: 7 }, { failureThreshold: 2 }) },
  {
    what: 'a container that takes long to make',
    own: probe({ period: 5 }, { failureThreshold: 3 }),
    start: { kind: 'uniform', low: 1e6, high: 7e6 },
  },
  {
    what: 'S3: up to 1.35 a period of 1 s begins when a relist has seen the container',
    own: probe({ period: 1 }, { failureThreshold: 9 }),
    version: '1.35',
  },
  {
    what: 'Z1: from 1.36 on a start is seen at once',
    own: probe({ period: 1 }, { failureThreshold: 9 }),
    version: '1.36',
  },
]

for (const { what, own, type = 'liveness', start = constant(0.2), version = '1.36' } of rows) {
  test(`${what}: as many are killed as a simulation kills`, async () => {
    const replicas = 100
    const replications = 20
    const only = app({ [type]: own }, { startup: [startup], start: [start] })
    // A second life is not killed sooner than after as long again.
    const spec: ClusterSpec = {
      ...deployed(only, 200, { replicas, replications }),
      kubernetesVersion: version,
      overheads: typical,
    }
    const { pod } = spec.workloads[0]
    const firstRuns = firstRunsOfNewPod(pod, only, own!, seesStartsAtOnce(spec))!
    const law = lawOf(startup)
    let expected = 0
    for (const seconds of firstRuns)
      expected +=
        startKillProbability(settingOf(own!), law, 0, type === 'startup', seconds) / firstRuns.length
    const { replications: all } = await simulate(spec, { traceStarts: true })
    let killed = 0
    for (const { starts } of all) killed += starts.filter(({ restartCount }) => restartCount === 1).length
    const count = replicas * replications
    const tolerance = 4 * Math.sqrt((expected * (1 - expected)) / count)
    assert.ok(expected > 0.01 && expected < 0.9)
    assert.ok(Math.abs(killed / count - expected) <= tolerance, `${killed / count} instead of ${expected}`)
  })
}

test('behind init containers and pulls nobody knows when a container starts', () => {
  const only = app({ liveness: probe() })
  const { pod } = deployed(only, 60).workloads[0]
  assert.equal(firstRunsOfNewPod(pod, only, probe(), true), [10])
  const init = container({ name: 'init', behavior: behavior({}) })
  assert.is(firstRunsOfNewPod({ ...pod, initContainers: [init] }, only, probe(), true), undefined)
  const image = { ...only.behavior.image, present: false }
  const pulled = { ...only, behavior: { ...only.behavior, image } }
  assert.is(firstRunsOfNewPod({ ...pod, containers: [pulled] }, pulled, probe(), true), undefined)
})

test('those that start before it in the same sync count', () => {
  const first = app({}, { start: [constant(2)] }, 'first')
  const second = app({ liveness: probe() }, { start: [constant(1)] }, 'second')
  const { pod } = deployed(first, 60).workloads[0]
  assert.equal(firstRunsOfNewPod({ ...pod, containers: [first, second] }, second, probe(), true), [7])
  assert.ok(seesStartsAtOnce({ ...deployed(first, 60), nodes: [node()] }), 'ideal')
})

test.run()
