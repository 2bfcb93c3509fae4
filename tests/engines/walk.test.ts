/** The quiet engine walks lane by lane where it can; all events can be had in the order of time, too. Both give the same. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  controlPlaneDefaults,
  type DaemonSetSpec,
  daemonSetDefaults,
  type FaultSpec,
  kubeletDefaults,
  statefulSetDefaults,
  tolerationsDefault,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import type { ProbeTrace, ReplicationResult } from '../../engine/contract/run-result.ts'
import type { ClusterSpec } from '../../engine/index.ts'
import { Replication } from '../../engine/study/run/replication.ts'
import { anySpec } from '../support/arbitrary-spec.ts'
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
  scaleFault,
} from '../support/faults.ts'
import { served, service, traffic } from '../support/requests.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  image,
  node,
  probe,
  second,
  workload,
} from '../support/spec.ts'
import { lawStudies } from './same-law.ts'

const test = suite('lane by lane and in the order of time')

/** Everything but what went over the list. */
function outcome({ counters, ...rest }: ReplicationResult): object {
  return { ...rest, counters: { ...counters, listOperationsTotal: 0 } }
}

const quiet = { replication: 1, keepsStarts: true, verify: true, engine: 'quiet' } as const

function inOrderOfTime(spec: ClusterSpec, trace?: ProbeTrace): ReplicationResult {
  return runOf(new Replication(spec, { ...quiet, isOrdered: true }, trace))
}

function laneByLane(spec: ClusterSpec, trace?: ProbeTrace): ReplicationResult {
  return runOf(new Replication(spec, quiet, trace))
}

function runOf(run: Replication): ReplicationResult {
  while (run.advance(10_000));
  return run.result()
}

const crashing = container({
  probes: { liveness: probe({ period: 3 }), readiness: probe({ period: 2 }, { failureThreshold: 1 }) },
  behavior: behavior({
    start: [{ kind: 'uniform', low: 0.1 * second, high: 2 * second }],
    errorRate: 0.1,
    crash: { after: [{ kind: 'exponential', mean: 50 * second }], exitCode: 1 },
  }),
})
const steady = container({
  probes: { liveness: probe({ period: 3 }), readiness: probe({ period: 1 }) },
  behavior: behavior({
    startup: [{ kind: 'uniform', low: second, high: 20 * second }],
    shutdown: { after: [constant(5)], exitCode: 0 },
  }),
})
/** Who watches hears of changes late. */
const lateOverheads = {
  ...idealOverheads,
  ideal: false,
  apiRoundTripUs: constant(0.02),
  watchUs: constant(0.5),
}
const agents = workload([steady], { kind: 'DaemonSet', replicas: 4, name: 'agent' })
const agentsAtOnce: WorkloadSpec = {
  ...agents,
  daemonSet: { ...daemonSetDefaults, update: { maxUnavailable: { count: 4 }, maxSurge: { count: 0 } } },
  revisions: [agents.pod],
}
const job = container({
  name: 'job',
  behavior: behavior({ complete: { after: [{ kind: 'exponential', mean: 100 * second }] } }),
})
const twoWorkloads = [
  workload([crashing], { kind: 'Deployment', name: 'web', replicas: 7 }),
  workload([job], {
    kind: 'Job',
    name: 'job',
    replicas: 9,
    createdAtUs: 33 * second,
    pod: { restartPolicy: 'Never' },
  }),
]
/** Flaky Jobs that a controller looks after, until they complete or fail. */
const flaky = container({
  behavior: behavior({
    complete: { after: [{ kind: 'exponential', mean: 60 * second }] },
    crash: { after: [{ kind: 'exponential', mean: 200 * second }], exitCode: 1 },
  }),
})
const watchedJobs = [
  ...twoWorkloads.slice(0, 1),
  workload([flaky], {
    kind: 'Job',
    name: 'many',
    replicas: 4,
    job: { parallelism: 4, completions: 20, backoffLimit: 50 },
    pod: { restartPolicy: 'Never' },
  }),
  workload([flaky], {
    kind: 'Job',
    name: 'strict',
    replicas: 3,
    createdAtUs: 100 * second,
    job: { parallelism: 3, completions: 30, backoffLimit: 1 },
    pod: { restartPolicy: 'OnFailure' },
  }),
]
/** CronJobs of each policy, some of whose runs fail or overlap, and whose Jobs go again. */
const cronJobs = [
  ...twoWorkloads.slice(0, 1),
  ...(['Allow', 'Forbid', 'Replace'] as const).map((policy, index) =>
    workload([flaky], {
      kind: 'CronJob',
      name: policy.toLowerCase(),
      replicas: 2,
      createdAtUs: 10 * index * second,
      pod: { restartPolicy: 'Never' },
      job: { parallelism: 2, completions: 3, backoffLimit: 1, ...(index === 1 && { ttlUs: 40 * second }) },
      cronJob: {
        schedule: '*/2 * * * *',
        times: Array.from({ length: 8 }, (_, run) => 120 * run * second),
        policy,
        successfulJobsMax: 1,
        failedJobsMax: 1,
      },
    }),
  ),
]
/** Start-ups, idling and answers that each make the others slower, with and without requests and limits. */
const contending = [{ requestMilli: 200 }, { requestMilli: 100, limitMilli: 300 }, undefined].map(
  (cpu, index) =>
    workload(
      [
        container({
          ...(cpu && { cpu }),
          probes: { liveness: probe({ period: 3 }), readiness: probe({ period: 2 }, { handler: 'exec' }) },
          behavior: behavior({
            ...crashing.behavior,
            latency: {
              ...crashing.behavior.latency,
              liveness: { kind: 'lognormal', median: 0.2 * second, sigma: 0.5 },
            },
            cpu: {
              startupUs: [{ kind: 'exponential', mean: 3 * second }],
              startupCores: 1.5,
              idleCores: 0.05,
              perRequestUs: 0,
            },
            leaks: { exec: 3 },
          }),
        }),
      ],
      { kind: 'Deployment', name: `w${index}`, replicas: 6, createdAtUs: 30 * index * second },
    ),
)
const nodes = (count: number, podsMax: number) =>
  Array.from({ length: count }, (_, index) => node({ name: `n${index}`, podsMax }))

