/** Start-ups, idling and probes on the processors that containers of a node share; times in seconds. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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
import type { BehaviorSpec, ClusterSpec, ContainerSpec, CpuUseSpec } from '../../../contract/cluster-spec.ts'
import { type EngineName, type ReplicationResult, simulate } from '../../../index.ts'

const test = suite('node CPU')

const use = (seconds: number | readonly number[], changes: Partial<CpuUseSpec> = {}): CpuUseSpec => ({
  startupUs: [seconds].flat().map(constant),
  startupCores: 1,
  idleCores: 0,
  perRequestUs: 0,
  ...changes,
})
const free = { exec: 0, httpGet: 0, tcpSocket: 0, grpc: 0 }

/** Its readiness is asked each tenth of a second, which costs nothing unless a test says so. */
function app(
  cpu: CpuUseSpec | undefined,
  changes: Partial<ContainerSpec> = {},
  does: Partial<BehaviorSpec> = {},
) {
  return container({
    probes: { readiness: probe({ period: 0.1 }) },
    behavior: behavior({ probeCpuUs: free, ...(cpu && { cpu }), ...does }),
    ...changes,
  })
}

function onNode(
  cores: number | undefined,
  containers: readonly ContainerSpec[],
  seconds: number,
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  const workloads = containers.map((each, index) => workload([each], { name: `w${index}`, kind: 'Pod' }))
  return cluster(workloads, seconds, {
    nodes: [node(cores === undefined ? {} : { cpuCores: cores })],
    intervalUs: second,
    ...changes,
  })
}

async function run(spec: ClusterSpec, engine: EngineName = 'quiet'): Promise<ReplicationResult> {
  return (await simulate(spec, { workers: 1, verify: true, engine })).replications[0]
}

/** Unready time of each workload: a pod of its own. */
async function readyAfter(spec: ClusterSpec, engine?: EngineName): Promise<number[]> {
  const { summary } = await run(spec, engine)
  return summary.slice(1).map(({ values }) => values.unready_seconds_total!)
}

function isWithin(found: number, expected: number, by: number): void {
  assert.ok(Math.abs(found - expected) <= by, `${found} for ${expected}`)
}

const twin = (count: number, each: ContainerSpec): ContainerSpec[] =>
  Array.from({ length: count }, () => each)

for (const engine of ['quiet', 'exact'] as const) {
  test(`N pods that start on one core take the N-fold of one (${engine})`, async () => {
    for (const count of [1, 2, 5])
      for (const seconds of await readyAfter(onNode(1, twin(count, app(use(3))), 40), engine))
        isWithin(seconds, 3 * count, 0.11)
  })
}

test('as many pods as there are cores start as fast as one: a start-up uses a core at most unless it says otherwise', async () => {
  for (const seconds of await readyAfter(onNode(4, twin(4, app(use(3))), 20))) isWithin(seconds, 3, 0.11)
  const [wide] = await readyAfter(onNode(4, [app(use(3, { startupCores: 2 }))], 20))
  isWithin(wide!, 1.5, 0.11)
})

test('a start-up goes by its shares: the small one leaves, and the other goes on with all there is', async () => {
  // 1 s of each until 2 s, when the first is done; then the other has 2 s left.
  const [small, large] = await readyAfter(onNode(1, [app(use(1)), app(use(3))], 20))
  isWithin(small!, 2, 0.11)
  isWithin(large!, 4, 0.11)
})

test('where the node is short, shares go by request', async () => {
  const asking = (milli: number) => app(use(3), { cpu: { requestMilli: milli } })
  // 3 to 1: the first is done after 4 s, when the other has done 1 s of 3.
  const [first, second] = await readyAfter(onNode(1, [asking(300), asking(100)], 20))
  isWithin(first!, 4, 0.11)
  isWithin(second!, 6, 0.11)
})

test('without a request a container has the weight of 2 thousandths of a core', async () => {
  const [asking, other] = await readyAfter(
    onNode(1, [app(use(3), { cpu: { requestMilli: 98 } }), app(use(3))], 20),
  )
  isWithin(asking!, 3 / 0.98, 0.11)
  isWithin(other!, 6, 0.11)
})

test('nobody takes more than its limit, and the time of startup has to be over too', async () => {
  const limited = app(use(1), { cpu: { requestMilli: 200, limitMilli: 200 } })
  const late = app(use(1), {}, { startup: [constant(7)] })
  const [slow, both] = await readyAfter(onNode(4, [limited, late], 20))
  isWithin(slow!, 5, 0.11)
  isWithin(both!, 7, 0.11)
})

test('each incarnation has its work', async () => {
  const crashing = app(use([1, 2]), {}, { crash: { after: [constant(5), constant(Infinity)], exitCode: 1 } })
  const { summary } = await run(onNode(1, [crashing], 20))
  // Ready from 1 to 5, and 2 s after the restart.
  isWithin(summary[0].values.unready_seconds_total!, 3, 0.22)
})

test('what runs at time 0 has started; its idle use makes others slower', async () => {
  const spec = onNode(1, [app(use(5, { idleCores: 0.25 })), app(use(3))], 20, { initialState: 'running' })
  assert.equal(await readyAfter(spec), [0, 0])
  const later = {
    ...spec,
    initialState: 'created' as const,
    workloads: spec.workloads.map((each, index) => ({ ...each, createdAtUs: index * 10 * second })),
  }
  const [, late] = await readyAfter(later)
  isWithin(late!, 3 / 0.75, 0.11)
})

