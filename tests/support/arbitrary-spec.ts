/** Any small spec: probes, behaviors, faults and overheads in every mixture that the contract allows. */
import * as fc from 'fast-check'
import {
  type BehaviorSpec,
  type ClusterSpec,
  type ContainerSpec,
  controlPlaneDefaults,
  type DistributionSpec,
  type FaultSpec,
  type ProbeSpec,
  type RestartRuleSpec,
  type ScriptEntrySpec,
  type ServiceSpec,
  scriptAnswers,
} from '../../engine/contract/cluster-spec.ts'
import {
  apiServerSlowFault,
  crashFault,
  deleteFault,
  hangFault,
  kubeletRestartFault,
  machineFault,
  nodeDeleteFault,
  nodeObjectFault,
  registryDownFault,
  rolloutFault,
  scaleFault,
  shutdownFault,
  slowFault,
} from './faults.ts'
import { behavior, cluster, constant, container, idealOverheads, never, second, workload } from './spec.ts'

const seconds = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 1, max }),
    fc.integer({ min: 1, max: max * 1000 }).map((ms) => ms / 1000),
  )

/** One for all incarnations, or one for each. */
const oneOrEach = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof({ weight: 3, arbitrary: value }, fc.array(value, { minLength: 1, maxLength: 3 }))

const often = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

/** Certain or drawn: what is drawn from a stream of its own is the same in both engines. */
const lasting = (max: number): fc.Arbitrary<DistributionSpec> =>
  fc.oneof(
    fc.constant(constant(0)),
    seconds(max).map(constant),
    seconds(max).map((high): DistributionSpec => ({ kind: 'uniform', low: 0, high: high * second })),
  )

/** How long something takes: mostly certain. */
const times = (max: number): fc.Arbitrary<DistributionSpec> =>
  fc.oneof(
    { weight: 2, arbitrary: often(0, seconds(max)).map(constant) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        seconds(max).map((s): DistributionSpec => ({ kind: 'exponential', mean: (s * second) / 2 })),
        seconds(max).map((s): DistributionSpec => ({ kind: 'uniform', low: 0, high: s * second })),
        seconds(max).map(
          (s): DistributionSpec => ({ kind: 'lognormal', median: (s * second) / 3, sigma: 1 }),
        ),
      ),
    },
  )

const probeSpec = (successThreshold: fc.Arbitrary<number>): fc.Arbitrary<ProbeSpec> =>
  fc.record({
    handler: fc.constantFrom('exec', 'httpGet', 'tcpSocket', 'grpc'),
    initialDelayUs: often(0, fc.integer({ min: 1, max: 20 })).map((s) => s * second),
    timeoutUs: fc.integer({ min: 1, max: 8 }).map((s) => s * second),
    periodUs: fc.integer({ min: 1, max: 12 }).map((s) => s * second),
    successThreshold,
    failureThreshold: fc.integer({ min: 1, max: 4 }),
    portDefined: often(true, fc.boolean()),
  })
const one = fc.constant(1)

/** Phases short enough to begin and end while an answer is under way. */
const slow = fc.record({
  every: seconds(40).map((s): DistributionSpec => ({ kind: 'exponential', mean: s * second })),
  for: seconds(20).map(constant),
  factor: fc.constantFrom(1.01, 4, Infinity),
  scope: fc.constantFrom('container' as const, 'container' as const, 'node' as const, 'workload' as const),
  survivesRestart: fc.boolean(),
})

/** Shorter and longer than a period, a timeout and the gap; some while a container starts. */
const pause = fc.record({
  every: fc.oneof(
    seconds(60).map((s): DistributionSpec => ({ kind: 'exponential', mean: s * second })),
    seconds(40).map(constant),
  ),
  for: fc.oneof(
    seconds(20).map(constant),
    seconds(3).map(constant),
    seconds(20).map((s): DistributionSpec => ({ kind: 'uniform', low: 0, high: s * second })),
  ),
})

const entry: fc.Arbitrary<ScriptEntrySpec> = fc.record({
  probe: fc.constantFrom('liveness', 'readiness', 'startup', 'all'),
  afterUs: seconds(100).map((s) => Math.round(s * second)),
  answer: fc.constantFrom(...scriptAnswers),
  ill: fc.boolean(),
})

/** One value for the first incarnation, another for all others. */
const list = (max: number) =>
  fc.tuple(often(Infinity, seconds(max)), often(Infinity, seconds(max))).map((pair) => pair.map(constant))

