/** One row for each probe: its setting now and as recommended, and what both do. */
import { readable } from '../readable.ts'
import { restsOnFormula } from './evidence-text.ts'
import { mistakesOf, perMonth, probability } from './mistake-text.ts'
import { isChanged, type ProbeRecommendation, type ProbeTarget } from './recommended-result.ts'
import { settingText } from './setting-text.ts'

export const settingColumns = [
  'Workload',
  'Container',
  'Probe',
  'Severity',
  'Now',
  'Recommended',
  'Noticed within',
  'Mistakes/month',
  'Runs/s',
  'Sure by',
]

const sureWords = {
  formula: 'formula',
  unordered: 'formula, if independent',
  simulated: 'simulation',
  noise: 'noise',
  unknown: 'not known',
  order: 'order needed',
  few: 'more data needed',
  contradicted: 'contradicted',
  storm: 'storm refutes it',
  queue: 'only without requests',
} as const

/** Text, partly of inputs. Of a startup probe the mistakes are the probability that a start is cut short. */
export function settingCells(probe: ProbeRecommendation, defaults: ProbeTarget['defaults'] = []): string[] {
  const { current, recommended, containers } = probe
  const next = recommended ?? current
  const isStartup = probe.probe === 'startup'
  return [
    probe.workload,
    probe.container,
    probe.probe,
    probe.severity,
    settingText(current),
    recommendedText(probe),
    isStartup || probe.noticesHangs
      ? arrow(`${readable(current.detectionSecondsHigh)} s`, `${readable(next.detectionSecondsHigh)} s`)
      : 'never',
    isStartup && !probe.isKnown
      ? 'not known'
      : isStartup
        ? `p ${arrow(probability(current.startKillProbability), probability(next.startKillProbability))}`
        : probe.evidence.basis === 'order'
          ? `${perMonth(current.mistakesPerMonth)} to ${perMonth(probe.evidence.togetherPerMonth)}`
          : probe.isKnown
            ? arrow(mistakesOf(current, probe), mistakesOf(next, probe))
            : 'not known',
    isStartup
      ? '-'
      : arrow(readable(current.probesPerSecond * containers), readable(next.probesPerSecond * containers)),
    recommended === null ? '-' : sureText(probe, defaults),
  ]
}

/** What the figures rest on; a formula is no surer than a latency that nobody gave. */
function sureText(probe: ProbeRecommendation, defaults: ProbeTarget['defaults']): string {
  const word = restsOnFormula(probe) ? 'formula; simulation' : sureWords[probe.evidence.basis]
  const isAssumed = probe.probe !== 'startup' && probe.isKnown && defaults.includes('latency')
  return isAssumed ? `${word}, latency assumed` : word
}

/** `14/3/3`, with the startup probe that is added. */
export function recommendedText(probe: ProbeRecommendation): string {
  const { recommended, addedStartup } = probe
  if (recommended === null) return 'none'
  if (probe.withheld !== undefined) return `as it is; ${settingText(probe.withheld.setting)} is withheld`
  if (!isChanged(probe))
    return probe.better === null ? 'as it is' : `as it is; ${settingText(probe.better)} is better`
  const added = addedStartup === null ? '' : ` + startup ${settingText(addedStartup)}`
  return `${settingText(recommended)}${added}`
}

function arrow(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`
}
