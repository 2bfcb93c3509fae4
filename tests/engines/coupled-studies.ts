/** Studies whose pods feel each other: requests that go from one to the next, processors that they share, calls, retries. */
import type { FaultSpec } from '../../engine/contract/cluster-spec.ts'
import { service, traffic } from '../support/requests.ts'
import { behavior, cluster, constant, container, node, probe, second, workload } from '../support/spec.ts'
import { type LawStudy, latency, typical } from './same-law.ts'

const overheads = {
  ...typical,
  apiRoundTripUs: { kind: 'exponential', mean: 4_000 },
  watchUs: { kind: 'exponential', mean: 3_000 },
} as const

const surge = (at: number, lasts: number, factor: number, of = 0): FaultSpec => ({
  kind: 'traffic',
  atUs: at * second,
  services: [of],
  factor,
  rampUs: 10 * second,
  forUs: lasts * second,
})

const selectedBy = (index: number) => [{ service: index, ports: [] }]
const free = { exec: 0, httpGet: 0, tcpSocket: 0, grpc: 0 }

/** Probes wait with the requests; a surge kills pods, their requests go to the others and come again. */
const overload: LawStudy = {
  name: 'an overload that kills pods by their probes',
  spec: cluster(
    [
      workload(
        [
          container({
            probes: {
              liveness: probe({ period: 5 }),
              readiness: probe({ period: 3 }, { failureThreshold: 2 }),
            },
            behavior: behavior({
              errorRate: 0.01,
              latency: latency({ kind: 'lognormal', median: 50_000, sigma: 0.8 }),
              startup: [{ kind: 'exponential', mean: 6 * second }],
              crash: { after: [{ kind: 'exponential', mean: 400 * second }], exitCode: 1 },
            }),
          }),
        ],
        { kind: 'Deployment', replicas: 8, selectedBy: selectedBy(0) },
      ),
    ],
    600,
    {
      initialState: 'running',
      overheads,
      intervalUs: 30 * second,
      services: [
        service({
          traffic: traffic({
            requestsPerSecond: 250,
            perPod: {
              concurrency: 4,
              latency: { kind: 'exponential', mean: 0.08 * second },
              timeoutUs: 2 * second,
            },
            retries: { max: 2, backoffUs: 0.2 * second, budget: 0.2 },
          }),
        }),
      ],
      faults: [surge(60, 60, 2)],
    },
  ),
}

/** A front calls a back; both take the processors of the same nodes, as start-ups do; exec probes feel that. */
const chain: LawStudy = {
  name: 'calls between services on processors that they share',
  spec: cluster(
    ['back', 'front'].map((name, index) =>
      workload(
        [
          container({
            probes: {
              liveness: probe({ period: 5, timeout: 2 }, { handler: 'exec' }),
              readiness: probe({ period: 4 }),
            },
            behavior: behavior({
              errorRate: 0.02,
              latency: latency({ kind: 'lognormal', median: 120_000, sigma: 0.7 }),
              probeCpuUs: { ...free, exec: 20_000 },
              crash: { after: [{ kind: 'exponential', mean: 300 * second }], exitCode: 1 },
              cpu: {
                startupUs: [{ kind: 'exponential', mean: 5 * second }],
                startupCores: 1,
                idleCores: 0.05,
                perRequestUs: 8_000,
              },
            }),
          }),
        ],
        { kind: 'Deployment', name, replicas: 4, selectedBy: selectedBy(index) },
      ),
    ),
    600,
    {
      initialState: 'running',
      overheads,
      intervalUs: 30 * second,
      nodes: [node({ cpuCores: 2 }), node({ name: 'node-1', cpuCores: 2 })],
      services: [
        service({
          name: 'back',
          traffic: traffic({
            requestsPerSecond: 0,
            perPod: { concurrency: 8, latency: constant(0.02), timeoutUs: second },
          }),
        }),
        service({
          name: 'front',
          traffic: traffic({
            requestsPerSecond: 120,
            perPod: { concurrency: 16, latency: constant(0.02), timeoutUs: 3 * second },
            retries: { max: 1 },
            calls: [{ to: { kind: 'service', index: 0 }, perRequest: 1 }],
          }),
        }),
      ],
      faults: [surge(40, 50, 1.6, 1)],
    },
  ),
}

export const coupledStudies: readonly LawStudy[] = [overload, chain]
