/** Random pods whose every time is certain, so that two implementations must agree on them to the microsecond. */
import * as fc from 'fast-check'
import {
  type BehaviorSpec,
  type ClusterSpec,
  type ContainerSpec,
  type DistributionSpec,
  type FaultSpec,
  type HookSpec,
  type ProbeSpec,
  restartPolicies,
  type ScriptEntrySpec,
  scriptAnswers,
} from '../../engine/contract/cluster-spec.ts'
import { behavior, cluster, constant, container, image, second, workload } from '../support/spec.ts'

const durationSeconds = 600

/** Whole seconds mostly: equal times are where orders show. */
const seconds = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: max * 1000 }).map((ms) => ms / 1000) },
  )

/** One for all incarnations, or one for each. */
const oneOrEach = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
  fc.oneof({ weight: 3, arbitrary: value }, fc.array(value, { minLength: 1, maxLength: 3 }))

const often = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })

const timesOf = (arbitrary: fc.Arbitrary<number>): fc.Arbitrary<DistributionSpec[]> =>
  fc.array(arbitrary.map(constant), { minLength: 1, maxLength: 3 })

function probeSpec(type: 'startup' | 'readiness' | 'liveness'): fc.Arbitrary<ProbeSpec> {
  return fc
    .record({
      handler: fc.constantFrom('exec', 'httpGet', 'tcpSocket', 'grpc'),
      initialDelayUs: often(0, fc.integer({ min: 1, max: 20 })).map((s) => s * second),
      timeoutUs: fc.integer({ min: 1, max: 8 }).map((s) => s * second),
      periodUs: fc.integer({ min: 1, max: 15 }).map((s) => s * second),
      successThreshold: type === 'readiness' ? often(1, fc.integer({ min: 2, max: 3 })) : fc.constant(1),
      failureThreshold: fc.integer({ min: 1, max: 4 }),
      portDefined: fc.oneof(
        { weight: 9, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
      ),
      grace: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    })
    .map(({ grace, ...probe }) =>
      grace === undefined || type === 'readiness' ? probe : { ...probe, terminationGraceUs: grace * second },
    )
}

const scriptEntry: fc.Arbitrary<ScriptEntrySpec> = fc
  .record({
    probe: fc.constantFrom('liveness', 'readiness', 'startup', 'all'),
    afterUs: seconds(100).map((s) => Math.round(s * second)),
    answer: fc.constantFrom(...scriptAnswers),
    latency: fc.option(seconds(6), { nil: undefined }),
    incarnations: fc.option(fc.subarray([0, 1, 2, 3], { minLength: 1 }), { nil: undefined }),
    sequence: fc.option(fc.stringMatching(/^[10e]{1,6}$/), { nil: undefined }),
    ill: fc.boolean(),
  })
  .map(({ latency, incarnations, sequence, ...entry }) => ({
    ...entry,
    ...(latency !== undefined && { latencyUs: constant(latency) }),
    ...(incarnations !== undefined && { incarnations }),
    ...(sequence !== undefined && { sequence }),
  }))

const behaviorSpec: fc.Arbitrary<BehaviorSpec> = fc
  .record({
    start: timesOf(often(0, seconds(5))),
    startup: timesOf(often(0, often(Infinity, seconds(40)))),
    latency: fc.record({
      startup: often(0, seconds(9)).map(constant),
      readiness: often(0, seconds(9)).map(constant),
      liveness: often(0, seconds(9)).map(constant),
    }),
    errorRate: fc.constantFrom(0, 0, 0, 1),
    hang: fc.record({ after: timesOf(often(Infinity, seconds(150))), tcpOk: oneOrEach(fc.boolean()) }),
    crash: fc.record({
      after: timesOf(often(Infinity, seconds(150))),
      exitCode: oneOrEach(fc.constantFrom(0, 1, 139)),
    }),
    complete: timesOf(fc.oneof({ weight: 4, arbitrary: fc.constant(Infinity) }, seconds(200))).map(
      (after) => ({ after }),
    ),
    shutdown: fc.record({
      after: timesOf(often(0, fc.constantFrom(1.5, 6, Infinity))),
      exitCode: oneOrEach(fc.constantFrom(0, 143)),
    }),
    afterSigterm: fc.constantFrom('ok', 'refused'),
    script: fc.array(scriptEntry, { maxLength: 2 }),
    image: seconds(3).map((check) => image({ check: constant(check) })),
    startError: often([], fc.subarray([0, 1, 2, 3])),
  })
  .map(behavior)

/** B10: a policy of its own, perhaps with rules. */
const ownPolicy: fc.Arbitrary<Partial<ContainerSpec>> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record({
      restartPolicy: fc.constantFrom(...restartPolicies),
      restartRules: fc.array(
        fc.record({
          operator: fc.constantFrom('In', 'NotIn'),
          exitCodes: fc.subarray([0, 1, 128, 137, 139, 143], { minLength: 1 }),
          action: fc.constant('Restart' as const),
        }),
        { maxLength: 2 },
      ),
    }),
  },
)

