/** One sample of a truth to a recommendation, and how right it is by the truth. */

import type { ClusterSpec, ProbeTypeName } from '../../engine/contract/cluster-spec.ts'
import { limitDefaults, type ProbeRecommendation } from '../../engine/contract/recommendation.ts'
import { type Limits, recommend } from '../../engine/index.ts'
import { MistakeStudy } from '../../engine/study/questions/recommend/mistake-study.ts'
import type { ProbeCase } from '../../engine/study/questions/recommend/probe-case.ts'
import { probeCases } from '../../engine/study/questions/recommend/probe-cases.ts'
import type { ProbeSetting } from '../../engine/study/theory/failure-detector.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import { observe, scenarioOf } from '../../scenarios/calibrate/observed.test.helper.ts'
import { loadText } from '../../scenarios/load-text.test.helper.ts'
import { allKnown, noLimits } from '../support/example-recommendation.ts'
import { observationOf } from './observation.ts'
import { manifestOf, type Truth, truthOf, truthScenario } from './truth.ts'

/** Asked of every sample. */
export const asked: Partial<Limits> = { 'detect-within': 60, 'false-restarts-per-month': 1 }
/** So many studies share the time of one: a formula that is close is judged by small ones. */
const studies = 400
/** A formula that is not exact is trusted so far from the limit; nearer, the truth is simulated. */
const clear = 3

export type Verdict = {
  readonly truth: Truth
  readonly n: number
  /**
   * `safe`: another setting that is said to keep the limits; `leave`: the present one; `unknown`: also another one of which it is said
   * that more observations are needed; `none`: no setting is said to keep them.
   */
  readonly says: 'safe' | 'leave' | 'unknown' | 'none'
  readonly now: string
  readonly setting: string
  /** By the truth: mistakes a month, or the probability that a start is cut short, of what is recommended. */
  readonly figure: number
  readonly isKept: boolean
}

export async function verdictOf(index: number, n: number): Promise<Verdict> {
  const truth = truthOf(index)
  const { spec } = await loadText(`${manifestOf(truth)}---\n${truthScenario(truth)}`)
  const behavior = spec.workloads[0]!.pod.containers[0]!.behavior
  const observed = await observe(observationOf(truth, behavior, n), {
    ...(truth.kind === 'cut off' ? { timeoutUs: truth.timeoutSeconds * 1e6 } : {}),
  })
  const fitted = await loadText(`${manifestOf(truth)}---\n${scenarioOf(observed)}`)
  const isStart = truth.kind === 'cold starts'
  const type: ProbeTypeName = isStart ? 'startup' : 'liveness'
  const kill = isStart && index % 2 === 1 ? { 'startup-kill-probability': killMax } : {}
  const question = { limits: { ...noLimits, ...asked, ...kill }, objective: 'robust' as const }
  const { probes } = await recommend(fitted.spec, question, (ref) => containerFacts(fitted.places, ref), {
    studies,
  })
  const found = probes.find(({ probe }) => probe === type)!
  const { setting } = found.recommended ?? found.current
  const figure = await figureOf(spec, type, setting)
  return {
    truth,
    n,
    says: saysOf(found),
    now: textOf(found.current.setting),
    setting: textOf(setting),
    figure,
    isKept: figure <= (isStart ? killMax : asked['false-restarts-per-month']!),
  }
}

const killMax = limitDefaults['startup-kill-probability']

function saysOf({ recommended, current, severity, evidence }: ProbeRecommendation): Verdict['says'] {
  if (recommended === null) return 'none'
  if (severity === 'unknown' || evidence.basis === 'few') return 'unknown'
  return textOf(recommended.setting) === textOf(current.setting) ? 'leave' : 'safe'
}

function textOf({ periodSeconds, timeoutSeconds, failureThreshold }: ProbeSetting): string {
  return `${periodSeconds}/${timeoutSeconds}/${failureThreshold}`
}

async function figureOf(spec: ClusterSpec, type: ProbeTypeName, setting: ProbeSetting): Promise<number> {
  const probe = probeCases(spec, allKnown).cases.find((each) => each.type === type)!
  return type === 'startup' ? probe.startKill(setting) : mistakesOf(spec, probe, setting)
}

async function mistakesOf(spec: ClusterSpec, probe: ProbeCase, setting: ProbeSetting): Promise<number> {
  const formula = probe.mistakesPerMonth(setting)
  const most = asked['false-restarts-per-month']!
  const isClear = formula > clear * most || formula < most / clear
  if (probe.answers.isIndependent || isClear) return formula
  const study = new MistakeStudy(spec, probe, most, { workers: 1, probes: 16 })
  const { perMonth, perMonthLow, perMonthHigh } = await study.count(setting, 1)
  // Where the interval holds the limit, the formula, which is close, has the last word.
  return perMonthLow > most || perMonthHigh <= most ? perMonth : formula
}
