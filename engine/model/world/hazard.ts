/** What calm workers risk. */
import type { ClusterState } from '../cluster-state.ts'
import { abnormalChance } from './dependencies/asked-answer.ts'
import { lateChance } from './lateness.ts'

/**
 * What a tick at this level spends of the budget of a calm worker: -ln(1 - q), with q its probability to be abnormal, a Failure or late.
 * Infinity if it is so for sure.
 */
export function hazard(state: ClusterState, template: number, level: number): number {
  const { level: table } = state
  const at = level * table.probeTemplates + template
  if (Number.isNaN(table.hazard[at])) {
    table.hazard[at] = -Math.log1p(-abnormal(state, template, level))
  }
  return table.hazard[at]
}

function abnormal(state: ClusterState, template: number, level: number): number {
  if (state.level.asked[level] !== 0) return abnormalChance(state, template, level)
  const late = lateChance(state, template, level)
  const error = state.probeTemplate.errorRate[template]
  return late + error - late * error
}
