/** `behavior` of a scenario: what a container does that Kubernetes does not decide. */
import {
  type BehaviorSpec,
  type DistributionSpec,
  type PerIncarnation,
  type ProbeTypeName,
  probeCpuUsDefaults,
  type ScriptEntrySpec,
  scriptAnswers,
} from '../../engine/model/cluster-spec.ts'
import { isMap, type Located } from '../text/located.ts'
import { distribution, perIncarnation } from './distribution-text.ts'
import type { Overheads } from './overheads.ts'
import {
  choice,
  described,
  duration,
  flag,
  laterKeys,
  listOf,
  number,
  object,
  probability,
  type Reading,
  type Shape,
  text,
  type ValueOf,
  wholeNumber,
} from './shape.ts'

const exitCode = wholeNumber({ min: 0, max: 255 })
export const slowFactor = number({ min: 0, max: Number.POSITIVE_INFINITY, minExcluded: true })
const tcpAnswer = choice('ok', 'fails')

export { exitCode }

/** `10m` or a list for `{after: ...}`, or the map itself. */
function after<T extends { readonly after: PerIncarnation }>(
  whole: Shape<T>,
): Shape<T | { readonly after: PerIncarnation }> {
  return {
    schema: { anyOf: [perIncarnation.schema, whole.schema] },
    read(at, reading) {
      if (isMap(at.value) && (Object.hasOwn(at.value, 'after') || isNoDistribution(at, whole)))
        return whole.read(at, reading)
      const times = perIncarnation.read(at, reading)
      return times === undefined ? undefined : { after: times }
    },
  }
}

/** A map with a key of the whole shape, such as `{exitCode: 2}`, lacks `after`: it is no distribution. */
function isNoDistribution(at: Located, whole: Shape<unknown>): boolean {
  const known = Object.keys(whole.schema['properties'] as object)
  return at.keys().some((key) => known.includes(key))
}

const latencies = object({}, { liveness: distribution, readiness: distribution, startup: distribution })
const latencyKeys: readonly string[] = ['liveness', 'readiness', 'startup']

type LatencySetting = Readonly<Partial<Record<ProbeTypeName, DistributionSpec>>>

const latency: Shape<LatencySetting> = {
  schema: { anyOf: [distribution.schema, latencies.schema] },
  read(at, reading) {
    if (at.keys().some((key) => latencyKeys.includes(key))) return latencies.read(at, reading)
    const all = distribution.read(at, reading)
    return all === undefined ? undefined : { liveness: all, readiness: all, startup: all }
  },
}

const scriptEntry = object(
  { probe: choice('liveness', 'readiness', 'startup', 'all') },
  {
    after: duration(),
    answer: choice(...scriptAnswers),
    latency: distribution,
    incarnations: listOf(wholeNumber({ min: 0, max: 1_000_000 }), 1),
    sequence: text,
    ill: flag,
  },
)

const script: Shape<ScriptEntrySpec> = {
  schema: scriptEntry.schema,
  read(at, reading) {
    const entry = scriptEntry.read(at, reading)
    if (entry === undefined || !scriptAnswersOnce(at, reading)) return undefined
    return {
      probe: entry.probe,
      afterUs: entry.after ?? 0,
      answer: entry.answer ?? 'ok',
      ill: entry.ill ?? false,
      ...(entry.latency === undefined ? {} : { latencyUs: entry.latency }),
      ...(entry.incarnations === undefined ? {} : { incarnations: entry.incarnations }),
      ...(entry.sequence === undefined ? {} : { sequence: entry.sequence }),
    }
  },
}

function scriptAnswersOnce(at: Located, reading: Reading): boolean {
  const sequence = at.get('sequence')
  const hasAnswer = !at.get('answer').isAbsent
  if (hasAnswer === sequence.isAbsent) {
    if (hasAnswer || typeof sequence.value !== 'string' || /^[10e]+$/.test(sequence.value)) return true
    reading.report.error(
      'script-answer',
      sequence,
      `${sequence.pathText} is ${JSON.stringify(sequence.value)}; expected letters 1 (ok), 0 (fail) and e (error)`,
      'write a text such as "110e", in quotes',
    )
    return false
  }
  const found = hasAnswer ? 'both an answer and a sequence' : 'neither an answer nor a sequence'
  reading.report.error(
    'script-answer',
    at,
    `${at.pathText} has ${found}; expected one of them`,
    hasAnswer ? 'delete one of the two' : `add answer: ${scriptAnswers.join(', ')}`,
  )
  return false
}

const failingHook = object({}, { after: distribution, fails: flag })

