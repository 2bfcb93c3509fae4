/** One probe in one scenario: what advice says of it, and what `recommend` says. */
import type { AdviceFinding } from '../../engine/contract/advice-result.ts'
import type {
  BehaviorSpec,
  ClusterSpec,
  DependencySpec,
  ProbeHandler,
} from '../../engine/contract/cluster-spec.ts'
import { outlastedSeconds, type ProbeSetting } from '../../engine/contract/probe-setting.ts'
import { limitDefaults } from '../../engine/contract/recommendation.ts'
import { advise, type ProbeRecommendation, recommend, withRecommended } from '../../engine/index.ts'
import { allKnown, noLimits } from '../support/example-recommendation.ts'
import { app, deployed, latency } from '../support/one-workload.ts'
import { constant, probe, second } from '../support/spec.ts'

/** Rules of advice that are about what `recommend` decides: restarts of containers that are well. */
const sharedRules = ['startup-budget', 'late-answers', 'liveness-within-outage']

const exponential = (seconds: number) => ({ kind: 'exponential', mean: seconds * second }) as const
const answering = (seconds: number): Partial<BehaviorSpec> => {
  const law = exponential(seconds)
  return { latency: { startup: law, readiness: law, liveness: law } }
}
const calm = { latency: latency(0.01) }
const pause = { every: exponential(1800), for: constant(45) }
const slowPhases = { every: exponential(3600), for: exponential(20), factor: 1000 }

export const behaviors: Readonly<Record<string, Partial<BehaviorSpec>>> = {
  calm,
  'one in 50 fails': { ...calm, errorRate: 0.02 },
  'a third fails': { ...calm, errorRate: 0.3 },
  'late by chance': answering(0.3),
  'hardly ever late': answering(0.1),
  pauses: { ...calm, pause },
  'slow phases': { ...calm, slow: slowPhases },
  'a start of 60 s': { ...calm, startup: [constant(60)] },
  'starts of any length': { ...calm, startup: [exponential(5)] },
}

const database = {
  externals: [{ name: 'db', latency: constant(0.005), errorRate: 0, concurrency: Infinity }],
}
const needs = (
  effects: DependencySpec['effects'],
  probes: DependencySpec['probes'],
): Partial<BehaviorSpec> => ({
  dependsOn: [{ to: { kind: 'external', index: 0 }, effects, probes, timeoutUs: 5 * second }],
})
const away = (mode: 'refuse' | 'hang', seconds: number): Partial<ClusterSpec> => ({
  ...database,
  faults: [
    {
      kind: 'outage',
      atUs: 10 * second,
      forUs: seconds * second,
      targets: [{ kind: 'external', index: 0 }],
      mode,
    },
  ],
})
const all = { containers: [{ workload: 0, container: 0 }], share: { fraction: 1 } }
const hang = (seconds: number): Partial<ClusterSpec> => ({
  faults: [{ kind: 'hang', atUs: 10 * second, forUs: seconds * second, ...all }],
})

/** What the scenario has beside the container: what it does more, and faults. */
export const scenarios: Readonly<Record<string, readonly [Partial<BehaviorSpec>, Partial<ClusterSpec>]>> = {
  'no fault': [{}, {}],
  'a hang of 30 s': [{}, hang(30)],
  'a slow time of 90 s': [
    {},
    { faults: [{ kind: 'slow', atUs: 10 * second, forUs: 90 * second, factor: 1e4, ...all }] },
  ],
  'fails while a database refuses': [needs(['failLiveness'], []), away('refuse', 40)],
  'waits for a database that hangs': [needs(['latency'], ['liveness']), away('hang', 40)],
  'fails with a database that hangs': [needs(['failLiveness'], ['liveness']), away('hang', 40)],
}

export type Case = {
  readonly handler: ProbeHandler
  /** Period, timeout, failureThreshold. */
  readonly numbers: readonly [number, number, number]
  readonly behavior: string
  readonly scenario: string
  readonly replicas: number
}

/** @returns what the two say that does not go together; empty if they are of one mind. */
export async function disagreements(of: Case): Promise<string[]> {
  const [period, timeout, failureThreshold] = of.numbers
  const [more, changes] = scenarios[of.scenario]!
  const liveness = probe({ period, timeout }, { failureThreshold, handler: of.handler })
  const spec = deployed(app({ liveness }, { ...behaviors[of.behavior], ...more }), 120, {
    replicas: of.replicas,
    initialState: 'running',
    ...changes,
  })
  const before = shared(spec)
  const { probes } = await recommend(spec, { limits: noLimits, objective: 'robust' }, allKnown)
  const [found] = probes
  const after = shared(withRecommended(spec, probes))
  const isUrgent = found!.severity === 'harmful' || found!.severity === 'broken'
  return [
    ...(before.length > 0 && !isUrgent
      ? [`advice warns (${before.join()}), recommend says ${found!.severity}`]
      : []),
    ...(before.length === 0 && isUrgent ? [`recommend says ${found!.severity}, advice is silent`] : []),
    ...after
      .filter((rule) => !isSaidToBeLeft(rule, found!))
      .map((rule) => `recommend says that nothing is left, advice still warns: ${rule}`),
  ]
}

function shared(spec: ClusterSpec): AdviceFinding['rule'][] {
  const facts = { sharesEndpoint: false, setsExecCpu: true, ...allKnown() }
  return advise(spec, () => facts)
    .filter(({ rule, severity }) => sharedRules.includes(rule) && severity === 'warning')
    .map(({ rule }) => rule)
}

/** Whether the recommendation itself says that this harm stays. */
function isSaidToBeLeft(rule: AdviceFinding['rule'], probe: ProbeRecommendation): boolean {
  const { recommended, standstill } = probe
  if (rule === 'late-answers')
    return recommended!.mistakesPerMonth! > limitDefaults['false-restarts-per-month']
  const isWithin = (setting: ProbeSetting): boolean =>
    standstill !== undefined && outlastedSeconds(setting, standstill.failsAtOnce) <= standstill.seconds
  return rule === 'liveness-within-outage' && isWithin(recommended!.setting)
}
