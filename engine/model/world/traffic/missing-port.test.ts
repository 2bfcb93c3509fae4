/** Pods that do not have the named port of a Service: they stand in slices, and no requests come to them (R5, R6). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, stateAfter, summaryOf } from '../../../../tests/support/observe.ts'
import { served, service, serviceOf, traffic, website } from '../../../../tests/support/requests.ts'
import { behavior, container, probe, second, workload } from '../../../../tests/support/spec.ts'
import type { SelectionSpec } from '../../../contract/cluster-spec.ts'

const test = suite('pods without the port of their Service')

const http = { name: '', port: 8080, protocol: 'TCP' }
const lacking: SelectionSpec = { service: 0, ports: [], lacksPort: true }
const having: SelectionSpec = { service: 0, ports: [http] }

const needing = workload([
  container({
    probes: { readiness: probe() },
    behavior: behavior({
      dependsOn: [
        { to: { kind: 'service', index: 0 }, effects: ['failReadiness'], probes: [], timeoutUs: second },
      ],
    }),
  }),
])
const pods = (name: string, selection: SelectionSpec, app = container()) =>
  served(app, { name, replicas: 2, selectedBy: [selection] })

test('where no pod has it, all requests are refused, and endpoints are ready all the same', async () => {
  const observed = await observe(website(traffic(), 100, {}, pods('web', lacking)))
  assert.is(serviceOf(observed, 'failed_requests_total'), 10_000)
  assert.is(serviceOf(observed, 'endpoints_min'), 2)
})

test('others get all requests', async () => {
  const both = { workloads: [pods('old', lacking), pods('web', having)] }
  const observed = await observe(website(traffic(), 100, both))
  assert.is(serviceOf(observed, 'failed_requests_total'), 0)
  assert.is(summaryOf(observed, 'requests_total', 'default/deployment/web'), 10_000)
  assert.is(summaryOf(observed, 'requests_total', 'default/deployment/old'), null)
})

test('a pod without the port that ends takes no requests with it', async () => {
  const crash = {
    kind: 'crash',
    atUs: 50 * second,
    exitCode: 1,
    containers: [{ workload: 0, container: 0 }],
    share: { fraction: 1 },
  } as const
  const probed = container({ probes: { readiness: probe() }, behavior: behavior() })
  const both = { workloads: [pods('old', lacking, probed), pods('web', having)], faults: [crash] }
  const observed = await observe(website(traffic(), 100, both))
  assert.is(serviceOf(observed, 'failed_requests_total'), 0)
})

test('clients of a headless Service look up pods, and not ports', async () => {
  const services = [service({ isHeadless: true, traffic: traffic() })]
  const observed = await observe(website(traffic(), 100, { services }, pods('web', lacking)))
  assert.is(serviceOf(observed, 'failed_requests_total'), 0)
})

test('a Service is down for those who need it while no endpoint has the port', () => {
  const ready = (selection: SelectionSpec): number =>
    stateAfter(website(traffic(), 100, { workloads: [pods('db', selection), needing] }), 60).metrics.levels
      .readyCount[1]!
  assert.is(ready(having), 1)
  assert.is(ready(lacking), 0)
})

test('an Endpoints object does not hold pods that have none of the ports', () => {
  const addresses = (selection: SelectionSpec): number =>
    stateAfter(website(traffic(), 100, {}, pods('web', selection)), 50).services[0]!.addressCount
  assert.is(addresses(having), 2)
  assert.is(addresses(lacking), 0)
  assert.is(addresses({ ...lacking, ports: [{ ...http, name: 'admin' }] }), 2)
})

test.run()