/** `2s` for `{after: ...}`, or the map itself. */
const postStart: Shape<ValueOf<typeof failingHook>> = {
  schema: { anyOf: [distribution.schema, failingHook.schema] },
  read(at, reading) {
    const isWhole = at.keys().some((key) => key === 'after' || key === 'fails')
    if (isWhole) return failingHook.read(at, reading)
    const after = distribution.read(at, reading)
    return after === undefined ? undefined : { after }
  },
}

const perProbe = described(
  object({}, { exec: duration(), httpGet: duration(), tcpSocket: duration(), grpc: duration() }),
  'CPU time of one run {exec: 50ms, httpGet: 300us, tcpSocket: 150us, grpc: 700us}',
)

export const behaviorShape = object(
  {},
  {
    start: perIncarnation,
    startup: perIncarnation,
    latency,
    errorRate: probability,
    slow: object({ every: distribution, for: distribution, factor: slowFactor }, {}),
    hang: after(object({ after: perIncarnation }, { tcp: tcpAnswer })),
    crash: after(object({ after: perIncarnation }, { exitCode })),
    complete: after(object({ after: perIncarnation }, {})),
    shutdown: after(object({ after: perIncarnation }, { exitCode })),
    preStop: described(distribution, 'how long the preStop hook takes, where the manifest does not tell'),
    postStart: described(
      postStart,
      'how long the postStart hook takes, and whether it fails {after: 2s, fails: true}',
    ),
    afterSigterm: described(choice('ok', 'refused'), 'what probes meet from SIGTERM to the exit'),
    script: listOf(script),
    image: described(
      object({}, { pull: distribution, check: distribution, present: flag, fails: flag }),
      'what becomes of pulls of the image, and of asking the registry {pull: 2s, check: 300ms, present: true, fails: false}',
    ),
    startError: described(
      listOf(wholeNumber({ min: 0, max: 1_000_000 })),
      'incarnations whose start fails in the runtime (RunContainerError)',
    ),
    cpu: object({}, { perProbe }, laterKeys('startup', 'idle', 'perRequest')),
  },
  laterKeys('dependsOn'),
)

export type BehaviorSetting = ValueOf<typeof behaviorShape>

const never: PerIncarnation = [{ kind: 'never' }]
const atOnce: PerIncarnation = [{ kind: 'constant', value: 0 }]

/** Init containers and containers of Jobs complete after 1 s, unless a behavior says otherwise. */
const completesUs = 1_000_000

/** Exit code of a process that ends on SIGTERM, and of one that crashes. */
const exitCodeTerminated = 143
const exitCodeCrashed = 1

/** The behavior of one container with every default filled in. */
export function behaviorSpec(
  setting: BehaviorSetting,
  overheads: Overheads,
  completes: boolean,
): BehaviorSpec {
  const exitCodeOf = (part: object | undefined, standard: number): number =>
    part !== undefined && 'exitCode' in part && typeof part.exitCode === 'number' ? part.exitCode : standard
  const latencyOf = (probe: ProbeTypeName): DistributionSpec => setting.latency?.[probe] ?? overheads.latency
  return {
    start: setting.start ?? [overheads.start],
    startup: setting.startup ?? atOnce,
    latency: {
      startup: latencyOf('startup'),
      readiness: latencyOf('readiness'),
      liveness: latencyOf('liveness'),
    },
    errorRate: setting.errorRate ?? 0,
    ...(setting.slow === undefined ? {} : { slow: setting.slow }),
    hang: {
      after: setting.hang?.after ?? never,
      tcpOk: !(setting.hang !== undefined && 'tcp' in setting.hang && setting.hang.tcp === 'fails'),
    },
    crash: { after: setting.crash?.after ?? never, exitCode: exitCodeOf(setting.crash, exitCodeCrashed) },
    complete: {
      after: setting.complete?.after ?? (completes ? [{ kind: 'constant', value: completesUs }] : never),
    },
    shutdown: {
      after: setting.shutdown?.after ?? atOnce,
      exitCode: exitCodeOf(setting.shutdown, exitCodeTerminated),
    },
    afterSigterm: setting.afterSigterm ?? 'ok',
    script: setting.script ?? [],
    probeCpuUs: { ...probeCpuUsDefaults, ...setting.cpu?.perProbe },
    image: {
      pull: setting.image?.pull ?? overheads.pull,
      check: setting.image?.check ?? overheads.check,
      // An image that cannot be pulled is not there either, unless it is said to be.
      present: setting.image?.present ?? setting.image?.fails !== true,
      fails: setting.image?.fails ?? false,
    },
    startError: setting.startError ?? [],
  }
}
