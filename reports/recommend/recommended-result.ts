/** What reports say of a recommendation: its result, and the facts beside it. */
import {
  type LimitName,
  type Limits,
  limitDefaults,
  type ProbeRecommendation,
  type ProbeSetting,
  type RatedSetting,
  type Recommendation,
  severities,
} from '../../engine/contract/recommendation.ts'

export type RecommendationFacts = {
  readonly version: string
  readonly kubernetesVersion: string
  readonly scenario: string
  readonly seed: string
  /** Defaults that mattered, and what was left out. */
  readonly notes: readonly string[]
  /** Where each probe stands, in the order of `Recommendation.probes`. */
  readonly targets: readonly ProbeTarget[]
  /** What `validate --advice` finds with the recommended settings too, and why it is left; text, partly of inputs. */
  readonly remaining: readonly string[]
}

/** Where the integers of a probe stand in a manifest. */
export type ProbeTarget = {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
  /** Keys from the object to the list of containers. */
  readonly listSteps: readonly string[]
  /** Place of the container in the list. */
  readonly index: number
  readonly container: string
  readonly probe: string
  /** Numbers that the manifest writes itself; others are defaults of the API. */
  readonly written: Readonly<Record<string, number>>
  /** What it asks, as the manifest writes it: `{ httpGet: { port: 80 } }`. */
  readonly handler: Readonly<Record<string, unknown>>
  /** Keys of its behavior for which a default stands. */
  readonly defaults: readonly ('latency' | 'startup')[]
}

/** In the order of the API. */
export const settingFields = [
  'initialDelaySeconds',
  'periodSeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
] as const satisfies readonly (keyof ProbeSetting)[]

/** The integers that a recommendation changes, with their new values; empty if it changes nothing. */
export function changedFields({
  current,
  recommended,
}: ProbeRecommendation): Partial<Record<keyof ProbeSetting, number>> {
  const next = recommended?.setting ?? current.setting
  return Object.fromEntries(
    settingFields
      .filter((field) => next[field] !== current.setting[field])
      .map((field) => [field, next[field]]),
  )
}

export function isChanged(probe: ProbeRecommendation): boolean {
  return probe.addedStartup !== null || Object.keys(changedFields(probe)).length > 0
}

/** Whether it harms nothing that runs now, but is, say, later than was asked for. */
function onlyBreaksAsked({
  severity,
  isKnown,
  current: { mistakesPerMonth, startKillProbability },
  currentBreaks,
}: ProbeRecommendation): boolean {
  if (severity !== 'broken' || currentBreaks.includes('outlast')) return false
  const mistakes = isKnown ? (mistakesPerMonth ?? 0) : 0
  return (
    mistakes <= limitDefaults['false-restarts-per-month'] &&
    (startKillProbability ?? 0) <= limitDefaults['startup-kill-probability']
  )
}

/** What does harm now before what only breaks a limit that was asked for; of equals that which changes most for the user. */
export function ranked(probes: readonly ProbeRecommendation[]): ProbeRecommendation[] {
  const gain = ({ current, recommended, better }: ProbeRecommendation): number =>
    Math.abs((current.mistakesPerMonth ?? 0) - ((better ?? recommended ?? current).mistakesPerMonth ?? 0))
  const urgency = (probe: ProbeRecommendation): number =>
    onlyBreaksAsked(probe) ? severities.indexOf('harmful') + 0.5 : severities.indexOf(probe.severity)
  return [...probes].sort((a, b) => urgency(a) - urgency(b) || gain(b) - gain(a))
}

/** Whether a probe has no setting that satisfies every limit, or none that starts no storm. */
export function isOpen({ recommended, withheld, currentBreaks }: ProbeRecommendation): boolean {
  return recommended === null || (withheld !== undefined && currentBreaks.length > 0)
}

/** `liveness of default/deployment/web, app`. */
export function probeName({
  probe,
  workload,
  container,
}: Pick<ProbeRecommendation, 'probe' | 'workload' | 'container'>): string {
  return `${probe} of ${workload}, ${container}`
}

/** Whether every probe has a setting that satisfies every limit; one without a setting of its own may break one, too. */
export function isSatisfied({ probes, skipped }: Pick<Recommendation, 'probes' | 'skipped'>): boolean {
  return !probes.some(isOpen) && skipped.every(({ breaks }) => breaks.length === 0)
}

export type { LimitName, Limits, ProbeRecommendation, ProbeSetting, RatedSetting, Recommendation }