const behaviorSpec: fc.Arbitrary<BehaviorSpec> = fc
  .record({
    start: often(0, seconds(5)).map((s) => [constant(s)]),
    startup: often(0, seconds(40)).map((s) => [constant(s)]),
    latency: times(9).map((of) => ({ startup: of, readiness: of, liveness: of })),
    errorRate: often(0, fc.constantFrom(0.2, 1)),
    slow: often(undefined, slow),
    pause: often(undefined, pause),
    hang: fc.record({ after: list(150), tcpOk: oneOrEach(fc.boolean()) }),
    crash: fc.record({ after: list(150), exitCode: oneOrEach(fc.constantFrom(0, 1, 139)) }),
    shutdown: often(0, fc.constantFrom(1.5, 6, Infinity)).map((s) => ({ after: [constant(s)], exitCode: 0 })),
    afterSigterm: fc.constantFrom('ok', 'refused'),
    script: fc.array(entry, { maxLength: 2 }),
    image: fc.record({
      pull: often(0, seconds(20)).map(constant),
      check: lasting(3),
      present: often(true, fc.boolean()),
      fails: often(false, fc.boolean()),
    }),
  })
  .map(({ slow, pause, ...rest }) => behavior({ ...rest, ...(slow && { slow }), ...(pause && { pause }) }))

const containerSpec: fc.Arbitrary<ContainerSpec> = fc
  .record({
    probes: fc.record(
      {
        startup: probeSpec(one),
        readiness: probeSpec(often(1, fc.constantFrom(2, 3))),
        liveness: probeSpec(one),
      },
      { requiredKeys: [] },
    ),
    behavior: behaviorSpec,
    image: fc.constantFrom('a:1', 'b:1'),
    isImageValid: fc.constant(true),
    imagePullPolicy: often('IfNotPresent' as const, fc.constantFrom('Always', 'Never')),
  })
  .map(container)

/** One that fails takes a while: at once, under a rule that restarts all containers, it would do so without end. */
const hook = often(
  undefined,
  fc.oneof(
    fc.record({ length: lasting(40), endsWithProcess: fc.boolean(), fails: fc.constant(false) }),
    fc.record({
      length: seconds(40).map((s) => constant(Math.max(1, s))),
      endsWithProcess: fc.boolean(),
      fails: fc.constant(true),
    }),
  ),
)
const rule: fc.Arbitrary<RestartRuleSpec> = fc.record({
  operator: fc.constantFrom('In', 'NotIn'),
  exitCodes: fc.constantFrom([0], [1], [137, 139]),
  action: fc.constantFrom('Restart', 'RestartAllContainers'),
})

/** What only some containers have: a policy and rules of their own, hooks, starts that fail. */
const anyContainerSpec: fc.Arbitrary<ContainerSpec> = fc
  .record({
    one: containerSpec,
    policy: often(undefined, fc.constantFrom('Always' as const, 'OnFailure' as const, 'Never' as const)),
    rules: fc.array(rule, { maxLength: 2 }),
    postStart: hook,
    preStop: hook,
    startError: often<readonly number[]>([], fc.constantFrom([0], [1, 2])),
  })
  .map(({ one, policy, rules, postStart, preStop, startError }) => ({
    ...one,
    ...(policy && { restartPolicy: policy, restartRules: rules }),
    ...(postStart && { postStart }),
    ...(preStop && { preStop }),
    behavior: { ...one.behavior, startError },
  }))

const sidecarSpec = anyContainerSpec.map((one): ContainerSpec => ({ ...one, restartPolicy: 'Always' }))

const at = seconds(200)
const mildFault: fc.Arbitrary<FaultSpec> = fc.oneof(
  at.map((s) => crashFault(s)),
  at.map((s) => hangFault(s, undefined, { count: 1 })),
  fc.tuple(at, seconds(60)).map(([s, lasts]) => hangFault(s, lasts, { fraction: 0.5 })),
  fc
    .tuple(at, seconds(60), fc.constantFrom(3, Infinity))
    .map(([s, lasts, factor]) => slowFault(s, lasts, factor)),
)
const anyFault: fc.Arbitrary<FaultSpec> = fc.oneof(
  mildFault,
  at.map(kubeletRestartFault),
  fc.tuple(at, seconds(60)).map(([s, lasts]) => registryDownFault(s, lasts)),
  fc.tuple(at, seconds(60)).map(([s, lasts]) => apiServerSlowFault(s, lasts, 30)),
  fc
    .tuple(
      fc.constantFrom('nodeDown' as const, 'nodeReboot' as const, 'partition' as const),
      at,
      often<number | undefined>(20, seconds(150)),
    )
    .map(([kind, s, lasts]) => machineFault(kind, s, lasts)),
  fc
    .tuple(at, seconds(30), seconds(60))
    .map(([s, grace, off]) => shutdownFault(s, grace, grace / 2, grace + off)),
  fc
    .tuple(fc.constantFrom('drain' as const, 'nodeOutOfService' as const), at, seconds(60))
    .map(([kind, s, lasts]) => nodeObjectFault(kind, s, lasts)),
  at.map((s) => nodeDeleteFault(s)),
  fc.tuple(at, fc.boolean()).map(([s, fails]) => rolloutFault(s, 'c:1', fails)),
  fc.tuple(at, fc.integer({ min: 0, max: 4 })).map(([s, replicas]) => scaleFault(s, replicas)),
  fc.tuple(at, fc.boolean()).map(([s, force]) => deleteFault(s, { share: { count: 1 }, force })),
)