const surging: DaemonSetSpec = {
  minReadyUs: 0,
  update: { maxUnavailable: { count: 0 }, maxSurge: { count: 1 } },
}

const selections = (...services: readonly number[]) => services.map((service) => ({ service, ports: [] }))

/** Few writes at once, and few per second. */
const slowKubelet = { ...kubeletDefaults, apiQps: 2, apiBurst: 3, eventQps: 0.01, eventBurst: 2 }

/** Images that are absent, one pull at a time, few tokens, and a registry that is away; everything crashes now and then. */
const pulled = container({
  ...crashing,
  imagePullPolicy: 'Always',
  behavior: {
    ...crashing.behavior,
    image: image({ pull: { kind: 'exponential', mean: 5 * second }, check: constant(0.2), present: false }),
  },
})
const onePuller = { ...kubeletDefaults, parallelImagePullsMax: 1, registryPullQps: 0.2, registryBurst: 2 }
const pullingPods = ['one', 'two', 'three'].map((name, index) =>
  workload([{ ...pulled, image: `registry/${name}:1` }], {
    kind: 'Deployment',
    name,
    replicas: 5,
    createdAtUs: 40 * index * second,
  }),
)

/** Static pods that wait for those of the same name on their nodes to go, which takes a while. */
const staticPods = workload(
  [container({ behavior: { ...crashing.behavior, shutdown: { after: [constant(7)], exitCode: 0 } } })],
  { name: 'agent', staticOn: ['n0', 'n1', 'n2', 'n0', 'n1', 'n2'], replicas: 3 },
)
const addAndRemove: readonly FaultSpec[] = [100, 300, 500].flatMap((at, index): FaultSpec[] => [
  { kind: 'removeStaticPod', atUs: at * second, workloads: [0], nodes: [0, 1, 2], share: 'all' },
  { kind: 'addStaticPod', atUs: (at + 1) * second, workload: 0, ordinals: index === 0 ? [3, 4, 5] : [] },
])

/** Sets whose pods flap, are deleted and replaced, scaled, and updated: in order, at once, with surge. */
const later = (one: WorkloadSpec): WorkloadSpec => ({ ...one, revisions: [one.pod] })
const flappingSets = [
  later({ ...workload([crashing], { kind: 'DaemonSet', name: 'agent', replicas: 4 }), daemonSet: surging }),
  later(workload([crashing], { kind: 'DaemonSet', name: 'log', replicas: 4 })),
  later({
    ...workload([crashing], { kind: 'StatefulSet', name: 'at-once', replicas: 4 }),
    statefulSet: { ...statefulSetDefaults, isOrdered: false },
  }),
  later({
    ...workload([crashing], { kind: 'StatefulSet', name: 'db', replicas: 4 }),
    statefulSet: { ...statefulSetDefaults, minReadyUs: 3 * second },
  }),
]
const allSets = flappingSets.map((_, index) => index)

