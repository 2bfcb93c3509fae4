/**
 * One more workload, with nodes and a Service of its own. Where no bucket is ever empty it changes nothing of the others; where one is, it delays
 * them (Z20, Z21).
 */
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ReplicationResult, StartRow } from '../../engine/contract/run-result.ts'
import { simulate } from '../../engine/index.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'

const test = suite('one more workload on the control plane')

const folder = new URL('unrelated/', import.meta.url)
const neverEmpty = { qps: 1e6, burst: 1e6 }

async function study(files: readonly string[], isLimited: boolean): Promise<ReplicationResult> {
  const { spec } = await loadScenario({ files: files.map((name) => fileURLToPath(new URL(name, folder))) })
  const controlPlane = isLimited
    ? spec.controlPlane
    : { ...spec.controlPlane, controllers: neverEmpty, scheduler: neverEmpty }
  return (await simulate({ ...spec, controlPlane }, {})).replications[0]!
}
const alone = ['cluster.yaml']
const beside = ['unrelated.yaml', 'cluster.yaml']

/** All rows about workloads and Services of namespace shop, and about blue nodes. */
function rowsOfOthers({ summary, timeseries, nodes, services, rollouts, starts }: ReplicationResult) {
  const isOther = (name: string): boolean => name.startsWith('shop/')
  const column = (values: Float64Array | null, width: number, at: number): number[] | null =>
    values && Array.from(values).filter((_, index) => index % width === at)
  return {
    summary: summary.filter(({ workload }) => isOther(workload)),
    series: timeseries.workloads.flatMap((workload, at) =>
      isOther(workload)
        ? Object.entries(timeseries.columns).map(
            ([metric, values]) =>
              [workload, metric, column(values, timeseries.workloads.length, at)] as const,
          )
        : [],
    ),
    nodes: nodes.nodes.flatMap((node, at) =>
      node.startsWith('blue-')
        ? Object.entries(nodes.columns).map(([metric, values]) => [node, metric, values?.[at]] as const)
        : [],
    ),
    services: services.filter(({ service }) => isOther(service)),
    rollouts: rollouts.filter(({ workload }) => isOther(workload)),
    starts: startsOfOthers(starts),
  }
}

function startsOfOthers(starts: readonly StartRow[]): StartRow[] {
  return starts.filter(({ namespace }) => namespace === 'shop')
}

test('where no bucket is empty, no row of the others changes: rollouts, Jobs, drains and dead nodes among them', async () => {
  const before = rowsOfOthers(await study(alone, false))
  const after = rowsOfOthers(await study(beside, false))
  assert.ok(before.starts.length > 60 && before.rollouts.length === 2 && before.services.length === 1)
  assert.equal(after, before)
})

test('with the buckets that controllers have it delays them, where calls take no time nothing else: as many pods, none sooner (Z20, Z21)', async () => {
  const before = await study(['buckets.yaml'], true)
  const after = await study(['unrelated.yaml', 'buckets.yaml'], true)
  const waited = ({ api }: ReplicationResult): number =>
    api.reduce((sum, { call, values }) => sum + (call === '*' ? values.delay_seconds_total! : 0), 0)
  assert.ok(waited(after) > waited(before))
  for (const [workload, isDelayed] of [
    ['shop/deployment/web', true],
    // Its controller has a bucket of its own, and that of the scheduler is not empty.
    ['shop/statefulset/cache', false],
  ] as const) {
    const times = ({ starts }: ReplicationResult): number[] =>
      starts.flatMap((row) => (row.workload === workload ? [row.timeSeconds] : []))
    const [sooner, later] = [times(before), times(after)]
    assert.is(later.length, sooner.length)
    assert.ok(
      later.every((seconds, place) => seconds >= sooner[place]!),
      workload,
    )
    assert.is(
      later.some((seconds, place) => seconds > sooner[place]!),
      isDelayed,
    )
  }
})

test.run()