test('a rolling start on a busy node takes as long as what the others leave says', async () => {
  // Four cores, 3.5 of them taken all the time by pods that ask for them.
  const busy = app(use(0, { idleCores: 3.5 }), { cpu: { requestMilli: 3500 } })
  const starter = app(use(2), { cpu: { requestMilli: 100 } })
  const [, starts] = await readyAfter(onNode(4, [busy, starter], 20))
  isWithin(starts!, 2 / 0.5, 0.11)
})

test('CPU seconds are conserved: what start-ups, idling and probes take is what the time series has (H9)', async () => {
  const exec = (cpu: CpuUseSpec) =>
    app(
      cpu,
      { probes: { readiness: probe({ period: 1 }, { handler: 'exec' }) } },
      { probeCpuUs: { ...free, exec: 20_000 } },
    )
  const spec = onNode(2, [...twin(3, exec(use(2, { idleCores: 0.1 }))), exec(use(1))], 60, {
    intervalUs: 7 * second,
  })
  const { timeseries, nodes } = await run(spec)
  const width = timeseries.workloads.length
  const seconds = timeseries.columns.cpu_seconds!
  let total = 0
  for (let at = 0; at < seconds.length; at += width) {
    total += seconds[at]
    isWithin(
      seconds[at],
      seconds.slice(at + 1, at + width).reduce((sum, each) => sum + each, 0),
      1e-9,
    )
    assert.ok(seconds[at] <= 2 * 7 + 1e-9)
  }
  // 7 s of start-ups; of each pod 0.02 cores of probes, and 0.1 of three of them from when they have started, together at 3.5 s or a little later.
  const started = (total - 7 - 4 * 0.02 * 60) / (3 * 0.1)
  assert.ok(started > 56 && started < 56.5, String(started))
  isWithin(nodes.columns.cpu_saturated_seconds![0], 3.6, 0.2)
})

test('the time without spare CPU is that in which all that there is was asked for', async () => {
  const spec = onNode(1, twin(2, app(use(2, { idleCores: 0.3 }))), 20, { warmUpUs: second })
  const { nodes, summary } = await run(spec)
  isWithin(nodes.columns.cpu_saturated_seconds![0], 3, 1e-3)
  isWithin(summary[0].values.node_cpu_saturated_seconds!, 3, 1e-3)
  assert.is(summary[1].values.node_cpu_saturated_seconds, null)
})

test('a node of unknown size has enough for all, but limits hold', async () => {
  const limited = app(use(1), { cpu: { limitMilli: 500, requestMilli: 500 } })
  const seconds = await readyAfter(onNode(undefined, [...twin(5, app(use(3))), limited], 20))
  for (const each of seconds.slice(0, 5)) isWithin(each, 3, 0.11)
  isWithin(seconds[5]!, 2, 0.11)
})

test('without a behavior.cpu nobody contends, and the columns are empty', async () => {
  const { nodes, summary, timeseries } = await run(onNode(0.001, twin(2, app(undefined)), 5))
  assert.is(nodes.columns.cpu_saturated_seconds, null)
  assert.is(timeseries.columns.cpu_seconds, null)
  assert.is(summary[0].values.node_cpu_saturated_seconds, null)
  assert.is(summary[0].values.unready_seconds_total, 0)
})

test('a limit of 200m makes answers of 0.3 s time out after 1 s, and one of 400m does not (projectcalico/calico#4788)', async () => {
  const of = (limitMilli: number) =>
    onNode(
      4,
      [
        app(
          use(0),
          {
            cpu: { limitMilli, requestMilli: limitMilli },
            probes: { liveness: probe({ timeout: 1 }, { handler: 'exec' }) },
          },
          { latency: { startup: constant(0.3), readiness: constant(0.3), liveness: constant(0.3) } },
        ),
      ],
      300,
      { initialState: 'running' },
    )
  assert.is((await run(of(400))).summary[0].values.probe_timeouts_total, 0)
  const { values } = (await run(of(200))).summary[0]
  assert.ok(values.probe_timeouts_total! >= 9, String(values.probe_timeouts_total))
  assert.ok(values.false_restarts_total! > 0)
})

test('an autoscaler reads what containers take now, not what they ask for (Z29)', async () => {
  const scaled = (cores: number) =>
    cluster(
      [
        workload([app(use(0, { idleCores: 0.3 }), { cpu: { requestMilli: 100 } })], {
          kind: 'Deployment',
          scalesByUse: true,
        }),
      ],
      200,
      {
        nodes: [node({ cpuCores: cores })],
        initialState: 'running',
        autoscalers: [
          {
            namespace: 'default',
            name: 'web',
            workload: 0,
            minReplicas: 1,
            maxReplicas: 4,
            target: { kind: 'average', millicores: 150 },
            tolerance: { up: 0.1, down: 0.1 },
          },
        ],
      },
    )
  assert.is((await run(scaled(8))).summary[0].values.containers, 4)
  // A node that has no more than the target of one pod never shows more.
  assert.is((await run(scaled(0.15))).summary[0].values.containers, 1)
})

test.run()
