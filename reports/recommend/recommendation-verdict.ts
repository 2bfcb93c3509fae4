/** The verdict of a recommendation: whether anything has to change, how urgent that is, and of how many probes nobody can say. */
import type { Verdict } from '../page-verdict.ts'
import { counted, readable, upperFirst } from '../readable.ts'
import { isChanged, type ProbeRecommendation, type Recommendation } from './recommended-result.ts'

/** Green only where every probe is known to be right as it is. */
export function recommendationVerdict({ probes }: Pick<Recommendation, 'probes'>): Verdict {
  if (probes.length === 0) return { state: 'none', text: 'There is no probe to set', lines: [] }
  const count = (isRight: (probe: ProbeRecommendation) => boolean): number => probes.filter(isRight).length
  const open = count(({ recommended }) => recommended === null)
  const changed = count(isChanged)
  const unknown = count(isUnknown)
  const urgent = (['broken', 'harmful'] as const).flatMap((severity) => {
    const own = count((probe) => probe.severity === severity)
    return own === 0 ? [] : [`${readable(own)} ${severity}`]
  })
  return {
    state:
      open > 0 || urgent.length > 0
        ? 'fails'
        : unknown === probes.length
          ? 'none'
          : changed + unknown > 0
            ? 'untested'
            : 'holds',
    text: changeText(probes.length, changed, unknown, open, urgent),
    lines: [],
  }
}

/** It keeps its setting, but nobody knows whether that is right. */
function isUnknown(probe: ProbeRecommendation): boolean {
  return probe.severity === 'unknown' && probe.recommended !== null && !isChanged(probe)
}

function changeText(
  all: number,
  changed: number,
  unknown: number,
  open: number,
  urgent: readonly string[],
): string {
  const of = (part: number): string =>
    all === 1
      ? 'the probe'
      : part === all
        ? `all ${readable(all)} probes`
        : `${readable(part)} of ${counted(all, 'probe')}`
  const parts = [
    ...(changed > 0 ? [`${of(changed)} should change`] : []),
    ...(open > 0 ? [`for ${of(open)} no setting keeps all limits`] : []),
    ...(unknown > 0 ? [`too little is known of ${of(unknown)}`] : []),
  ]
  if (parts.length === 0)
    return urgent.length === 0 ? 'No probe has to change' : `No better setting is known: ${urgent.join(', ')}`
  const rest =
    urgent.length > 0
      ? [urgent.join(', ')]
      : changed + open === 0 && unknown < all
        ? ['no other has to change']
        : []
  const text = [...parts, ...rest].join('; ')
  return upperFirst(text)
}
