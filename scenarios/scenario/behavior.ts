/** `behavior` of a scenario: what a container does that Kubernetes does not decide. */
import {
  type BehaviorSpec,
  type DistributionSpec,
  type PerIncarnation,
  type ProbeTypeName,
  phaseScopes,
  probeCpuUsDefaults,
  type ScriptEntrySpec,
  scriptAnswers,
  type UncertaintySpec,
} from '../../engine/model/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import { distribution, perIncarnation } from './distribution-text.ts'
import { factOf, life } from './life.ts'
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
import { drawnSettings, uncertaintyShape } from './uncertainty.ts'

const exitCode = wholeNumber({ min: 0, max: 255 })
export const slowFactor = number({ min: 0, max: Number.POSITIVE_INFINITY, minExcluded: true })
const tcpAnswer = choice('ok', 'fails')

export { exitCode }

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

const slowPhases = object(
  { every: distribution, for: distribution, factor: slowFactor },
  {
    scope: described(
      choice(...phaseScopes),
      'whose phases they are: all containers of the node, or of the workload, share them',
    ),
    survivesRestart: described(
      flag,
      'phases go on when the container restarts; those of a node or a workload always do',
    ),
  },
)

const slow: typeof slowPhases = {
  schema: slowPhases.schema,
  read(at, reading) {
    const phases = slowPhases.read(at, reading)
    const isShared = phases?.scope !== undefined && phases.scope !== 'container'
    if (!isShared || phases?.survivesRestart !== false) return phases
    reading.report.error(
      'shared-phases',
      at.get('survivesRestart'),
      `${at.get('survivesRestart').pathText} is false with scope: ${phases.scope}; expected true, for phases of a ${phases.scope} do not end with a container`,
      'delete survivesRestart, or write scope: container',
    )
    return undefined
  },
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

/** What calibration fits. */
const fittedShapes = {
  startup: perIncarnation,
  latency,
  errorRate: probability,
  slow: described(
    slow,
    'phases in which answers take longer {every: 10m, for: 20s, factor: 30, scope: container, survivesRestart: false}',
  ),
  pause: described(
    object({ every: distribution, for: distribution }, {}),
    'pauses in which the process stands still, and what it is about to do waits for their end {every: 2h, for: 45s}',
  ),
  crash: life({ exitCode }),
}

export const behaviorShape = object(
  {},
  {
    start: perIncarnation,
    ...fittedShapes,
    hang: life({ tcp: tcpAnswer }),
    complete: life({}),
    shutdown: life({ exitCode }),
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
    uncertainty: described(
      uncertaintyShape(fittedShapes),
      'how well the fitted keys are known, as calibrate writes it; simulation ignores it',
    ),
  },
  laterKeys('dependsOn'),
)

export type BehaviorSetting = ValueOf<typeof behaviorShape>

const never: DistributionSpec = { kind: 'never' }
const atOnce: DistributionSpec = { kind: 'constant', value: 0 }

/** Init containers and containers of Jobs complete after 1 s, unless a behavior says otherwise. */
const completesUs: DistributionSpec = { kind: 'constant', value: 1_000_000 }

/** Exit code of a process that ends on SIGTERM, and of one that crashes. */
const exitCodeTerminated = 143
const exitCodeCrashed = 1

/** The behavior of one container with every default filled in. */
export function behaviorSpec(
  setting: BehaviorSetting,
  overheads: Overheads,
  completes: boolean,
): BehaviorSpec {
  const latencyOf = (probe: ProbeTypeName): DistributionSpec => setting.latency?.[probe] ?? overheads.latency
  const { hang = [{ after: never }], crash = [{ after: never }], shutdown = [{ after: atOnce }] } = setting
  return {
    start: setting.start ?? [overheads.start],
    startup: setting.startup ?? [atOnce],
    latency: {
      startup: latencyOf('startup'),
      readiness: latencyOf('readiness'),
      liveness: latencyOf('liveness'),
    },
    errorRate: setting.errorRate ?? 0,
    ...(setting.slow === undefined ? {} : { slow: setting.slow }),
    ...(setting.pause === undefined ? {} : { pause: setting.pause }),
    hang: { after: timesOf(hang), tcpOk: factOf(hang, ({ tcp }) => tcp !== 'fails') },
    crash: { after: timesOf(crash), exitCode: factOf(crash, (each) => each.exitCode ?? exitCodeCrashed) },
    complete: {
      after:
        setting.complete !== undefined
          ? timesOf(setting.complete)
          : completes
            ? completesUnless(timesOf(hang), timesOf(crash))
            : [never],
    },
    shutdown: {
      after: timesOf(shutdown),
      exitCode: factOf(shutdown, (each) => each.exitCode ?? exitCodeTerminated),
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
    ...(setting.uncertainty === undefined
      ? {}
      : { uncertainty: uncertaintyOf(setting, overheads, completes) }),
  }
}

function uncertaintyOf(
  { uncertainty = {}, ...setting }: BehaviorSetting,
  overheads: Overheads,
  completes: boolean,
): UncertaintySpec<BehaviorSpec> {
  const { observed = [], draws = [], happened } = uncertainty
  return {
    observed: observed.map((each) => ({ censored: 0, truncated: 0, order: false, ...each })),
    draws: drawnSettings(setting, draws).map((drawn) => behaviorSpec(drawn, overheads, completes)),
    ...(happened === undefined ? {} : { happened }),
  }
}

function timesOf(settings: readonly { readonly after: DistributionSpec }[]): PerIncarnation {
  return settings.map(({ after }) => after)
}

/** What is written beats what is default: an incarnation that is to hang or to crash does not complete by itself. */
function completesUnless(...written: readonly PerIncarnation[]): PerIncarnation {
  const count = Math.max(...written.map((times) => times.length))
  return Array.from({ length: count }, (_, incarnation) =>
    written.some((times) => times[Math.min(incarnation, times.length - 1)]!.kind !== 'never')
      ? never
      : completesUs,
  )
}
