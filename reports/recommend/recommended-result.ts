/** What reports say of a recommendation: its result, and the facts beside it. */
import type {
  LimitName,
  Limits,
  ProbeRecommendation,
  ProbeSetting,
  RatedSetting,
  Recommendation,
} from '../../engine/study/recommend/recommendation.ts'

export type RecommendationFacts = {
  readonly version: string
  readonly kubernetesVersion: string
  readonly scenario: string
  readonly seed: string
  /** Defaults that mattered, and what was left out. */
  readonly notes: readonly string[]
  /** Where each probe stands, in the order of `Recommendation.probes`. */
  readonly targets: readonly ProbeTarget[]
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
  return Object.keys(changedFields(probe)).length > 0
}

/** Whether every probe has a setting that satisfies every limit. */
export function isSatisfied({ probes }: Recommendation): boolean {
  return probes.every(({ recommended }) => recommended !== null)
}

export type { LimitName, Limits, ProbeRecommendation, ProbeSetting, RatedSetting, Recommendation }
