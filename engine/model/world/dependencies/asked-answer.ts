/**
 * Answers of probes that ask others: of all times that asking may take, with their chances (`response-cells.ts`), a run meets one, and takes its own time beside. Both
 * engines draw from the same law.
 */
import { quantile, sampleAtLeast } from '../../../kernel/distribution.ts'
import { nextUniform, type Streams } from '../../../kernel/random-stream.ts'
import type { ClusterState, ProbeId } from '../../cluster-state.ts'
import { lateChanceAfter, lateFromUs } from '../lateness.ts'
import { slowed } from '../levels.ts'
import { lastingShare } from '../traffic/waiting.ts'
import type { Cells } from './response-cells.ts'

/** What a probe template risks at a level, by cell of the law. */
export type Risk = {
  readonly cells: Cells
  /** Probability that a run is late, and that it fails, given the cell. */
  readonly late: Float64Array
  readonly error: Float64Array
  /** Share of the late runs of which the next one is late too, because the wait lasts so long (`lastingShare`). */
  readonly lasting: number
  /** Up to a cell: probability to meet it and be abnormal after a run that was not late, and to meet it and not be abnormal. */
  readonly abnormalUpTo: Float64Array
  readonly quietUpTo: Float64Array
}

/** So many are kept; then they are worked out anew. */
const risksMax = 1024

function riskOf(state: ClusterState, template: number, level: number): Risk {
  const { level: table } = state
  const at = level * table.probeTemplates + template
  const known = table.risks.get(at)
  if (known !== undefined) return known
  if (table.risks.size >= risksMax) table.risks.clear()
  const risk = workOut(state, template, level)
  table.risks.set(at, risk)
  return risk
}

function workOut(state: ClusterState, template: number, level: number): Risk {
  const cells = state.askedLaws.of(state.level.asked[level])
  const errorRate = state.probeTemplate.errorRate[template]
  const late = cells.timeUs.map((timeUs) => lateChanceAfter(state, template, level, timeUs))
  const error = cells.failure.map((failure) => 1 - (1 - errorRate) * (1 - failure))
  const lasting = lastingOf(state, template, level, cells, late)
  const count = cells.chance.length
  const abnormalUpTo = new Float64Array(count)
  const quietUpTo = new Float64Array(count)
  let abnormal = 0
  let quiet = 0
  for (let cell = 0; cell < count; cell++) {
    const lateNow = late[cell] * (1 - lasting)
    abnormal += cells.chance[cell] * (lateNow + error[cell] - lateNow * error[cell])
    quiet += cells.chance[cell] * (1 - late[cell]) * (1 - error[cell])
    abnormalUpTo[cell] = abnormal
    quietUpTo[cell] = quiet
  }
  return { cells, late, error, lasting, abnormalUpTo, quietUpTo }
}

/** Runs that are late without a wait are late by chance anew, and all runs are where nothing is ever answered. */
function lastingOf(
  state: ClusterState,
  template: number,
  level: number,
  { timeUs, chance }: Cells,
  late: Float64Array,
): number {
  const wait = state.askedLaws.waitIn(state.level.asked[level])
  if (wait === undefined || state.level.factor[level] === Infinity) return 0
  const unwaited = timeUs[0] === 0 ? late[0] : 0
  const all = chance.reduce((sum, each, cell) => sum + each * late[cell], 0)
  if (all <= unwaited) return 0
  const { latestQuietUs, periodUs, latency } = state.probeTemplate
  const usualUs = slowed(state, quantile(state.distributions, latency[template], 0.5), level)
  const longerUs = Math.max(0, latestQuietUs[template] - usualUs)
  return (lastingShare(wait, longerUs, periodUs[template]) * (all - unwaited)) / all
}

/** Share of the late runs at a level of which the next one is late too, because the wait lasts so long. */
export function lastingAt(state: ClusterState, template: number, level: number): number {
  return state.askedLaws.waitIn(state.level.asked[level]) === undefined
    ? 0
    : riskOf(state, template, level).lasting
}

/** Probability that a run is abnormal. */
export function abnormalChance(state: ClusterState, template: number, level: number): number {
  return Math.min(1, riskOf(state, template, level).abnormalUpTo.at(-1)!)
}

/** The cell at which the probabilities up to it exceed this share of all. */
function cellAt(upTo: Float64Array, share: number): number {
  const wanted = share * upTo[upTo.length - 1]
  let low = 0
  let high = upTo.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (upTo[middle] > wanted) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Draws what a run meets that begins now: returns how long asking takes, and leaves the probability that it fails in `answerFailure`. One draw, whether
 * there is something to ask now or not.
 */
export function askOthers(state: ClusterState, probe: ProbeId, level: number): number {
  const uniform = nextUniform(state.streams.probe, probe)
  const law = state.level.asked[level]
  if (law === 0) {
    state.answerFailure = 0
    return 0
  }
  const { timeUs, chance, failure } = state.askedLaws.of(law)
  let cell = 0
  for (let above = uniform; cell < chance.length - 1 && above >= chance[cell]; cell++) above -= chance[cell]
  state.answerFailure = failure[cell]
  return timeUs[cell]
}

/** A run that is known to be abnormal: returns its length, Infinity if it never ends, and leaves in `answerFailure` 1 if it fails, else 0. */
export function askedAbnormallyUs(
  state: ClusterState,
  probe: ProbeId,
  template: number,
  level: number,
): number {
  const { streams, probeTemplate } = state
  const { cells, late, error, lasting, abnormalUpTo } = riskOf(state, template, level)
  const cell = cellAt(abnormalUpTo, nextUniform(streams.probe, probe))
  const lateNow = late[cell] * (1 - lasting)
  const isLate = nextUniform(streams.probe, probe) * (lateNow + error[cell] - lateNow * error[cell]) < lateNow
  state.answerFailure = !isLate || nextUniform(streams.probe, probe) < error[cell] ? 1 : 0
  const askingUs = cells.timeUs[cell]
  if (!isLate) return inTimeUs(state, probe, template, level, askingUs, late[cell], streams.probe)
  if (state.level.factor[level] === Infinity || askingUs === Infinity) return Infinity
  const latencyUs = sampleAtLeast(
    state.distributions,
    probeTemplate.latency[template],
    lateFromUs(state, template, level, askingUs),
    streams.probe,
    probe,
  )
  return Math.max(probeTemplate.latestQuietUs[template] + 1, slowed(state, latencyUs, level) + askingUs)
}

/** Length of a run that is not abnormal. */
export function askedQuietlyUs(
  state: ClusterState,
  probe: ProbeId,
  template: number,
  level: number,
  streams: Streams,
): number {
  const { cells, late, quietUpTo } = riskOf(state, template, level)
  const cell = cellAt(quietUpTo, nextUniform(streams, probe))
  return inTimeUs(state, probe, template, level, cells.timeUs[cell], late[cell], streams)
}

function inTimeUs(
  state: ClusterState,
  probe: ProbeId,
  template: number,
  level: number,
  askingUs: number,
  late: number,
  streams: Streams,
): number {
  const { probeTemplate, distributions } = state
  const share = nextUniform(streams, probe) * (1 - late)
  const latencyUs = quantile(distributions, probeTemplate.latency[template], share)
  return Math.min(probeTemplate.latestQuietUs[template], slowed(state, latencyUs, level) + askingUs)
}