const studies: readonly { readonly name: string; readonly spec: ClusterSpec }[] = [
  ...lawStudies,
  {
    name: 'CronJobs whose runs overlap',
    spec: cluster(cronJobs, 900, {
      nodes: nodes(3, 12),
      overheads: { ...idealOverheads, ideal: false },
      faults: [crashFault(400)],
    }),
  },
  {
    name: 'pulls that wait for each other on their nodes',
    spec: cluster(pullingPods, 900, {
      nodes: nodes(3, 20).map((one) => ({ ...one, kubelet: onePuller })),
      overheads: { ...idealOverheads, ideal: false },
      faults: [registryDownFault(200, 100), crashFault(400), kubeletRestartFault(600)],
    }),
  },
  {
    name: 'static pods that wait for others to go',
    spec: cluster([staticPods], 700, { nodes: nodes(3, 20), faults: addAndRemove }),
  },
  {
    name: 'Jobs that end within the run',
    spec: cluster(watchedJobs, 2000, { nodes: nodes(2, 7), overheads: { ...idealOverheads, ideal: false } }),
  },
  {
    name: 'crash loops and Jobs over windows, faults at their bounds, a warm-up',
    spec: cluster(twoWorkloads, 1500, {
      nodes: nodes(3, 20),
      intervalUs: 7 * second,
      warmUpUs: 100 * second,
      faults: [crashFault(300), hangFault(600, undefined, { fraction: 0.5 }), kubeletRestartFault(900)],
    }),
  },
  {
    name: 'replicas that change again while calls for them are under way',
    spec: cluster(
      [
        workload([crashing], { kind: 'ReplicaSet', replicas: 3 }),
        workload([crashing], { kind: 'Deployment', name: 'other' }),
      ],
      120,
      {
        initialState: 'running',
        overheads: {
          ...idealOverheads,
          ideal: false,
          apiRoundTripUs: constant(0.004),
          watchUs: constant(0.01),
        },
        controlPlane: {
          ...controlPlaneDefaults,
          controllers: { qps: 1, burst: 1 },
          scheduler: { qps: 1, burst: 1 },
        },
        // While 4 are on their way, 6 are enough; while 4 of 10 are to go, all are to stay.
        faults: [
          scaleFault(20, 10),
          scaleFault(20.5, 6),
          scaleFault(60, 10),
          scaleFault(80, 3),
          scaleFault(80.5, 8),
        ],
      },
    ),
  },
  {
    name: 'writes that wait for their turn',
    spec: cluster(twoWorkloads, 900, {
      nodes: nodes(2, 20).map((one) => ({ ...one, kubelet: slowKubelet })),
      overheads: { ...idealOverheads, apiRoundTripUs: constant(0.4) },
      faults: [crashFault(300)],
    }),
  },
  {
    name: 'Services whose pods flap and go, while writes wait and the API is slow',
    spec: cluster(
      [
        workload([crashing], { kind: 'StatefulSet', name: 'a', replicas: 12, selectedBy: selections(0, 1) }),
        workload([crashing], { kind: 'Deployment', name: 'b', replicas: 3, selectedBy: selections(1) }),
      ],
      900,
      {
        initialState: 'running',
        warmUpUs: 100 * second,
        nodes: nodes(3, 20).map((one) => ({ ...one, kubelet: slowKubelet })),
        services: ['all', 'both'].map((name) => ({
          namespace: 'default',
          name,
          hasSelector: true,
          isHeadless: name === 'all',
          publishNotReadyAddresses: false,
        })),
        overheads: {
          ...idealOverheads,
          ideal: false,
          apiRoundTripUs: { kind: 'exponential', mean: 0.02 * second },
          watchUs: { kind: 'exponential', mean: 0.01 * second },
        },
        controlPlane: { ...controlPlaneDefaults, controllers: { qps: 1, burst: 3 } },
        faults: [
          hangFault(200, undefined, { count: 5 }),
          deleteFault(300, { share: { count: 3 }, force: false }),
          apiServerSlowFault(400, 200, 20),
        ],
      },
    ),
  },
  ...(['apart', 'shared'] as const).map((probes) => ({
    name: `requests to pods that crash, hang, slow down and are deleted, with probes ${probes}`,
    spec: cluster(
      [
        served({ ...crashing, behavior: { ...crashing.behavior, probes } }, { name: 'db', replicas: 6 }, 0),
        served({ ...steady, behavior: { ...steady.behavior, probes } }, { name: 'web', replicas: 4 }, 1),
      ],
      600,
      {
        initialState: 'running',
        nodes: nodes(3, 20),
        overheads: lateOverheads,
        services: [
          service({
            name: 'db',
            traffic: traffic({ perPod: { concurrency: 2 }, connections: 'keepAlive', retries: { max: 2 } }),
          }),
          service({
            name: 'web',
            traffic: traffic({ calls: [{ to: { kind: 'service', index: 0 }, perRequest: 3 }] }),
          }),
        ],
        faults: [
          {
            kind: 'traffic',
            atUs: 60 * second,
            services: [1],
            factor: 4,
            rampUs: 20 * second,
            forUs: 100 * second,
          },
          hangFault(200, 60, { count: 2 }),
          deleteFault(300, { share: { count: 2 } }),
          crashFault(400),
        ],
      },
    ),
  })),
  {
    name: 'StatefulSets and DaemonSets that are updated, scaled and lose pods',
    spec: cluster(flappingSets, 1500, {
      initialState: 'running',
      nodes: nodes(4, 20),
      overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: constant(0.02), watchUs: constant(0.01) },
      faults: [
        deleteFault(100, { workload: 1, share: { count: 2 } }),
        { kind: 'scale', atUs: 200 * second, replicas: 7, workloads: [2, 3] },
        {
          kind: 'rollout',
          atUs: 500 * second,
          revisions: allSets.map((index) => ({ workload: index, revision: 1 })),
        },
        deleteFault(520, { workload: 3, share: { count: 1 }, force: true }),
        { kind: 'rollback', atUs: 900 * second, workloads: allSets },
        { kind: 'scale', atUs: 1200 * second, replicas: 2, workloads: [2, 3] },
      ],
    }),
  },
  {
    name: 'autoscalers between their looks at what pods use',
    spec: cluster(
      [
        workload([crashing], {
          kind: 'Deployment',
          name: 'web',
          replicas: 3,
          cpuLoad: [
            { fromUs: 0, millicores: 300 },
            { fromUs: 200 * second, millicores: 1500 },
            { fromUs: 400 * second, millicores: 100 },
          ],
        }),
      ],
      900,
      {
        initialState: 'running',
        nodes: nodes(3, 20),
        controlPlane: controlPlaneDefaults,
        overheads: {
          ...idealOverheads,
          ideal: false,
          apiRoundTripUs: { kind: 'exponential', mean: 0.02 * second },
        },
        autoscalers: [
          {
            namespace: 'default',
            name: 'web',
            workload: 0,
            minReplicas: 2,
            maxReplicas: 20,
            target: { kind: 'utilization', percent: 50, requestMillicores: 100 },
            tolerance: { up: 0.1, down: 0.1 },
          },
        ],
      },
    ),
  },
  {
    name: 'nodes that fail, return, are drained and deleted, with a budget',
    spec: cluster(
      [
        workload([crashing], { kind: 'Deployment', replicas: 8, budgets: [0] }),
        workload([crashing], {
          kind: 'StatefulSet',
          name: 'quick',
          replicas: 4,
          pod: {
            tolerations: {
              ...tolerationsDefault,
              staysUs: { ...tolerationsDefault.staysUs, unreachable: 0 },
            },
          },
        }),
      ],
      1500,
      {
        initialState: 'running',
        nodes: nodes(4, 9),
        overheads: {
          ...idealOverheads,
          ideal: false,
          apiRoundTripUs: { kind: 'exponential', mean: 0.02 * second },
          watchUs: { kind: 'exponential', mean: 0.01 * second },
        },
        controlPlane: controlPlaneDefaults,
        budgets: [
          { namespace: 'default', name: 'web', maxUnavailable: { pods: 1 }, alwaysAllowsUnhealthy: false },
        ],
        faults: [
          machineFault('nodeReboot', 50, 20, [1]),
          machineFault('partition', 100, 150, [0]),
          nodeObjectFault('drain', 400, 60, [2]),
          machineFault('nodeDown', 500, undefined, [3]),
          nodeObjectFault('nodeOutOfService', 700, undefined, [3]),
          machineFault('nodeDown', 900, 500, [1]),
          nodeDeleteFault(950, [1]),
        ],
      },
    ),
  },
  ...(['nodeOutOfService', 'nodeDelete'] as const).map((kind) => ({
    name: `pods leave a node that is well because somebody changes its object: ${kind}`,
    spec: cluster([agents], 400, {
      initialState: 'running' as const,
      nodes: nodes(4, 9),
      overheads: lateOverheads,
      faults: [kind === 'nodeDelete' ? nodeDeleteFault(100) : nodeObjectFault(kind, 100, 100)],
    }),
  })),
  {
    name: 'a DaemonSet of which all pods go at once for a new revision, and for the one before',
    spec: cluster([agentsAtOnce], 400, {
      initialState: 'running',
      nodes: nodes(4, 9),
      overheads: lateOverheads,
      faults: [
        { kind: 'rollout', atUs: 100 * second, revisions: [{ workload: 0, revision: 1 }] },
        { kind: 'rollback', atUs: 200 * second, workloads: [0] },
        // While the calls of its sync are under way.
        { kind: 'rollout', atUs: 300 * second, revisions: [{ workload: 0, revision: 1 }] },
        { kind: 'rollback', atUs: 300.54 * second, workloads: [0] },
      ],
    }),
  },
  {
    name: 'containers that contend for processors and processes of their nodes, one of which loses power',
    spec: cluster(contending, 900, {
      nodes: nodes(3, 20).map((one, index) => ({
        ...one,
        pidsMax: 900,
        ...(index < 2 && { cpuCores: index + 1 }),
      })),
      warmUpUs: 50 * second,
      overheads: { ...idealOverheads, ideal: false },
      faults: [crashFault(300), machineFault('nodeReboot', 500, 20, [0])],
    }),
  },
  {
    name: 'pods that wait for a place and get one',
    spec: cluster(twoWorkloads, 900, {
      nodes: nodes(2, 5),
      faults: [
        scaleFault(100, 2),
        deleteFault(200, { share: { count: 2 }, force: false }),
        scaleFault(400, 9),
        hangFault(500, 50, { count: 2 }),
      ],
    }),
  },
]

