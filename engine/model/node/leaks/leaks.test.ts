/** Processes and sockets that probes leave until there are no more; times in seconds. */
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
import type { BehaviorSpec, ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'
import { type EngineName, type ReplicationResult, simulate } from '../../../index.ts'

const test = suite('what probes leave behind')

const engines = ['quiet', 'exact'] as const

/** A process of each tenth exec probe stays, of which there is one a second. */
function leaking(does: Partial<BehaviorSpec> = {}, changes: Partial<ContainerSpec> = {}): ContainerSpec {
  return container({
    probes: { liveness: probe({ period: 1 }, { handler: 'exec' }), readiness: probe({ period: 5 }) },
    behavior: behavior({ leaks: { exec: 0.1 }, ...does }),
    ...changes,
  })
}

function onNode(containers: readonly ContainerSpec[], pids: number, seconds: number): ClusterSpec {
  const workloads = containers.map((each, index) =>
    workload([each], { name: `w${index}`, kind: 'Deployment' }),
  )
  return cluster(workloads, seconds, { initialState: 'running', nodes: [node({ pidsMax: pids })] })
}

async function run(spec: ClusterSpec, engine: EngineName): Promise<ReplicationResult> {
  return (await simulate(spec, { workers: 1, verify: true, engine })).replications[0]
}

const exhausted = ({ nodes }: ReplicationResult): number => nodes.columns.exhausted_seconds![0]

for (const engine of engines) {
  test(`add up on the node; from then on exec probes err, which changes nothing, and others go on (P13, ${engine})`, async () => {
    const result = await run(onNode([leaking(), leaking()], 20, 300), engine)
    // 0.2 a second.
    assert.is(exhausted(result), 100)
    const { values } = result.summary[0]
    // Errors are no runs: two exec probes for 100 s, and an httpGet each 5 s of 300.
    assert.ok(Math.abs(values.probes_total! - (200 + 120)) <= 2, String(values.probes_total))
    assert.is(values.probe_failures_total, 0)
    assert.is(values.restarts_total, 0)
    assert.is(values.unready_seconds_total, 0)
  })

  test(`a container that ends gives back what was left of it, and what cannot begin waits (${engine})`, async () => {
    const crashing = leaking({ crash: { after: [constant(150), constant(Infinity)], exitCode: 1 } })
    const result = await run(onNode([crashing, leaking()], 20, 300), engine)
    assert.is(exhausted(result), 100)
    assert.is(result.summary[0].values.restarts_total, 1)
    // 10 are free from 150 s on; at 0.2 a second they last for 50 s.
    const { values } = result.summary[0]
    assert.ok(Math.abs(values.probes_total! - (200 + 100 + 120)) <= 6, String(values.probes_total))
  })

  test(`a container cannot start without a process, and tries again until there is one (B14, ${engine})`, async () => {
    const late = {
      ...workload([leaking({ leaks: {} })], { name: 'z', kind: 'Deployment' }),
      createdAtUs: 120 * second,
    }
    const spec = onNode([leaking({ crash: { after: [constant(400)], exitCode: 1 } })], 10, 600)
    const result = await run(
      { ...spec, initialState: 'created', workloads: [...spec.workloads, late] },
      engine,
    )
    const [first] = result.starts.filter(
      ({ workload: of, falseRestart }) => of.endsWith('/z') && !falseRestart,
    )
    assert.ok(first!.timeSeconds >= 400 && first!.restartCount > 0, JSON.stringify(first))
  })

  test(`without a port the other probes fail (${engine})`, async () => {
    const sockets = container({
      probes: { liveness: probe({ period: 0.1 }, { handler: 'tcpSocket' }) },
      behavior: behavior({ leaks: { tcpSocket: 30 } }),
    })
    const result = await run(onNode([sockets], 1000, 150), engine)
    // 28,232 ports at 300 a second.
    assert.ok(Math.abs(exhausted(result) - 94.107) < 0.001, String(exhausted(result)))
    const { values } = result.summary[0]
    assert.is(values.probe_failures_total, 3)
    assert.is(values.restarts_total, 1)
  })
}

test('of a startup probe only the startup probe leaves something, until it has succeeded', async () => {
  const starting = leaking(
    { startup: [constant(50)], leaks: { exec: 1 } },
    {
      probes: {
        startup: probe({ period: 1 }, { handler: 'exec', failureThreshold: 100 }),
        liveness: probe({ period: 10 }, { handler: 'exec' }),
      },
    },
  )
  const spec = { ...onNode([starting], 55, 300), initialState: 'created' as const }
  // 51 in the first 51 s or so, then one each 10 s.
  const found = exhausted(await run(spec, 'quiet'))
  assert.ok(Math.abs(found - 95) <= 10, String(found))
})

test('without leaks the column is empty, and a node that never runs out has no time', async () => {
  assert.is(
    (await run(onNode([leaking({ leaks: undefined as never })], 5, 10), 'quiet')).nodes.columns
      .exhausted_seconds,
    null,
  )
  assert.is(exhausted(await run(onNode([leaking()], 32_768, 100), 'quiet')), Infinity)
})

test.run()
