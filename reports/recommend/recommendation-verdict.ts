/** The verdict of a recommendation: whether anything has to change, how urgent that is, and of how many probes nobody can say. */
import type { Verdict } from '../page-verdict.ts'
import { counted, readable, upperFirst } from '../readable.ts'
import { isChanged, type ProbeRecommendation, type Recommendation, ranked } from './recommended-result.ts'

/** Green only where every probe is known to be right as it is, and the scenario ends in no storm. */
export function recommendationVerdict({
  probes,
  stormy = [],
}: Pick<Recommendation, 'probes' | 'stormy'>): Verdict {
  if (probes.length === 0) return { state: 'none', text: 'There is no probe to set', lines: [] }
  const count = (isRight: (probe: ProbeRecommendation) => boolean): number => probes.filter(isRight).length
  const open = count(({ recommended }) => recommended === null)
  const changed = ranked(probes.filter(isChanged))
  const unknown = count(isUnknown)
  const urgent = (['broken', 'harmful'] as const).flatMap((severity) => {
    const own = count((probe) => probe.severity === severity)
    return own === 0 ? [] : [`${readable(own)} ${severity}`]
  })
  return {
    state:
      open > 0 || urgent.length > 0 || stormy.length > 0
        ? 'fails'
        : unknown === probes.length
          ? 'none'
          : changed.length + unknown + count(({ withheld }) => withheld !== undefined) > 0
            ? 'untested'
            : 'holds',
    text: upperFirst(
      [...stormTexts(stormy), ...changeTexts(probes, changed, unknown, open, urgent)].join('; '),
    ),
    lines: [],
  }
}

/** It keeps its setting, but nobody knows whether that is right. */
function isUnknown(probe: ProbeRecommendation): boolean {
  return probe.severity === 'unknown' && probe.recommended !== null && !isChanged(probe)
}

/** Where the scenario is simulated and does not come to rest, whatever its probes are set to: that weighs most. */
function stormTexts(stormy: NonNullable<Recommendation['stormy']>): string[] {
  if (stormy.length === 0) return []
  const others = stormy.length === 1 ? '' : ` and ${counted(stormy.length - 1, 'more workload')}`
  return [`the scenario ends in a storm of ${stormy[0]!.workload}${others}`]
}

/** `liveness of shop/deployment/web`. */
function nameOf({ probe, workload }: ProbeRecommendation): string {
  return `${probe} of ${workload}`
}

function changeTexts(
  probes: readonly ProbeRecommendation[],
  changed: readonly ProbeRecommendation[],
  unknown: number,
  open: number,
  urgent: readonly string[],
): string[] {
  const all = probes.length
  const [first, ...others] = changed
  const withheld = ranked(probes.filter((each) => each.withheld !== undefined))
  const of = (part: number): string =>
    all === 1
      ? 'the probe'
      : part === all
        ? `all ${readable(all)} probes`
        : `${readable(part)} of ${counted(all, 'probe')}`
  const parts = [
    ...(first === undefined
      ? []
      : [
          `${of(changed.length)} should change${others.length === 0 ? ':' : ', most urgently'} ${nameOf(first)}`,
        ]),
    ...(withheld.length === 0
      ? []
      : [`for ${of(withheld.length)} a setting is withheld, for it starts a storm: ${nameOf(withheld[0]!)}`]),
    ...(open > 0 ? [`for ${of(open)} no setting keeps all limits`] : []),
    ...(unknown > 0 ? [`too little is known of ${of(unknown)}`] : []),
  ]
  if (parts.length === 0)
    return [
      urgent.length === 0 ? 'no probe has to change' : `no better setting is known: ${urgent.join(', ')}`,
    ]
  const rest =
    urgent.length > 0
      ? [urgent.join(', ')]
      : changed.length + open === 0 && unknown + withheld.length < all
        ? ['no other has to change']
        : []
  return [...parts, ...rest]
}
