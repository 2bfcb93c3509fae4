/**
 * The setting of a startup probe: how often it may fail before it gives up. Its period is kept, for a container that has
 * started waits for it, up to a period, until it counts as started; so are its initial delay and, if possible, its timeout.
 */
import type { ProbeCase } from './probe-case.ts'
import type { RatedSetting } from './recommendation.ts'
import { searchMax } from './search-space.ts'

/** Failures that are looked at: 3 days of a period of 10 s. */
const failuresMax = 25_920

/**
 * The smallest budget that lets enough starts come through, with the present timeout or, if none does, with the shortest
 * that has one. The present setting if nothing is known but that the container starts at once.
 */
export function startupSetting(probe: ProbeCase, killProbabilityMax: number): RatedSetting | undefined {
  const { current } = probe
  if (!probe.knowsStarts) return probe.rate(current)
  const others = Array.from(
    { length: Math.min(searchMax.timeoutSeconds, current.periodSeconds) },
    (_, index) => index + 1,
  )
  for (const timeoutSeconds of [current.timeoutSeconds, ...others]) {
    const withThreshold = (failureThreshold: number) => ({ ...current, timeoutSeconds, failureThreshold })
    const isEnough = (threshold: number): boolean =>
      probe.startKill(withThreshold(threshold)) <= killProbabilityMax
    const least = leastThat(isEnough, failuresMax)
    if (least !== undefined) return probe.rate(withThreshold(least))
  }
  return undefined
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
