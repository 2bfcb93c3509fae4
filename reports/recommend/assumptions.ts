/** What a recommendation takes for granted, and what it leaves out. */
import { counted, readable } from '../readable.ts'
import {
  isSatisfied,
  type ProbeRecommendation,
  type Recommendation,
  type RecommendationFacts,
} from './recommended-result.ts'
import { monthText } from './setting-text.ts'

export function assumptions(recommendation: Recommendation, { notes }: RecommendationFacts): string[] {
  const { probes, skipped } = recommendation
  const has = (type: string): boolean => probes.some(({ probe }) => probe === type)
  const texts = [
    'How containers answer, start and slow down is what the scenario says of them, or a default; "probestorm calibrate" finds it in data.',
    'Detection is the worst case of rule P20 for a hang whose moment has nothing to do with the probe; a kill, the restart and the removal from endpoints come on top.',
    'Settings are whole seconds with a timeout up to the period. A failureThreshold of 1 is taken only where nothing else keeps the limits: one lost packet is no hang, and none is lost here.',
    `Mistakes are those about containers that are well: not during a hang, nor during the faults of the scenario. ${monthText}`,
    'Not modelled: lost packets, probes that share a processor with the work of the node, a kubelet that is late.',
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
  const early = livenessFirst(recommendation)
  if (early !== undefined) texts.push(early)
  if (!isSatisfied(recommendation))
    texts.push('A probe without a recommendation keeps its present setting, and has no patch.')
  const left = skipped.map(
    ({ workload, container, probe, reason }) =>
      `Left alone: ${probe} of ${workload}, ${container}; ${reason}.`,
  )
  return [...left, ...texts, ...notes]
}

/** Containers that are restarted before they are taken out of traffic; undefined if there are none. */
function livenessFirst({ probes }: Recommendation): string | undefined {
  const secondsOf = ({ recommended, current }: ProbeRecommendation): number =>
    (recommended ?? current).detectionSecondsHigh
  const readiness = new Map(
    probes
      .filter(({ probe }) => probe === 'readiness')
      .map((probe) => [`${probe.workload}, ${probe.container}`, secondsOf(probe)]),
  )
  const early = probes.filter((probe) => {
    const removed = readiness.get(`${probe.workload}, ${probe.container}`)
    return probe.probe === 'liveness' && removed !== undefined && secondsOf(probe) < removed
  })
  const [first] = early
  if (first === undefined) return undefined
  const name = `${first.workload}, ${first.container}`
  return `${counted(early.length, 'liveness probe')} may restart a container before its readiness probe has taken it out of traffic (${name}: within ${readable(secondsOf(first))} s against ${readable(readiness.get(name)!)} s), so overload restarts what should only shed load: ask for a shorter --remove-within, or a longer --detect-within.`
}
