/** What a recommendation takes for granted, and what it leaves out. */
import { readable } from '../readable.ts'
import { knownText, monthText } from './evidence-text.ts'
import { isSatisfied, type Recommendation, type RecommendationFacts } from './recommended-result.ts'

export function assumptions(
  recommendation: Recommendation,
  { notes, targets }: RecommendationFacts,
): string[] {
  const { probes, skipped } = recommendation
  const has = (type: string): boolean => probes.some(({ probe }) => probe === type)
  const texts = [
    'How containers answer, start and slow down is what the scenario says of them, or a default; "probestorm calibrate" finds it in data.',
    'Detection is the worst case of rule P20 for a hang whose moment has nothing to do with the probe; a kill, the restart and the removal from endpoints come on top.',
    'Settings are whole seconds with a timeout up to the period. A failureThreshold of 1 is taken only where nothing else keeps the limits: one lost packet is no hang, and none is lost here.',
    `Mistakes are those about containers that are well: not during a hang, nor during the faults of the scenario. ${monthText}`,
    recommendation.feelsLoad === true
      ? 'Figures are of containers that neither requests nor others on their processors slow down (starts are judged with all starts of their node at once), on nodes that have processes and ports left; services that probes ask are well, and nobody loads them; the scenario is simulated with all of that, and what starts a storm there is withheld.'
      : 'Not modelled: probes that share a processor with the work of the node, and requests, unless the scenario says of them (services, behavior.cpu).',
    'Not modelled: lost packets, a kubelet that is late.',
  ]
  if (has('startup'))
    texts.push(
      'A startup probe keeps its period, for a container that has started waits up to one period for it.',
    )
  if (has('readiness')) texts.push('A readiness probe keeps its initialDelaySeconds.')
  if (probes.some(({ worth, noticesHangs }) => worth?.hangsPerMonth === null && noticesHangs))
    texts.push(
      'Nothing is said of hangs (behavior.hang): whether a liveness probe is worth its false restarts is not known.',
    )
  if (!isSatisfied(recommendation))
    texts.push('A probe without a recommendation keeps its present setting, and has no patch.')
  const left = skipped.map(
    ({ workload, container, probe, reason }) =>
      `Left alone: ${probe} of ${workload}, ${container}; ${reason}.`,
  )
  return [
    ...unknownTexts(recommendation),
    ...knownTexts(recommendation, targets),
    ...left,
    ...texts,
    ...notes,
  ]
}

/** Names that are said; the others are counted. */
const namesMax = 6

/** Where what is known of each probe comes from; what is not known is said apart. */
function knownTexts({ probes }: Recommendation, targets: RecommendationFacts['targets']): string[] {
  const names = new Map<string, string[]>()
  for (const [index, { knownBy, probe, workload, container }] of probes.entries()) {
    if (knownBy.from === 'nothing') continue
    const text = `${probe === 'startup' ? 'Starts' : 'Answers'} ${knownText(knownBy, probe === 'startup' ? [] : targets[index]!.defaults)}`
    names.set(text, [...(names.get(text) ?? []), `${probe} of ${workload}, ${container}`])
  }
  return [...names].map(([text, all]) => `${text}: ${named(all)}.`)
}

function named(names: readonly string[]): string {
  const left = names.length - namesMax
  const more = left > 0 ? `; and ${readable(left)} more` : ''
  return `${names.slice(0, namesMax).join('; ')}${more}`
}

/** Probes that stay as they are because nobody knows what they would meet. */
function unknownTexts({ probes }: Recommendation): string[] {
  const kept = probes.filter(({ severity, isKnown }) => severity === 'unknown' && !isKnown)
  const about = (isStartup: boolean, what: string): string[] => {
    const names = kept
      .filter(({ probe }) => (probe === 'startup') === isStartup)
      .map(({ probe, workload, container }) => `${probe} of ${workload}, ${container}`)
    if (names.length === 0) return []
    return [`${what}: ${named(names)}.`]
  }
  return [
    ...about(false, 'Latency not known, so timeouts and thresholds are kept'),
    ...about(true, 'Starts not known, so budgets are kept'),
  ]
}
