/** What a user should know beside the settings: probes that are missing, and advice that no patch follows. */
import { counted } from '../readable.ts'
import type { Recommendation, RecommendationFacts } from './recommended-result.ts'

/** Names that are said; the others are counted. */
const namesMax = 6

const gives = {
  readiness:
    'if they get traffic, it comes before they answer and while they hang; a readiness probe would keep it away',
  liveness: 'nothing restarts what hangs; a liveness probe would, and is worth it only if they do hang',
} as const

/** Sentences, partly of inputs. */
export function otherFindings({ missing }: Recommendation, { remaining }: RecommendationFacts): string[] {
  const named = (['readiness', 'liveness'] as const).flatMap((probe) => {
    const names = missing
      .filter((each) => each.probe === probe)
      .map(({ workload, container }) => `${workload}, ${container}`)
    if (names.length === 0) return []
    const left = names.length - namesMax
    const shown = names.slice(0, namesMax).join('; ')
    const more = left > 0 ? `; and ${left} more` : ''
    return [
      `${counted(names.length, 'container')} without a ${probe} probe: ${gives[probe]}. ${shown}${more}.`,
    ]
  })
  return [...named, ...remaining]
}
