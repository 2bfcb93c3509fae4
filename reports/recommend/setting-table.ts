/** One row for each probe: its setting now and as recommended, and what both do. */
import { readable } from '../readable.ts'
import { isChanged, type ProbeRecommendation } from './recommended-result.ts'
import { perMonth, probability, settingText } from './setting-text.ts'

export const settingColumns = [
  'Workload',
  'Container',
  'Probe',
  'Now',
  'Recommended',
  'Noticed within',
  'Mistakes/month',
  'Runs/s',
  'Sure by',
]

const sureWords = {
  formula: 'formula',
  close: 'close formula',
  simulated: 'simulation',
  noise: 'noise',
} as const

/** Text, partly of inputs. Of a startup probe the mistakes are the probability that a start is cut short. */
export function settingCells(probe: ProbeRecommendation): string[] {
  const { current, recommended, containers } = probe
  const next = recommended ?? current
  const isStartup = probe.probe === 'startup'
  return [
    probe.workload,
    probe.container,
    probe.probe,
    settingText(current),
    recommended === null ? 'none' : isChanged(probe) ? settingText(recommended) : 'as it is',
    arrow(`${readable(current.detectionSecondsHigh)} s`, `${readable(next.detectionSecondsHigh)} s`),
    isStartup
      ? `p ${arrow(probability(current.startKillProbability), probability(next.startKillProbability))}`
      : arrow(perMonth(current.mistakesPerMonth), perMonth(next.mistakesPerMonth)),
    isStartup
      ? '-'
      : arrow(readable(current.probesPerSecond * containers), readable(next.probesPerSecond * containers)),
    recommended === null ? '-' : sureWords[probe.evidence.basis],
  ]
}

function arrow(before: string, after: string): string {
  return before === after ? before : `${before} → ${after}`
}
