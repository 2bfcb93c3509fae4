/** The answer of a recommendation in a sentence or two. */
import { readable } from '../readable.ts'
import { isChanged, isSatisfied, type Recommendation } from './recommended-result.ts'

export function answer(recommendation: Recommendation): string {
  const { probes, load } = recommendation
  const changed = probes.filter(isChanged).length
  const none = probes.filter(({ recommended }) => recommended === null).length
  const head =
    probes.length === 0
      ? 'There is no probe to set.'
      : changed === 0 && none === 0
        ? `All ${readable(probes.length)} probes are as they should be.`
        : `${readable(changed)} of ${readable(probes.length)} probes should change.`
  const runs =
    changed === 0
      ? ''
      : ` The busiest node then has ${readable(load.recommended.probesPerSecond)} probe runs a second instead of ${readable(load.current.probesPerSecond)}.`
  const open = isSatisfied(recommendation) ? '' : ` For ${readable(none)} no setting keeps all limits.`
  return head + runs + open
}
