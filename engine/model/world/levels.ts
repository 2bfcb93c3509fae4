/**
 * How much slower than usual a container answers: its level, and what a probe template risks there. The factor of slow phases and slow
 * faults is exact; stretch and wait, which load makes, go by rungs of the ladder.
 */
import { constantValue, isConstant, probabilityAtLeast } from '../../kernel/distribution.ts'
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import type { LevelTable } from '../tables/levels.ts'
import { advance } from './alternation.ts'
import { slowness } from './illness.ts'
import { rungCount, stretchOf, waitUsOf } from './ladder.ts'

/** Level of a probe that begins now. */
export function levelNow(state: ClusterState, container: ContainerId): number {
  advance(state, state.slow, container)
  return levelOf(state, container)
}

/** Level as of the last advance of the slow phases. */
export function levelOf(state: ClusterState, container: ContainerId): number {
  const { stretch, wait } = state.container
  const factor = slowness(state, container)
  if (factor === 1 && stretch[container] === 0 && wait[container] === 0) return 0
  return numberOf(state.level, factor, stretch[container], wait[container])
}

function numberOf(table: LevelTable, slowFactor: number, stretch: number, wait: number): number {
  const { factorNumbers, levelAt } = table
  let factorNumber = factorNumbers.get(slowFactor)
  if (factorNumber === undefined) {
    factorNumber = factorNumbers.size
    factorNumbers.set(slowFactor, factorNumber)
  }
  const packed = (factorNumber * rungCount + stretch) * rungCount + wait
  const known = levelAt.get(packed)
  if (known !== undefined) return known
  const level = table.count++
  if (level === table.factor.length) grow(table)
  table.factor[level] = slowFactor * stretchOf(stretch)
  table.waitUs[level] = waitUsOf(wait)
  levelAt.set(packed, level)
  return level
}

function grow(table: LevelTable): void {
  table.factor = doubled(table.factor)
  table.waitUs = doubled(table.waitUs)
  table.lateChance = doubled(table.lateChance)
  table.hazard = doubled(table.hazard)
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * column.length).fill(Number.NaN)
  longer.set(column)
  return longer
}

/** Length of an answer: whole microseconds before and after it is slowed. */
export function slowed({ level: table }: ClusterState, latencyUs: number, level: number): number {
  return Math.round(Math.max(0, Math.round(latencyUs)) * table.factor[level]) + table.waitUs[level]
}

/**
 * From which latency on an answer is late, after `latestQuietUs`: times are whole microseconds, so from half a microsecond before the
 * first late one on. 0 = all are.
 */
export function lateFromUs(
  { probeTemplate, level: table }: ClusterState,
  template: number,
  level: number,
): number {
  return Math.max(
    0,
    (probeTemplate.latestQuietUs[template] + 0.5 - table.waitUs[level]) / table.factor[level],
  )
}

/** Probability that an answer is late. */
export function lateChance(state: ClusterState, template: number, level: number): number {
  const { level: table } = state
  const at = level * table.probeTemplates + template
  if (Number.isNaN(table.lateChance[at])) table.lateChance[at] = chanceOfLate(state, template, level)
  return table.lateChance[at]
}

function chanceOfLate(state: ClusterState, template: number, level: number): number {
  const { distributions, probeTemplate } = state
  const latency = probeTemplate.latency[template]
  const fromUs = lateFromUs(state, template, level)
  if (fromUs === 0) return 1
  if (!isConstant(distributions, latency)) return probabilityAtLeast(distributions, latency, fromUs)
  const lengthUs = slowed(state, constantValue(distributions, latency), level)
  return lengthUs > probeTemplate.latestQuietUs[template] ? 1 : 0
}

/**
 * What a tick at this level spends of the budget of a calm worker: -ln(1 - q), with q its probability to be abnormal, a Failure or late.
 * Infinity if it is so for sure.
 */
export function hazard(state: ClusterState, template: number, level: number): number {
  const { level: table } = state
  const at = level * table.probeTemplates + template
  if (Number.isNaN(table.hazard[at])) {
    const late = lateChance(state, template, level)
    const error = state.probeTemplate.errorRate[template]
    table.hazard[at] = -Math.log1p(-(late + error - late * error))
  }
  return table.hazard[at]
}
