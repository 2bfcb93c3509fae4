/** Small cluster specs for tests of the engine: one node, ideal overheads, one container, unless a test says more. */
import {
  type BehaviorSpec,
  type ClusterSpec,
  type ContainerSpec,
  controlPlaneDefaults,
  type DistributionSpec,
  type HookSpec,
  type ImageBehaviorSpec,
  kubeletDefaults,
  type NodeChoiceSpec,
  type NodeSpec,
  type ProbeSpec,
  podsMaxDefault,
  probeCpuUsDefaults,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'

export const second = 1_000_000
export const constant = (seconds: number): DistributionSpec =>
  seconds === Infinity ? { kind: 'never' } : { kind: 'constant', value: Math.round(seconds * second) }
export const never: DistributionSpec = { kind: 'never' }

export const idealOverheads: ClusterSpec['overheads'] = {
  ideal: true,
  relistCostUs: constant(0),
  syncUs: constant(0),
  stopUs: constant(0),
  volumesUs: constant(0),
  apiRoundTripUs: constant(0),
  watchUs: constant(0),
  podStartDelayUs: constant(0),
  lostTrigger: 0,
}

/** Controllers may call the API as often as they like: with ideal overheads what they do is done at once. */
export const unlimitedControlPlane: ClusterSpec['controlPlane'] = {
  ...controlPlaneDefaults,
  controllers: { qps: 1_000_000, burst: 1_000_000 },
  scheduler: { qps: 1_000_000, burst: 1_000_000 },
}

/** An image that every node has, and that takes no time. */
export function image(changes: Partial<ImageBehaviorSpec> = {}): ImageBehaviorSpec {
  return { pull: constant(0), check: constant(0), present: true, fails: false, ...changes }
}

/** A hook that runs in the container and succeeds. */
export function hook(seconds: number, changes: Partial<HookSpec> = {}): HookSpec {
  return { length: constant(seconds), endsWithProcess: true, fails: false, ...changes }
}

export function behavior(changes: Partial<BehaviorSpec> = {}): BehaviorSpec {
  return {
    start: [constant(0)],
    startup: [constant(0)],
    latency: { startup: constant(0), readiness: constant(0), liveness: constant(0) },
    errorRate: 0,
    hang: { after: [never], tcpOk: true },
    crash: { after: [never], exitCode: 1 },
    complete: { after: [never] },
    shutdown: { after: [constant(0)], exitCode: 143 },
    script: [],
    afterSigterm: 'ok',
    image: image(),
    probeCpuUs: probeCpuUsDefaults,
    startError: [],
    ...changes,
  }
}

/** Period 10 s, timeout 1 s, thresholds 1 and 3, no delay, as the API defaults (P21). */
export function probe(
  seconds: { period?: number; timeout?: number; initialDelay?: number; grace?: number } = {},
  changes: Partial<ProbeSpec> = {},
): ProbeSpec {
  return {
    handler: 'httpGet',
    initialDelayUs: (seconds.initialDelay ?? 0) * second,
    timeoutUs: (seconds.timeout ?? 1) * second,
    periodUs: (seconds.period ?? 10) * second,
    successThreshold: 1,
    failureThreshold: 3,
    portDefined: true,
    ...(seconds.grace !== undefined && { terminationGraceUs: seconds.grace * second }),
    ...changes,
  }
}

export function container(changes: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    name: 'app',
    image: 'app:1',
    isImageValid: true,
    imagePullPolicy: 'IfNotPresent',
    probes: {},
    behavior: behavior(),
    ...changes,
  }
}

export function workload(
  containers: readonly ContainerSpec[],
  changes: Omit<Partial<WorkloadSpec>, 'pod'> & { pod?: Partial<WorkloadSpec['pod']> } = {},
): WorkloadSpec {
  const { pod, ...rest } = changes
  return {
    namespace: 'default',
    kind: 'Pod',
    name: 'web',
    replicas: 1,
    createdAtUs: 0,
    ...rest,
    pod: {
      restartPolicy: 'Always',
      terminationGraceUs: 30 * second,
      hasVolumes: false,
      initContainers: [],
      containers,
      ...pod,
    },
  }
}

export function node(changes: Partial<NodeSpec> = {}): NodeSpec {
  return { name: 'node-0', pool: 'node', labels: {}, podsMax: 110, kubelet: kubeletDefaults, ...changes }
}

/** Of the nodes only these, by index. */
export function nodeChoice(
  admitted: readonly number[],
  refusals: Readonly<Record<string, number>> = {},
): NodeChoiceSpec {
  return { admitted, refusals: Object.entries(refusals).map(([reason, nodes]) => ({ reason, nodes })) }
}

export function cluster(
  workloads: readonly WorkloadSpec[],
  durationSeconds: number,
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return {
    scenario: 'test',
    durationUs: durationSeconds * second,
    warmUpUs: 0,
    intervalUs: 10 * second,
    masterSeed: '1',
    replications: 1,
    podsMax: podsMaxDefault,
    kubernetesVersion: '1.35',
    featureGates: {},
    initialState: 'created',
    kubeletUptimeUs: 86_400 * second,
    clockOffsetUs: 0,
    overheads: idealOverheads,
    controlPlane: unlimitedControlPlane,
    nodes: [node()],
    workloads,
    services: [],
    faults: [],
    ...changes,
  }
}
