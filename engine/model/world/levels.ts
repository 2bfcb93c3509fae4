/**
 * How much slower than usual a probe is answered: its level. The factor of slow phases and slow faults is exact; stretch and wait, which load makes,
 * go by rungs of the ladder; what the answer asks of others is a law of its own (`dependencies/`). What a probe template risks at a level say `lateness.ts` and
 * `hazard.ts`.
 */
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import type { LevelTable } from '../tables/levels.ts'
import { advance } from './alternation.ts'
import { lawsMax } from './dependencies/asked-laws.ts'
import { slowness } from './illness.ts'
import { firstChanceWait, rungCount, stretchOf, waitUsOf } from './ladder.ts'

/** Level of a probe that begins now. */
export function levelNow(state: ClusterState, container: ContainerId, probeTemplate: number): number {
  advance(state, state.slow, container)
  return levelOf(state, container, probeTemplate)
}

/** Level as of the last advance of the slow phases. */
export function levelOf(state: ClusterState, container: ContainerId, probeTemplate: number): number {
  const { stretch, wait } = state.container
  const factor = slowness(state, container)
  let waits = state.probeTemplate.waits[probeTemplate] === 1 ? wait[container] : 0
  let asked = state.level.askedNow[probeTemplate]
  if (waits >= firstChanceWait) {
    asked = state.askedLaws.afterWait(waits - firstChanceWait, asked)
    waits = 0
  }
  if (factor === 1 && stretch[container] === 0 && waits === 0 && asked === 0) return 0
  return numberOf(state.level, factor, stretch[container], waits, asked)
}

/** Numbers of exact factors are below this: so a level's parts fit into one number. */
const factorsMax = Number.MAX_SAFE_INTEGER / (rungCount * rungCount * lawsMax)

function numberOf(
  table: LevelTable,
  slowFactor: number,
  stretch: number,
  wait: number,
  asked: number,
): number {
  const { factorNumbers, levelAt } = table
  let factorNumber = factorNumbers.get(slowFactor)
  if (factorNumber === undefined) {
    factorNumber = factorNumbers.size
    factorNumbers.set(slowFactor, factorNumber)
  }
  if (asked >= lawsMax || factorNumber >= factorsMax)
    throw new Error(`broken invariant: ${asked} laws of asking others, ${factorNumber} factors of slowness`)
  const packed = ((factorNumber * rungCount + stretch) * rungCount + wait) * lawsMax + asked
  const known = levelAt.get(packed)
  if (known !== undefined) return known
  const level = table.free.pop() ?? table.count++
  if (level === table.factor.length) grow(table)
  table.factor[level] = slowFactor * stretchOf(stretch)
  table.waitUs[level] = waitUsOf(wait)
  table.asked[level] = asked
  levelAt.set(packed, level)
  return level
}

/** Drops the levels that have a law of asking others which is not among these: nobody is at one of them. Others take their rows. */
export function dropLevels(table: LevelTable, laws: ReadonlySet<number>): void {
  const { levelAt, asked, probeTemplates, lateChance, hazard, risks, free } = table
  risks.clear()
  for (const [packed, level] of levelAt) {
    if (asked[level] === 0 || laws.has(asked[level])) continue
    levelAt.delete(packed)
    const at = level * probeTemplates
    lateChance.fill(Number.NaN, at, at + probeTemplates)
    hazard.fill(Number.NaN, at, at + probeTemplates)
    free.push(level)
  }
}

function grow(table: LevelTable): void {
  table.factor = doubled(table.factor)
  table.waitUs = doubled(table.waitUs)
  const asked = new Int32Array(2 * table.asked.length)
  asked.set(table.asked)
  table.asked = asked
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