for (const { name, spec } of studies) {
  test(`give the same: ${name}`, () => {
    for (const masterSeed of ['1', '2']) {
      const seeded = { ...spec, masterSeed }
      assert.equal(outcome(laneByLane(seeded)), outcome(inOrderOfTime(seeded)))
    }
  })
}

test('give the same, whatever the spec', () => {
  const errorRates = fc.constantFrom(0, 0.2, 0.7)
  fc.assert(
    fc.property(anySpec, errorRates, (spec, errorRate) => {
      const random = withErrorRate(spec, errorRate)
      assert.equal(outcome(laneByLane(random)), outcome(inOrderOfTime(random)))
    }),
    { numRuns: 150 },
  )
})

/** With answers that are random, and take a random time. */
function withErrorRate(spec: ClusterSpec, errorRate: number): ClusterSpec {
  const of = { kind: 'exponential', mean: 0.4 * second } as const
  return {
    ...spec,
    workloads: spec.workloads.map(({ pod, ...rest }) => ({
      ...rest,
      pod: {
        ...pod,
        containers: pod.containers.map((one) => ({
          ...one,
          behavior: { ...one.behavior, errorRate, latency: { startup: of, readiness: of, liveness: of } },
        })),
      },
    })),
  }
}

test('give the same when few facts may wait, so that windows are made shorter again and again', () => {
  for (const { spec } of studies.slice(-7)) {
    for (const waitingMax of [5, 100]) {
      const run = new Replication(spec, { ...quiet, waitingMax })
      while (run.advance(20));
      assert.equal(outcome(run.result()), outcome(inOrderOfTime(spec)))
    }
  }
})

test('tell a probe trace the same rows, each probe its own in order', () => {
  for (const { spec } of studies) {
    assert.equal(tracedRows(spec, laneByLane), tracedRows(spec, inOrderOfTime))
  }
})

/** By probe, as they came. */
function tracedRows(
  spec: ClusterSpec,
  run: (spec: ClusterSpec, trace: ProbeTrace) => ReplicationResult,
): Map<number, number[][]> {
  const rows = new Map<number, number[][]>()
  run(spec, {
    begin: () => {},
    row: (timeUs, durationUs, probe, ...rest) => {
      if (!rows.has(probe)) rows.set(probe, [])
      rows.get(probe)!.push([timeUs, durationUs, ...rest])
    },
  })
  return new Map(Array.from(rows).sort(([a], [b]) => a - b))
}

test('a run that is interrupted after every few events comes out the same, and time goes on', () => {
  const { spec } = studies[studies.length - 2]
  const run = new Replication(spec, quiet)
  let nowUs = 0
  while (run.advance(50)) {
    assert.ok(run.nowUs >= nowUs && run.nowUs <= spec.durationUs, `${run.nowUs} after ${nowUs}`)
    nowUs = run.nowUs
  }
  assert.equal(run.result(), laneByLane(spec))
})

test.run()
