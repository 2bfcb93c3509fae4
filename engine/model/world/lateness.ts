/** Which answers are late, and how probable that is: by probe template and level, worked out when first needed. */
import { constantValue, isConstant, probabilityAtLeast } from '../../kernel/distribution.ts'
import type { ClusterState } from '../cluster-state.ts'
import { slowed } from './levels.ts'

/**
 * From which latency on an answer is late that asks others for so long, after `latestQuietUs`: times are whole microseconds, so from half a microsecond before the
 * first late one on. 0 = all are.
 */
export function lateFromUs(
  { probeTemplate, level: table }: ClusterState,
  template: number,
  level: number,
  askingUs = 0,
): number {
  const leftUs = probeTemplate.latestQuietUs[template] + 0.5 - table.waitUs[level] - askingUs
  return leftUs <= 0 ? 0 : leftUs / table.factor[level]
}

/** Probability that an answer is late. */
export function lateChance(state: ClusterState, template: number, level: number): number {
  const { level: table } = state
  const at = level * table.probeTemplates + template
  if (Number.isNaN(table.lateChance[at])) table.lateChance[at] = lateChanceAfter(state, template, level, 0)
  return table.lateChance[at]
}

/** The same of a run that asks others for so long. */
export function lateChanceAfter(
  state: ClusterState,
  template: number,
  level: number,
  askingUs: number,
): number {
  const { distributions, probeTemplate } = state
  const latency = probeTemplate.latency[template]
  const fromUs = lateFromUs(state, template, level, askingUs)
  if (fromUs === 0) return 1
  if (!isConstant(distributions, latency)) return probabilityAtLeast(distributions, latency, fromUs)
  const lengthUs = slowed(state, constantValue(distributions, latency), level) + askingUs
  return lengthUs > probeTemplate.latestQuietUs[template] ? 1 : 0
}
