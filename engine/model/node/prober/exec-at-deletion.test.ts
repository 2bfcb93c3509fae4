/** Z3: where the context of exec probes ends with a deletion, they err from then on, and Ready stays as it is until the processes end. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deleteFault, nodeObjectFault, shutdownFault } from '../../../../tests/support/faults.ts'
import { observe, stateAfter } from '../../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  probe,
  second,
  workload,
} from '../../../../tests/support/spec.ts'
import { type ClusterSpec, kubernetesVersions, type ProbeHandler } from '../../../contract/cluster-spec.ts'

const test = suite('exec probes at a deletion')

/** Deleted at 20.2 s, gone 9 s later; its readiness probe fails from 22 s on. A run takes half a second. */
function spec(kubernetesVersion: ClusterSpec['kubernetesVersion'], handler: ProbeHandler): ClusterSpec {
  const answer = { startup: constant(0), readiness: constant(0.5), liveness: constant(0) }
  const app = container({
    probes: { readiness: probe({ period: 1 }, { handler, failureThreshold: 2 }) },
    behavior: behavior({
      latency: answer,
      shutdown: { after: [constant(9)], exitCode: 0 },
      script: [{ probe: 'readiness', afterUs: 22 * second, answer: 'fail', ill: false }],
    }),
  })
  return cluster([workload([app])], 60, { kubernetesVersion, faults: [deleteFault(20.2)] })
}

for (const version of kubernetesVersions) {
  const isCancelled = version === '1.35' || version === '1.36'
  test(`Z3, P18: ${version}: exec ${isCancelled ? 'is not called any more' : 'goes on'}, httpGet goes on`, async () => {
    for (const handler of ['exec', 'httpGet'] as const) {
      const { runs, starts } = await observe(spec(version, handler))
      assert.is(starts.length, 1)
      const later = runs.filter(({ time }) => time > 20.2)
      const last = runs.find(({ time }) => time === 20)!
      const ends = isCancelled && handler === 'exec'
      assert.equal([last.result, last.duration], ends ? ['error', 0.2] : ['success', 0.5])
      assert.is(later.length, 9)
      assert.equal(
        later.map(({ result, duration }) => `${result} ${duration}`),
        later.map(({ time }) => (ends ? 'error 0' : time < 22 ? 'success 0.5' : 'failure 0.5')),
      )
      assert.is(stateAfter(spec(version, handler), 25).container.isReady[0], ends ? 1 : 0)
    }
  })
}

test('Z3: a drain, which deletes pods some time after it begins, cuts runs off that began before', async () => {
  const app = container({
    probes: { readiness: probe({ period: 1 }, { handler: 'exec' }) },
    behavior: behavior({
      latency: { startup: constant(0), readiness: constant(0.5), liveness: constant(0) },
      shutdown: { after: [constant(2)], exitCode: 0 },
    }),
  })
  const { runs } = await observe(
    cluster([workload([app])], 30, {
      kubernetesVersion: '1.36',
      faults: [nodeObjectFault('drain', 10.2, 5)],
    }),
  )
  const cut = runs.find(({ time }) => time === 10)!
  assert.equal([cut.result, cut.duration], ['error', 0.2])
})

test('P18: a run of a calm worker that is under way when its node shuts down is waited for, and counts', async () => {
  const app = container({
    probes: { liveness: probe({ period: 1 }, { handler: 'exec' }) },
    behavior: behavior({
      latency: { startup: constant(0), readiness: constant(0), liveness: constant(0.9) },
      shutdown: { after: [constant(2)], exitCode: 0 },
    }),
  })
  const { runs } = await observe(
    cluster([workload([app])], 30, {
      kubernetesVersion: '1.31',
      initialState: 'running',
      faults: [shutdownFault(10, 15, 5)],
    }),
  )
  const last = runs.filter(({ time }) => time < 10).at(-1)!
  assert.ok(last.time > 9 && last.result === 'success')
  assert.is(last.duration, 0.9)
})

test.run()