/** K2, K8. */
const hookSpec = (lengths: fc.Arbitrary<number>, fails: fc.Arbitrary<boolean>): fc.Arbitrary<HookSpec> =>
  fc.record({ length: lengths.map(constant), endsWithProcess: fc.boolean(), fails })

const hooks: fc.Arbitrary<Pick<ContainerSpec, 'postStart' | 'preStop'>> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        postStart: hookSpec(fc.oneof(fc.constant(0), seconds(30), seconds(120)), often(false, fc.boolean())),
        preStop: hookSpec(fc.oneof(seconds(40), fc.constant(Infinity)), fc.constant(false)),
      },
      { requiredKeys: [] },
    ),
  },
)

const regularSpec: fc.Arbitrary<ContainerSpec> = fc
  .record({
    probes: fc.record(
      { startup: probeSpec('startup'), readiness: probeSpec('readiness'), liveness: probeSpec('liveness') },
      { requiredKeys: [] },
    ),
    behavior: behaviorSpec,
    imagePullPolicy: fc.constantFrom('IfNotPresent', 'IfNotPresent', 'Always'),
    own: ownPolicy,
    hooks,
  })
  .map(({ own, hooks, ...spec }) => container({ ...spec, ...hooks, ...own }))

const sidecarSpec: fc.Arbitrary<ContainerSpec> = regularSpec.map(({ restartRules, ...spec }) => ({
  ...spec,
  restartPolicy: 'Always' as const,
}))

const initSpec: fc.Arbitrary<ContainerSpec> = fc
  .record({
    after: timesOf(fc.integer({ min: 1, max: 20 })),
    fails: timesOf(often(Infinity, fc.integer({ min: 1, max: 20 }))),
    start: timesOf(often(0, seconds(3))),
    startError: often([], fc.subarray([0, 1, 2])),
    own: ownPolicy.filter(({ restartPolicy }) => restartPolicy !== 'Always'),
  })
  .map(({ after, fails, start, own, startError }) =>
    container({
      ...own,
      behavior: behavior({
        start,
        startError,
        complete: { after },
        crash: { after: [...fails, constant(Infinity)], exitCode: 1 },
      }),
    }),
  )

const faultKind = fc.constantFrom('hang', 'crash', 'delete')
const faultSpec = (containers: number): fc.Arbitrary<FaultSpec> =>
  fc
    .record({
      kind: faultKind,
      at: seconds(300),
      lasts: fc.option(seconds(80), { nil: undefined }),
      container: fc.nat({ max: containers - 1 }),
      grace: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
    })
    .map(({ kind, at, lasts, container, grace }): FaultSpec => {
      const atUs = Math.round(at * second)
      const target = { containers: [{ workload: 0, container }], share: 'all' } as const
      if (kind === 'crash') return { kind, atUs, exitCode: 1, ...target }
      if (kind === 'hang')
        return { kind, atUs, ...target, ...(lasts !== undefined && { forUs: Math.round(lasts * second) }) }
      const mercy = grace === undefined ? {} : { gracePeriodUs: grace * second }
      return { kind, atUs, workloads: [0], share: 'all', force: false, ...mercy }
    })

/** One pod, made during the run. */
export const randomPod: fc.Arbitrary<ClusterSpec> = fc
  .array(regularSpec, { minLength: 1, maxLength: 3 })
  .chain((regular) =>
    fc.record({
      regular: fc.constant(regular),
      inits: often([], fc.array(fc.oneof(initSpec, sidecarSpec), { minLength: 1, maxLength: 3 })),
      restartPolicy: often('Always' as const, fc.constantFrom('OnFailure', 'Never')),
      graceSeconds: fc.constantFrom(0, 5, 30),
      deadlineSeconds: often(undefined, fc.integer({ min: 1, max: 400 })),
      createdAt: often(0, seconds(50)),
      faults: fc.array(faultSpec(regular.length), { maxLength: 3 }),
      kubernetesVersion: fc.constantFrom('1.31', '1.34', '1.35', '1.36', '1.37'),
      clockOffsetUs: fc.constantFrom(0, 140_000, 999_999),
    }),
  )
  .map(({ regular, inits, restartPolicy, graceSeconds, deadlineSeconds, createdAt, ...rest }) => {
    const containers = regular.map((one, index) => ({ ...one, name: `c${index}` }))
    const initContainers = inits.map((one, index) => ({ ...one, name: `i${index}` }))
    const deadline = deadlineSeconds !== undefined && { activeDeadlineUs: deadlineSeconds * second }
    const pod = { initContainers, restartPolicy, terminationGraceUs: graceSeconds * second, ...deadline }
    const createdAtUs = Math.round(createdAt * second)
    return cluster([workload(containers, { createdAtUs, pod })], durationSeconds, {
      ...rest,
      intervalUs: second,
    })
  })
