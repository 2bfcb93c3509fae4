/** The clusters that benches simulate, made in code: one workload, `typical` overheads, default behavior. */
import {
  type BehaviorSpec,
  type ClusterSpec,
  controlPlaneDefaults,
  type DistributionSpec,
  kubeletDefaults,
  type NodeSpec,
  type ProbeSpec,
  podsMaxDefault,
  probeCpuUsDefaults,
} from '../engine/contract/cluster-spec.ts'
import { overheadsOf } from '../scenarios/scenario/overheads.ts'

export const secondUs = 1_000_000
export const hourUs = 3600 * secondUs

/** The supported limit of a cluster has 30 pods on each of 5,000 nodes. */
const podsPerNode = 30

export type ClusterParameters = {
  readonly pods: number
  readonly durationUs: number
  /** Probability that an answer is a Failure. */
  readonly errorRate: number
}

const never: DistributionSpec = { kind: 'never' }
const constant = (us: number): DistributionSpec => ({ kind: 'constant', value: us })

/** Pods of one Deployment, 30 per node, running from before; liveness and readiness probes every 10 s. */
export function uniformCluster({ pods, durationUs, errorRate }: ClusterParameters): ClusterSpec {
  const overheads = overheadsOf('typical')
  const { latency } = overheads
  return clusterOf(pods, durationUs, overheads.spec, {
    start: [overheads.start],
    startup: [constant(0)],
    latency: { startup: latency, readiness: latency, liveness: latency },
    errorRate,
    hang: { after: [never], tcpOk: true },
    crash: { after: [never], exitCode: 1 },
    complete: { after: [never] },
    shutdown: { after: [constant(0)], exitCode: 143 },
    afterSigterm: 'ok',
    script: [],
    image: { pull: constant(0), check: constant(0), present: true, fails: false },
    probeCpuUs: probeCpuUsDefaults,
    startError: [],
  })
}

/** All pods crash at 60 s, and then 1 s after each start: back-off grows to 300 s. */
export function stormCluster(pods: number, durationUs: number): ClusterSpec {
  const calm = uniformCluster({ pods, durationUs, errorRate: 0 })
  const [workload] = calm.workloads
  const [container] = workload!.pod.containers
  const behavior = { ...container!.behavior, crash: { after: [never, constant(secondUs)], exitCode: 1 } }
  const pod = { ...workload!.pod, containers: [{ ...container!, behavior }] }
  return {
    ...calm,
    workloads: [{ ...workload!, pod }],
    faults: [
      {
        kind: 'crash',
        atUs: 60 * secondUs,
        exitCode: 1,
        containers: [{ workload: 0, container: 0 }],
        share: 'all',
      },
    ],
  }
}

function clusterOf(
  pods: number,
  durationUs: number,
  overheads: ClusterSpec['overheads'],
  behavior: BehaviorSpec,
): ClusterSpec {
  return {
    scenario: 'bench',
    durationUs,
    warmUpUs: 0,
    intervalUs: 60 * secondUs,
    masterSeed: 'bench',
    replications: 1,
    podsMax: podsMaxDefault,
    kubernetesVersion: '1.36',
    featureGates: {},
    initialState: 'running',
    kubeletUptimeUs: 24 * hourUs,
    clockOffsetUs: 0,
    overheads,
    controlPlane: controlPlaneDefaults,
    nodes: nodesNamed(Math.ceil(pods / podsPerNode)),
    workloads: [
      {
        namespace: 'default',
        kind: 'Deployment',
        name: 'web',
        replicas: pods,
        createdAtUs: 0,
        pod: {
          restartPolicy: 'Always',
          terminationGraceUs: 30 * secondUs,
          hasVolumes: false,
          initContainers: [],
          containers: [
            {
              name: 'app',
              image: 'app:1',
              isImageValid: true,
              imagePullPolicy: 'IfNotPresent',
              probes: { readiness: defaultProbe, liveness: defaultProbe },
              behavior,
            },
          ],
        },
      },
    ],
    services: [],
    faults: [],
  }
}

/** Period 10 s, timeout 1 s, thresholds 1 and 3: the defaults of the API. */
const defaultProbe: ProbeSpec = {
  handler: 'httpGet',
  initialDelayUs: 0,
  timeoutUs: secondUs,
  periodUs: 10 * secondUs,
  successThreshold: 1,
  failureThreshold: 3,
  portDefined: true,
}

/** Names of equal length, so that their order is that of their numbers. */
export function nodesNamed(count: number): NodeSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `node-${String(index).padStart(6, '0')}`,
    pool: 'node',
    labels: {},
    podsMax: 110,
    kubelet: kubeletDefaults,
  }))
}
