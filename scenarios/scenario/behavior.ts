/** `behavior` of a scenario: what a container does that Kubernetes does not decide. */
import {
  type BehaviorSpec,
  type DependencySpec,
  type DistributionSpec,
  type PerIncarnation,
  type ProbeTypeName,
  phaseScopes,
  type ScriptEntrySpec,
  scriptAnswers,
  type UncertaintySpec,
} from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import { cpuFields, cpuShape, leaksShape } from './cpu-use.ts'
import { distribution, perIncarnation } from './distribution-text.ts'
import { factOf, life } from './life.ts'
import type { Overheads } from './overheads.ts'
import {
  choice,
  described,
  duration,
  flag,
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
import { dependsOnShape } from './traffic-shape.ts'
import { drawnSettings, uncertaintyShape } from './uncertainty.ts'

const exitCode = wholeNumber({ min: 0, max: 255 })
export const slowFactor = number({ min: 0, max: Number.POSITIVE_INFINITY, minExcluded: true })
const codeOf = (code: number): Shape<number> => described(exitCode, `exit code [${code}]`)
const phaseGap = described(distribution, 'from the end of one to the next')
const phaseLength = described(distribution, 'how long one lasts')
const tcpAnswer = choice('ok', 'fails')

export { exitCode }

const latencies = object(
  {},
  {
    liveness: described(distribution, 'of liveness probes'),
    readiness: described(distribution, 'of readiness probes'),
    startup: described(distribution, 'of startup probes'),
  },
)
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
  { probe: described(choice('liveness', 'readiness', 'startup', 'all'), 'which probes it answers') },
  {
    after: described(duration(), 'since the container started [0]'),
    answer: described(choice(...scriptAnswers), 'of each run from then on'),
    latency: described(distribution, 'of these answers [as behavior.latency]'),
    incarnations: described(
      listOf(wholeNumber({ min: 0, max: 1_000_000 }), 1),
      'starts of the container for which it holds, from 0 [all]',
    ),
    sequence: described(text, 'a letter per run in place of answer: 1 ok, 0 fail, e error'),
    ill: described(flag, 'the container counts as ill from then on [false]'),
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
  {
    every: phaseGap,
    for: phaseLength,
    factor: described(slowFactor, 'latencies are multiplied by it; .inf: no answer'),
  },
  {
    scope: described(
      choice(...phaseScopes),
      'whose they are: containers of one node, or of one workload, share them [container]',
    ),
    survivesRestart: described(
      flag,
      'they go on when the container restarts; with the scope node or workload they always do [false]',
    ),
  },
)

const slow: typeof slowPhases = {
  schema: slowPhases.schema,
  read(at, reading) {
    const phases = slowPhases.read(at, reading)
    const scope = phases?.scope ?? 'container'
    if (scope === 'container' || phases?.survivesRestart !== false) return phases
    const survives = at.get('survivesRestart')
    reading.report.error(
      'shared-phases',
      survives,
      `${survives.pathText} is false with scope: ${scope}; expected true, for phases of a ${scope} do not end with a container`,
      'delete survivesRestart, or write scope: container',
    )
    return undefined
  },
}

const failingHook = object(
  {},
  {
    after: described(distribution, 'how long it takes [0]'),
    fails: described(flag, 'the container is killed for it [false]'),
  },
)

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

/** What calibration fits. */
const fittedShapes = {
  startup: described(perIncarnation, 'from its start until it answers probes [0]'),
  latency: described(
    latency,
    'how long it takes to answer a probe, of all probes or by their kind [typical: p50 5 ms, p99 50 ms; ideal: 0]',
  ),
  errorRate: described(probability, 'share of the answers that are failures [0]'),
  slow: described(slow, 'phases in which it answers more slowly [none]'),
  pause: described(
    object({ every: phaseGap, for: phaseLength }, {}),
    'pauses in which it stands still: what is due in one comes at its end plus what was left [none]',
  ),
  crash: described(life({ exitCode: codeOf(1) }), 'how long it runs until it ends with an error [never]'),
}

export const behaviorShape = object(
  {},
  {
    start: described(perIncarnation, 'how long the runtime takes to start it [overheads.start]'),
    ...fittedShapes,
    hang: described(
      life({ tcp: described(tcpAnswer, 'what tcpSocket probes meet then [ok]') }),
      'how long it runs until it answers no more [never]',
    ),
    complete: described(
      life({}),
      'how long it runs until it ends with exit code 0 [never; 1s of init containers and Jobs]',
    ),
    shutdown: described(
      life({ exitCode: codeOf(143) }),
      'from SIGTERM to its end; never: it waits for SIGKILL [0]',
    ),
    preStop: described(distribution, 'how long the preStop hook takes, where the manifest does not tell'),
    postStart: described(
      postStart,
      'how long the postStart hook takes, and whether it fails {after: 2s, fails: true}',
    ),
    afterSigterm: described(choice('ok', 'refused'), 'what probes meet from SIGTERM to the exit'),
    script: described(listOf(script), 'what it answers, by its age'),
    image: described(
      object(
        {},
        {
          pull: described(distribution, 'how long a pull takes [2s]'),
          check: described(distribution, 'how long it takes to ask the registry [typical: 300ms]'),
          present: described(flag, 'whether nodes have it at time 0 [true, unless pulls fail]'),
          fails: described(flag, 'whether pulls fail [false]'),
        },
      ),
      'what becomes of pulls of the image, and of asking the registry {pull: 2s, check: 300ms, present: true, fails: false}',
    ),
    startError: described(
      listOf(wholeNumber({ min: 0, max: 1_000_000 })),
      'incarnations whose start fails in the runtime (RunContainerError)',
    ),
    cpu: described(cpuShape, 'what it uses of the processors of its node'),
    leaks: described(leaksShape, 'what its probes leave behind until it ends'),
    dependsOn: described(
      dependsOnShape,
      'services that it needs, and what becomes of it while they are down',
    ),
    probes: described(
      choice('shared', 'apart'),
      'whether its probes wait with the requests that its pod gets [httpGet and grpc: shared; exec and tcpSocket: apart]',
    ),
    uncertainty: described(
      uncertaintyShape(fittedShapes),
      'how well the fitted keys are known, as calibrate writes it; simulation ignores it',
    ),
  },
)

export type BehaviorSetting = ValueOf<typeof behaviorShape>

const never: DistributionSpec = { kind: 'never' }
const atOnce: DistributionSpec = { kind: 'constant', value: 0 }

/** Init containers and containers of Jobs complete after 1 s, unless a behavior says otherwise. */
const completesUs: DistributionSpec = { kind: 'constant', value: 1_000_000 }

/** Exit code of a process that ends on SIGTERM, and of one that crashes. */
const exitCodeTerminated = 143
const exitCodeCrashed = 1

/** The behavior of one container with every default filled in; what its `dependsOn` names has been looked up. */
export function behaviorSpec(
  setting: BehaviorSetting,
  overheads: Overheads,
  completes: boolean,
  dependsOn?: readonly DependencySpec[],
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
    ...cpuFields(setting.cpu, setting.leaks),
    image: {
      pull: setting.image?.pull ?? overheads.pull,
      check: setting.image?.check ?? overheads.check,
      // An image that cannot be pulled is not there either, unless it is said to be.
      present: setting.image?.present ?? setting.image?.fails !== true,
      fails: setting.image?.fails ?? false,
    },
    startError: setting.startError ?? [],
    ...(dependsOn === undefined ? {} : { dependsOn }),
    ...(setting.probes === undefined ? {} : { probes: setting.probes }),
    ...(setting.uncertainty === undefined
      ? {}
      : { uncertainty: uncertaintyOf(setting, overheads, completes, dependsOn) }),
  }
}

function uncertaintyOf(
  { uncertainty = {}, ...setting }: BehaviorSetting,
  overheads: Overheads,
  completes: boolean,
  dependsOn: readonly DependencySpec[] | undefined,
): UncertaintySpec<BehaviorSpec> {
  const { observed = [], draws = [], happened } = uncertainty
  return {
    observed: observed.map((each) => ({ censored: 0, truncated: 0, order: false, ...each })),
    draws: drawnSettings(setting, draws).map((drawn) => behaviorSpec(drawn, overheads, completes, dependsOn)),
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
