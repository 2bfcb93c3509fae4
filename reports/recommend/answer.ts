/** The answer of a recommendation in a sentence or two. */
import { readable } from '../readable.ts'
import {
  changedFields,
  isChanged,
  isSatisfied,
  type ProbeRecommendation,
  type Recommendation,
} from './recommended-result.ts'

export function answer(recommendation: Recommendation): string {
  const { probes, load } = recommendation
  const changed = probes.filter(isChanged).length
  const none = probes.filter(({ recommended }) => recommended === null).length
  const [only, ...others] = probes.filter(isChanged)
  const head =
    probes.length === 0
      ? 'There is no probe to set.'
      : changed === 0 && none === 0
        ? probes.length === 1
          ? 'The one probe is as it should be.'
          : `All ${readable(probes.length)} probes are as they should be.`
        : only !== undefined && others.length === 0
          ? `The ${only.probe} probe of ${only.workload}, ${only.container}, should have ${changeText(only)}.`
          : `${readable(changed)} of ${readable(probes.length)} probes should change.`
  const runs =
    changed === 0
      ? ''
      : ` The busiest node then has ${readable(load.recommended.probesPerSecond)} probe runs a second instead of ${readable(load.current.probesPerSecond)}.`
  const open = isSatisfied(recommendation) ? '' : ` For ${readable(none)} no setting keeps all limits.`
  return head + runs + open
}

/** `periodSeconds 15 instead of 10 and failureThreshold 2 instead of 3`. */
function changeText(probe: ProbeRecommendation): string {
  const { setting } = probe.current
  return Object.entries(changedFields(probe))
    .map(([field, value]) => `${field} ${value} instead of ${setting[field as keyof typeof setting]}`)
    .join(' and ')
}
