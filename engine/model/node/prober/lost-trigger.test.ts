/** Z4: the trigger for a new container may come before its status is stored; then readiness is called a period later. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  never,
  node,
  probe,
  workload,
} from '../../../../tests/support/spec.ts'
import type { ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'

const test = suite('lost triggers')

function spec(app: Partial<ContainerSpec>, lostTrigger: number, replicas = 1): ClusterSpec {
  const overheads = { ...idealOverheads, lostTrigger }
  return cluster([workload([container(app)], { kind: 'Deployment', replicas })], 60, {
    overheads,
    nodes: [node({ podsMax: replicas })],
    kubernetesVersion: '1.36',
  })
}

/** First readiness call of each instance, in seconds after its start. */
async function delays(from: ClusterSpec): Promise<number[]> {
  const { starts, runs } = await observe(from)
  return starts.map(({ pod, restartCount, timeSeconds }) => {
    const isFirst = (run: (typeof runs)[number]): boolean =>
      run.pod === pod && run.probe === 'readiness' && run.incarnation === restartCount
    return runs.find(isFirst)!.time - timeSeconds
  })
}

const starting = behavior({ start: [constant(3)] })
const crashing = behavior({ start: [constant(3)], crash: { after: [constant(24), never], exitCode: 1 } })

test('Z4: none by default', async () => {
  assert.equal(await delays(spec({ probes: { readiness: probe() }, behavior: crashing }, 0)), [0, 0])
})

test('Z4, P6: a lost one moves the grid all the same: the first call comes a full period after the start', async () => {
  assert.equal(await delays(spec({ probes: { readiness: probe() }, behavior: crashing }, 1)), [10, 10])
})

test('Z4: the next sync triggers again', async () => {
  const other = container({
    name: 'other',
    behavior: behavior({ crash: { after: [constant(7), never], exitCode: 1 } }),
  })
  const { workloads, ...rest } = spec({ probes: { readiness: probe() }, behavior: starting }, 1)
  const pods = {
    ...workloads[0],
    pod: { ...workloads[0].pod, containers: [...workloads[0].pod.containers, other] },
  }
  const { runs } = await observe({ ...rest, workloads: [pods] })
  assert.is(runs[0].time, 10)
})

test('Z4: not after a success of the startup probe', async () => {
  const probes = { startup: probe({ period: 4 }), readiness: probe({ period: 7 }) }
  const [delay] = await delays(spec({ probes, behavior: starting }, 1))
  assert.is(delay, 1)
})

test('Z4: with a probability of its own, pod by pod', async () => {
  const found = await delays(spec({ probes: { readiness: probe() }, behavior: starting }, 0.3, 400))
  const lost = found.filter((delay) => delay === 10).length
  assert.is(found.filter((delay) => delay === 0).length, 400 - lost)
  // Four standard deviations.
  assert.ok(Math.abs(lost - 120) < 37, `${lost} of 400`)
})

test.run()
