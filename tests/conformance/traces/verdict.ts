/** What a comparison comes to: whether simulated and measured agree, by kind and version, and by case. */
import { type Compared, outsideMax, type RunComparison } from './comparison.ts'
import { type IntervalKind, intervalKinds } from './intervals.ts'

/** Of all runs of a version. */
export type KindVerdict = {
  readonly kind: IntervalKind
  readonly version: string
  readonly count: number
  /** Values that are the same in every copy, and how many of them were measured otherwise. */
  readonly certain: number
  readonly wrong: number
  /** Of the others. */
  readonly outside: number
  readonly outsideMax: number
  readonly agrees: boolean
}

export type CaseVerdict = {
  readonly pod: string
  /** Empty of what belongs to the whole pod. */
  readonly container: string
  readonly compared: readonly Compared[]
  readonly outside: number
  readonly outsideMax: number
  readonly agrees: boolean
}

export function versionsOf(runs: readonly RunComparison[]): string[] {
  return [...new Set(runs.map(({ replay }) => replay.run.version))]
}

export function kindVerdicts(runs: readonly RunComparison[]): KindVerdict[] {
  return versionsOf(runs).flatMap((version) => {
    const values = runs
      .filter(({ replay }) => replay.run.version === version)
      .flatMap(({ replay, compared }) =>
        compared.filter(({ kind }) => replay.run.knownToDiffer[kind] === undefined),
      )
    return intervalKinds.flatMap((kind) => {
      const own = values.filter((one) => one.kind === kind)
      return own.length === 0 ? [] : [{ kind, version, ...verdictOf(own) }]
    })
  })
}

function verdictOf(values: readonly Compared[]): Omit<KindVerdict, 'kind' | 'version'> {
  const certain = values.filter(({ isCertain }) => isCertain)
  const wrong = certain.filter(({ isOutside }) => isOutside).length
  const outside = values.filter(({ isCertain, isOutside }) => !isCertain && isOutside).length
  const limit = outsideMax(values.length - certain.length)
  return {
    count: values.length,
    certain: certain.length,
    wrong,
    outside,
    outsideMax: limit,
    agrees: wrong === 0 && outside <= limit,
  }
}

/** A container each, and a pod each, in the order of the recording. */
export function caseVerdicts({ replay, compared }: RunComparison): CaseVerdict[] {
  const names = new Map(compared.map(({ pod, container }) => [`${pod}/${container}`, { pod, container }]))
  return [...names.values()].map(({ pod, container }) => {
    const own = compared.filter(
      (one) =>
        one.pod === pod && one.container === container && replay.run.knownToDiffer[one.kind] === undefined,
    )
    const { wrong, outside, outsideMax: limit, agrees } = verdictOf(own)
    return { pod, container, compared: own, outside: outside + wrong, outsideMax: limit, agrees }
  })
}

/** What does not agree, a line each. */
export function disagreements(runs: readonly RunComparison[]): string[] {
  return kindVerdicts(runs)
    .filter(({ agrees }) => !agrees)
    .map(
      ({ version, kind, outside, outsideMax: limit, count, wrong }) =>
        `${version}, ${kind}: ${outside} of ${count} outside, at most ${limit} may be; ${wrong} wrong`,
    )
}