const slowControlPlane = {
  ...controlPlaneDefaults,
  controllers: { qps: 1, burst: 5 },
  scheduler: { qps: 2, burst: 3 },
}

const overheads = fc.constantFrom(idealOverheads, {
  ...idealOverheads,
  ideal: false,
  relistCostUs: constant(0.02),
  syncUs: constant(0.005),
  stopUs: constant(0.1),
  volumesUs: constant(0.3),
  apiRoundTripUs: constant(0.004),
  podStartDelayUs: constant(0.05),
  lostTrigger: 0.2,
})

const service: ServiceSpec = {
  namespace: 'default',
  name: 's',
  hasSelector: true,
  isHeadless: false,
  publishNotReadyAddresses: false,
}

function specs(
  fault: fc.Arbitrary<FaultSpec>,
  containers: fc.Arbitrary<ContainerSpec>,
  sidecarsMax: number,
): fc.Arbitrary<ClusterSpec> {
  return fc
    .record({
      containers: fc.array(containers, { minLength: 1, maxLength: 2 }),
      sidecars: fc.array(sidecarSpec, { maxLength: sidecarsMax }),
      init: fc.boolean(),
      restartPolicy: often('Always' as const, fc.constantFrom('OnFailure', 'Never')),
      terminationGraceUs: fc.constantFrom(0, 5 * second, 30 * second),
      activeDeadline: often(undefined, seconds(240)),
      replicas: fc.integer({ min: 1, max: 3 }),
      hasVolumes: fc.boolean(),
      faults: fc.array(fault, { maxLength: 3 }),
      overheads,
      initialState: fc.constantFrom('created', 'running'),
      kubernetesVersion: fc.constantFrom('1.31', '1.34', '1.35', '1.36', '1.37'),
      clockOffsetUs: fc.constantFrom(0, 140_000, 999_999),
      kubeletUptimeUs: fc.constantFrom(0, 86_400 * second),
      services: often<readonly ServiceSpec[]>(
        [],
        fc.constantFrom([service], [service, { ...service, name: 't', isHeadless: true }]),
      ),
    })
    .map(
      ({
        containers,
        sidecars,
        init,
        restartPolicy,
        terminationGraceUs,
        activeDeadline,
        replicas,
        hasVolumes,
        ...rest
      }) => {
        const inits = init
          ? [container({ name: 'init', behavior: behavior({ complete: { after: [constant(2), never] } }) })]
          : []
        const beside = sidecars.map((one, index) => ({ ...one, name: `s${index}` }))
        const initContainers = [...beside.slice(0, 1), ...inits, ...beside.slice(1)]
        const named = containers.map((one, index) => ({ ...one, name: `c${index}` }))
        const deadline = activeDeadline && { activeDeadlineUs: Math.ceil(activeDeadline) * second }
        const pod = { initContainers, restartPolicy, terminationGraceUs, hasVolumes, ...deadline }
        // Pods of a ReplicaSet may not end by policy or deadline; those that end by rules of their containers are replaced slowly.
        const kind = restartPolicy === 'Always' && deadline === undefined ? 'ReplicaSet' : 'Job'
        const { services } = rest
        const selectedBy = services.map((_, row) => ({ service: row, ports: [] }))
        const selection = selectedBy.length === 0 ? {} : { selectedBy }
        return cluster([workload(named, { kind, replicas, pod, ...selection })], 250, {
          ...rest,
          controlPlane: slowControlPlane,
        })
      },
    )
}

/** With a static pod beside the workload, which faults add, each with an ordinal of its own, and remove. */
function withStatic(specs: fc.Arbitrary<ClusterSpec>): fc.Arbitrary<ClusterSpec> {
  const change = fc.record({ at, adds: fc.boolean() })
  return fc
    .tuple(specs, anyContainerSpec, fc.constantFrom(0, 1), fc.array(change, { maxLength: 4 }))
    .map(([spec, one, replicas, changes]) => {
      const faults = changes.map(({ at, adds }, index): FaultSpec => {
        const atUs = Math.round(at * second)
        if (adds) return { kind: 'addStaticPod', atUs, workload: 1, ordinals: [index + 1] }
        return { kind: 'removeStaticPod', atUs, workloads: [1], nodes: [0], share: 'all' }
      })
      const staticOn = Array.from({ length: changes.length + 1 }, () => 'node-0')
      const agent = workload([one], { namespace: 'static', name: 'agent', replicas, staticOn })
      return { ...spec, workloads: [...spec.workloads, agent], faults: [...spec.faults, ...faults] }
    })
}

const plainSpec = specs(anyFault, anyContainerSpec, 2)
/** With faults and containers of every kind. */
export const anySpec: fc.Arbitrary<ClusterSpec> = fc.oneof(plainSpec, withStatic(plainSpec))
/** Without faults that touch pods or kubelets, so that every worker lives as long as its pod; containers of the plain kinds. */
export const undisturbedSpec: fc.Arbitrary<ClusterSpec> = specs(mildFault, containerSpec, 0)
