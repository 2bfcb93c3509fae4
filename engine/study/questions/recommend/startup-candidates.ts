/**
 * The setting of a startup probe: how often it may fail before it gives up. Its period is kept, for a container that has
 * started waits for it, up to a period, until it counts as started; so are its initial delay and, if possible, its timeout.
 */
import type { ProbeSpec } from '../../../contract/cluster-spec.ts'
import type { RatedSetting } from '../../../contract/recommendation.ts'
import type { ProbeSetting } from '../../theory/failure-detector.ts'
import { drawsShare, type ProbeCase } from './probe-case.ts'
import { searchMax } from './search-space.ts'

/** Failures that are looked at: 3 days of a period of 10 s. */
const failuresMax = 25_920
/** Of the draws of the law of starts, so many have to keep a budget that is lowered: the upper bound of a quantile. */
const boundShare = 0.95
/** A budget that is made anew lets starts through that take so many times as long: it costs nothing. */
const reserve = 2

/**
 * The smallest budget that lets enough starts come through, with the present timeout or, if none does, with the shortest
 * that has one. The present setting if nothing is known but that the container starts at once.
 * @param mayLower whether the budget may become smaller than it is: it costs nothing, and what was observed is not all that happens.
 */
export function startupSetting(
  probe: ProbeCase,
  killProbabilityMax: number,
  mayLower: boolean,
): RatedSetting | undefined {
  const { current } = probe
  if (!probe.knowsStarts) return probe.rate(current)
  const isEnough = (setting: ProbeSetting, share: number): boolean =>
    probe.startKill(setting) <= killProbabilityMax &&
    (probe.drawn((draw) => draw.startKill(setting), share) ?? 0) <= killProbabilityMax
  if (!mayLower && isEnough(current, drawsShare)) return probe.rate(current)
  const others = Array.from(
    { length: Math.min(searchMax.timeoutSeconds, current.periodSeconds) },
    (_, index) => index + 1,
  )
  const timeouts = others.filter((seconds) => mayLower || seconds > current.timeoutSeconds)
  for (const timeoutSeconds of [current.timeoutSeconds, ...timeouts]) {
    const withThreshold = (failureThreshold: number) => ({ ...current, timeoutSeconds, failureThreshold })
    const least = leastThat((threshold) => isEnough(withThreshold(threshold), boundShare), failuresMax)
    if (least !== undefined) return probe.rate(withThreshold(least))
  }
  return undefined
}

/** A liveness probe behind the startup probe that it needs, and that startup probe; undefined if no budget is enough. */
export type Gated = { readonly probe: ProbeCase; readonly startup: RatedSetting }

/** The startup probe asks what the liveness probe asks, as often (P19), with a timeout up to the period. */
export function behindStartupProbe(probe: ProbeCase, killProbabilityMax: number): Gated | undefined {
  const { periodUs, timeoutUs } = probe.probe
  const asked: ProbeSpec = {
    ...probe.probe,
    initialDelayUs: 0,
    timeoutUs: Math.min(timeoutUs, periodUs),
    successThreshold: 1,
    failureThreshold: 1,
  }
  const needed = startupSetting(probe.slower(reserve).behind(asked).gate, killProbabilityMax, true)
  if (needed === undefined) return undefined
  const { timeoutSeconds, failureThreshold } = needed.setting
  const { gated, gate } = probe.behind({ ...asked, timeoutUs: timeoutSeconds * 1e6, failureThreshold })
  return { probe: gated, startup: gate.rate(gate.current) }
}

/** The least number from 1 on for which something holds that holds for all larger ones too. */
function leastThat(holds: (number: number) => boolean, max: number): number | undefined {
  let high = 1
  while (!holds(high)) {
    if (high >= max) return undefined
    high = Math.min(max, 2 * high)
  }
  let low = Math.floor(high / 2)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
