import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { behavior, cluster, container, probe, second, workload } from '../../../tests/support/spec.ts'
import type { ContainerSpec, FaultSpec, ProbeHandler } from '../../contract/cluster-spec.ts'
import { outlineOf } from './study-outline.ts'

const test = suite('outline of a study')

function lawOf(app: ContainerSpec): ([low: number, high: number] | null)[] {
  const { detectionLaws } = outlineOf(cluster([workload([app])], 100))
  return detectionLaws.map(({ interval }) => interval && [interval.lowSeconds, interval.highSeconds])
}

type Case = readonly [
  what: string,
  period: number,
  timeout: number,
  threshold: number,
  handler: ProbeHandler,
  law: readonly (readonly [low: number, high: number] | null)[],
]

const cases: readonly Case[] = [
  ['a probe with gaps between its runs', 10, 1, 3, 'httpGet', [[21, 31]]],
  ['a threshold of one', 20, 5, 1, 'exec', [[5, 25]]],
  ['a timeout as long as the period', 5, 5, 3, 'grpc', [[15, 20]]],
  ['a timeout longer than the period', 5, 7, 2, 'httpGet', [[14, 19]]],
  ['a probe that only connects', 10, 1, 3, 'tcpSocket', [null]],
]

for (const [what, period, timeout, threshold, handler, law] of cases) {
  test(`knows when ${what} notices a hang (P20)`, () => {
    const liveness = probe({ period, timeout }, { failureThreshold: threshold, handler })
    assert.equal(lawOf(container({ probes: { liveness } })), law)
  })
}

test('says that without a liveness probe nothing notices a hang', () => {
  assert.equal(lawOf(container({ probes: { readiness: probe() } })), [null])
})

test('has no law where answers fail by chance', () => {
  const app = container({ probes: { liveness: probe() }, behavior: behavior({ errorRate: 0.1 }) })
  assert.equal(lawOf(app), [])
})

test('ends a fault with the run, and one without a length not at all', () => {
  const app = container()
  const hang = { kind: 'hang', containers: [], share: 'all' } as const
  const faults: FaultSpec[] = [
    { ...hang, atUs: 10 * second, forUs: 20 * second },
    { ...hang, atUs: 90 * second, forUs: 20 * second },
    { ...hang, atUs: 50 * second },
  ]
  assert.equal(outlineOf(cluster([workload([app])], 100, { faults })).faults, [
    { kind: 'hang', fromSeconds: 10, toSeconds: 30 },
    { kind: 'hang', fromSeconds: 90, toSeconds: 100 },
    { kind: 'hang', fromSeconds: 50, toSeconds: null },
  ])
})

test.run()
