/** Services: what their slices show of pods, and when (R4 to R6, Z21, Z24, Z30). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, stateAfter, summaryOf } from '../../../tests/support/observe.ts'
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
} from '../../../tests/support/spec.ts'
import {
  type ClusterSpec,
  controlPlaneDefaults,
  type FaultSpec,
  type SelectionSpec,
  type ServiceSpec,
  type WorkloadSpec,
} from '../../contract/cluster-spec.ts'
import type { ClusterState } from '../cluster-state.ts'
import { ApiCall } from './api-client.ts'
import { ControllerId } from './controller.ts'
import { EndpointMark } from './endpoint-mark.ts'

const test = suite('endpoints')

const service = (changes: Partial<ServiceSpec> = {}): ServiceSpec => ({
  namespace: 'default',
  name: 'web',
  hasSelector: true,
  isHeadless: false,
  publishNotReadyAddresses: false,
  ...changes,
})
const selectedBy = (...services: readonly number[]): readonly SelectionSpec[] =>
  services.map((row) => ({ service: row, ports: [{ name: '', port: 80, protocol: 'TCP' }] }))

/** Ready 3 s after it runs, 5 s from SIGTERM to its end. */
const app = container({
  probes: { readiness: probe({ period: 1 }) },
  behavior: behavior({
    startup: [constant(2.5)],
    shutdown: { after: [constant(5)], exitCode: 0 },
  }),
})
const deletes: FaultSpec = {
  kind: 'delete',
  atUs: 20 * second,
  workloads: [0],
  share: { count: 1 },
  force: false,
}

function web(
  changes: Partial<ClusterSpec> = {},
  of: Partial<Omit<WorkloadSpec, 'pod'>> = {},
  containers = [app],
): ClusterSpec {
  return cluster(
    [workload(containers, { kind: 'Deployment', replicas: 2, selectedBy: selectedBy(0), ...of })],
    100,
    {
      services: [service()],
      kubernetesVersion: '1.36',
      ...changes,
    },
  )
}

/** What the slices show: R ready, S serving, T terminating, in the order of the pods. */
function shown(state: ClusterState, row = 0): string[] {
  return [...state.services[row].endpoints.values()]
    .filter(({ shownSliceMark }) => shownSliceMark !== 0)
    .sort((a, b) => a.pod - b.pod)
    .map(
      ({ pod, shownSliceMark: mark }) =>
        `${pod}:${(mark & EndpointMark.Ready) === 0 ? '' : 'R'}${(mark & EndpointMark.Serving) === 0 ? '' : 'S'}${(mark & EndpointMark.Terminating) === 0 ? '' : 'T'}`,
    )
}
const calls = ({ controllers }: ClusterState): Record<string, number> => {
  const slices = controllers[ControllerId.EndpointSlice].client.calls
  return {
    slices: slices[ApiCall.Create] + slices[ApiCall.Update] + slices[ApiCall.Delete],
    endpoints: controllers[ControllerId.Endpoints].client.calls[ApiCall.Update],
  }
}

test('a pod enters with its address, and is ready when its status says so (R5, Z30)', () => {
  assert.equal(shown(stateAfter(web(), 1)), ['0:', '1:'])
  assert.equal(shown(stateAfter(web(), 10)), ['0:RS', '1:RS'])
  // Both get their nodes at the same time, and both are ready at the same time.
  assert.equal(calls(stateAfter(web(), 10)), { slices: 2, endpoints: 2 })
})

test('a pod that is deleted is not ready at once, serves on, and is out when it has ended (R5, Z24)', () => {
  const spec = web({ initialState: 'running', faults: [deletes] })
  assert.equal(shown(stateAfter(spec, 19)), ['0:RS', '1:RS'])
  const while1 = shown(stateAfter(spec, 21))
  assert.is(while1.filter((endpoint) => endpoint.endsWith(':ST')).length, 1)
  assert.is(while1.filter((endpoint) => endpoint === '2:').length, 1)
  assert.is(shown(stateAfter(spec, 26)).length, 2)
  assert.ok(shown(stateAfter(spec, 30)).includes('2:RS'))
})

test('a Service that publishes addresses of pods that are not ready has them ready (R5)', () => {
  const spec = web({ services: [service({ publishNotReadyAddresses: true })] })
  assert.equal(shown(stateAfter(spec, 1)), ['0:R', '1:R'])
})

test('an Endpoints object without room for all of its Service is written at every sync (R4)', () => {
  const written = (replicas: number): number => {
    const nodes = [node({ podsMax: 2000 })]
    const spec = web({ initialState: 'running', nodes, faults: [deletes] }, { kind: 'Pod', replicas }, [
      container({ behavior: behavior({ shutdown: { after: [constant(5)], exitCode: 0 } }) }),
    ])
    return calls(stateAfter(spec, 40)).endpoints
  }
  // It is told to end; later it has ended, and is gone, at one instant. The object changes once.
  assert.is(written(3), 1)
  assert.is(written(1002), 2)
})

