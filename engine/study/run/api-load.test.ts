/** `api.csv`: who calls the API, how often, and what waits (A4, A5, Z20, Z30). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe } from '../../../tests/support/observe.ts'
import { behavior, cluster, container, probe, workload } from '../../../tests/support/spec.ts'
import { type ClusterSpec, controlPlaneDefaults } from '../../contract/cluster-spec.ts'
import type { ApiMetric } from '../../contract/run-result.ts'

const test = suite('load on the API')

async function loadOf(spec: ClusterSpec, metric: ApiMetric): Promise<Record<string, number | null>> {
  const { api } = await observe(spec)
  return Object.fromEntries(
    api.map(({ component, call, values }) => [`${component} ${call}`, values[metric]]),
  )
}

const service = {
  namespace: 'default',
  name: 's',
  hasSelector: true,
  isHeadless: false,
  publishNotReadyAddresses: false,
}

test('a readiness flip: a status of the kubelet, of the ReplicaSet, a slice, an Endpoints object, an event per failure (A4, Z30)', async () => {
  const flips = container({
    probes: { readiness: probe({ period: 10 }, { failureThreshold: 1 }) },
    behavior: behavior({
      script: [{ probe: 'readiness', afterUs: 0, answer: 'ok', sequence: '1101', ill: false }],
    }),
  })
  const spec = cluster(
    [workload([flips], { kind: 'ReplicaSet', selectedBy: [{ service: 0, ports: [] }] })],
    100,
    {
      initialState: 'running',
      services: [service],
    },
  )
  // It fails once, at the third of its probes.
  assert.equal(await loadOf(spec, 'calls_total'), {
    'kubelet *': 3,
    'kubelet create or patch events': 1,
    'kubelet patch pods/status': 2,
    'endpoint-controller *': 2,
    'endpoint-controller update endpoints': 2,
    'endpointslice-controller *': 2,
    'endpointslice-controller update endpointslices': 2,
    'replicaset-controller *': 2,
    'replicaset-controller update replicasets/status': 2,
  })
})

test('100 pods that are created wait for the bucket of their controller (Z20)', async () => {
  const spec = cluster([workload([container()], { kind: 'ReplicaSet', replicas: 100 })], 60, {
    controlPlane: controlPlaneDefaults,
  })
  const calls = await loadOf(spec, 'calls_total')
  assert.is(calls['replicaset-controller create pods'], 100)
  assert.is(calls['replicaset-controller create events'], 10)
  assert.is(calls['replicaset-controller patch events'], 15)
  assert.is(calls['scheduler create pods/binding'], 100)
  const peak = await loadOf(spec, 'calls_per_second_peak')
  // 30 at once and 20 per second, in an interval of 10 s.
  assert.ok(peak['replicaset-controller *']! <= 23)
  const delayed = await loadOf(spec, 'delayed_total')
  assert.is(delayed['replicaset-controller *'], calls['replicaset-controller *']! - 30)
})

test.run()
