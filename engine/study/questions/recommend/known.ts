/** What is known of a probe, and from where: observed, given by the user, or nothing. */
import type { BehaviorSpec, DistributionSpec, ProbeTypeName } from '../../../contract/cluster-spec.ts'
import type { KnownBy } from '../../../contract/recommendation.ts'
import type { ObservedQuantity, ObservedSpec } from '../../../contract/uncertainty-spec.ts'

/** Of runs that fail one by one the variance of their number in equal times is about the mean; of more than this they clump. */
const dispersionAlone = 1.3

/**
 * Of fewer observations nobody can say that less than three in a hundred are slow: if none of n was, up to 3 in n may be (95 %). What is
 * too rare for them to have been seen decides about a month.
 */
const observationsLeast = 100
/**
 * Answers that must have been seen to say that they come one by one, and that a probe may stay as it is: three hours of a probe every
 * 10 s. Slow phases come some times an hour or a day.
 */
const answersLeast = 1000

/** Failed runs that must have been seen to say that they come one by one, where the law has a kind of time of its own for them. */
const failedLeast = 20

/** Observations that it takes to say something for sure. */
export function countLeast(type: ProbeTypeName, isLeft: boolean): number {
  return type !== 'startup' && isLeft ? answersLeast : observationsLeast
}

export function isLittle(known: KnownBy, type: ProbeTypeName, isLeft: boolean): boolean {
  return known.from === 'observations' && known.count < countLeast(type, isLeft)
}

/** What a probe's own observations are called, the most particular first. */
function quantitiesOf(type: ProbeTypeName): readonly ObservedQuantity[] {
  return [`${type}Probe.latency`, 'latency']
}

function observedOf(
  { uncertainty }: BehaviorSpec,
  names: readonly ObservedQuantity[],
): ObservedSpec | undefined {
  for (const name of names) {
    const found = uncertainty?.observed.find(({ of }) => of === name)
    if (found !== undefined) return found
  }
  return undefined
}

/** @param isGiven whether the input says anything of it. */
export function latencyKnownBy(behavior: BehaviorSpec, type: ProbeTypeName, isGiven: boolean): KnownBy {
  return knownBy(observedOf(behavior, quantitiesOf(type)), isGiven)
}

export function startsKnownBy(behavior: BehaviorSpec, isGiven: boolean): KnownBy {
  return knownBy(observedOf(behavior, ['startup']), isGiven)
}

function knownBy(observed: ObservedSpec | undefined, isGiven: boolean): KnownBy {
  if (observed === undefined) return isGiven ? { from: 'user' } : { from: 'nothing' }
  const { count, censored, truncated, order } = observed
  return { from: 'observations', count, censored, truncated, order }
}

function comesAlone({ order, dispersion, count }: ObservedSpec): boolean {
  return dispersion === undefined ? order && count >= answersLeast : dispersion <= dispersionAlone
}

/**
 * `known`: runs fail as the behavior says, by themselves or in the phases that it names. `unknown`: the law was observed without its
 * order in time. `lost`: and it is that of two kinds of time, a quick and a slow one, of which only the order could tell how long each
 * lasts. A law of two kinds that nobody has called ordered is such a law; of any other law that a user writes, that runs are
 * independent is what the user says.
 */
export type Order = 'known' | 'unknown' | 'lost'

/** @param failing share of the runs that fail at the present timeout. */
export function orderOf(behavior: BehaviorSpec, type: ProbeTypeName, failing: number): Order {
  if (behavior.slow !== undefined || behavior.pause !== undefined) return 'known'
  const latency = observedOf(behavior, quantitiesOf(type))
  const errors = observedOf(behavior, ['errorRate'])
  const isOrdered =
    latency === undefined ? undefined : comesAlone(latency) && (errors === undefined || comesAlone(errors))
  const isTwofold = hasKinds(behavior.latency[type])
  // Of a slow kind that was hardly ever seen its order says nothing.
  if (isOrdered === true && !(isTwofold && latency!.count * failing < failedLeast)) return 'known'
  if (isTwofold) return 'lost'
  return isOrdered === undefined ? 'known' : 'unknown'
}

/** Whether a law is a table of times of several kinds, and no law of one kind. */
function hasKinds(law: DistributionSpec): boolean {
  return law.kind === 'mixture' || law.kind === 'empirical'
}