test('a slow API server slows calls and watches while it is slow (fault apiServerSlow)', () => {
  const overheads = { ...idealOverheads, ideal: false, watchUs: constant(0.1), apiRoundTripUs: constant(0.2) }
  const slow: FaultSpec = { kind: 'apiServerSlow', atUs: 10 * second, forUs: 20 * second, factor: 10 }
  const late: FaultSpec = { ...deletes, atUs: 40 * second }
  const spec = web({ initialState: 'running', overheads, faults: [slow, deletes, late] }, { kind: 'Pod' })
  const terminating = (seconds: number): number =>
    shown(stateAfter(spec, seconds)).filter((endpoint) => endpoint.includes('T')).length
  // A watch of 1 s and a call of 2 s, which is done before its answer is back; afterwards 0.1 s and 0.2 s.
  assert.is(terminating(22.2), 0)
  assert.is(terminating(22.4), 1)
  assert.is(terminating(40.22), 0)
  assert.is(terminating(40.24), 1)
})

test('a Service may select one pod of a StatefulSet', () => {
  const spec = web({}, { kind: 'StatefulSet', selectedBy: [{ service: 0, ordinal: 1, ports: [] }] })
  assert.equal(shown(stateAfter(spec, 10)), ['1:RS'])
})

test('each flip is one write of a slice and one of an Endpoints object, for each Service that selects the pod (A4, Z30)', () => {
  const flips = container({
    probes: { readiness: probe({ period: 10 }, { failureThreshold: 1 }) },
    behavior: behavior({
      script: [{ probe: 'readiness', afterUs: 0, answer: 'ok', sequence: '10101010101', ill: false }],
    }),
  })
  const spec = web(
    { services: [service(), service({ name: 'web2' })] },
    { replicas: 1, selectedBy: selectedBy(0, 1) },
    [flips],
  )
  const state = stateAfter(spec, 95)
  const { created } = state.workload
  assert.is(created[0], 1)
  // It enters ready, and flips 9 times.
  assert.equal(calls(state), { slices: 2 * 10, endpoints: 2 * 10 })
})

test('of 40 Services with changes none waits longer than 40 calls take: changes merge while a Service waits (Z21)', () => {
  const rows = Array.from({ length: 40 }, (_, row) => row)
  const flaps = container({
    probes: { readiness: probe({ period: 1 }, { failureThreshold: 1 }) },
    behavior: behavior({ errorRate: 0.5 }),
  })
  const workloads = rows.map((row) =>
    workload([flaps], { name: `w${row}`, replicas: 5, selectedBy: selectedBy(row) }),
  )
  const spec = cluster(workloads, 100, {
    nodes: rows.map((row) => node({ name: `n${row}` })),
    services: rows.map((row) => service({ name: `s${String(row).padStart(2, '0')}` })),
    initialState: 'running',
    controlPlane: controlPlaneDefaults,
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: constant(0.004) },
  })
  const state = stateAfter(spec, 100)
  const { slices, endpoints } = calls(state)
  assert.ok(Math.abs(slices - (30 + 20 * 99)) < 60, String(slices))
  assert.ok(Math.abs(endpoints - (30 + 20 * 99)) < 60, String(endpoints))
})

test('a sync that begins before the cache shows the write before it comes a second later; of Endpoints 5 ms (R4, W10)', () => {
  const deleteAt = (seconds: number): FaultSpec => ({ ...deletes, atUs: seconds * second })
  const overheads = {
    ...idealOverheads,
    ideal: false,
    watchUs: constant(0.1),
    apiRoundTripUs: constant(0.01),
  }
  const bare = { kind: 'Pod', replicas: 3 } as const
  const spec = web({ initialState: 'running', overheads, faults: [deleteAt(20), deleteAt(20.05)] }, bare)
  const terminating = (seconds: number): number =>
    shown(stateAfter(spec, seconds)).filter((endpoint) => endpoint.endsWith('ST')).length
  assert.is(terminating(20.12), 1)
  // Heard of at 20.15, before 20.21, when the write of the first deletion is seen.
  assert.is(terminating(21.15), 1)
  assert.is(terminating(21.17), 2)
  const ready = (seconds: number): number =>
    [...stateAfter(spec, seconds).services[0].endpoints.values()].filter(
      ({ shownAddressMark }) => shownAddressMark !== 0,
    ).length
  assert.is(ready(20.15), 2)
  assert.is(ready(20.26), 1)
})

test('a hung pod gets no traffic from the change of proxies on (R6)', async () => {
  const hangs = container({
    probes: { readiness: probe({ period: 10 }) },
    behavior: behavior({ hang: { after: [constant(25), never], tcpOk: true } }),
  })
  const spec = web({ overheads: { ...idealOverheads, watchUs: constant(0.25) } }, { replicas: 1 }, [hangs])
  const observed = await observe(spec)
  const [{ removedSeconds, endpointRemovedSeconds }] = observed.detections
  assert.is(removedSeconds, 51.75)
  assert.is(endpointRemovedSeconds, 52.25)
  assert.is(summaryOf(observed, 'endpoint_removal_seconds_p50'), 26.5)
})

test('no Service, no column', async () => {
  const spec = cluster([workload([app])], 100)
  assert.is(summaryOf(await observe(spec), 'endpointslice_updates_total'), null)
})

test.run()
