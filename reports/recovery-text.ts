/** The worst moment of a run and the way back from it, in words: as much as is known where not all came back. */
import type { Estimate, ReplicationResult, RunResult, SummaryMetric } from '../engine/contract/run-result.ts'
import { counted, readable, readableDuration } from './readable.ts'
import { allEnd, type FaultTime, podsBefore, type Relapse, relapsesOf } from './relapse.ts'

export type RecoveredResult = Pick<RunResult, 'estimates' | 'intervalSeconds' | 'durationSeconds'> & {
  readonly replications: readonly Pick<ReplicationResult, 'summary' | 'timeseries' | 'detections'>[]
}

const shares = [
  ['90 %', 'recovery_90_seconds'],
  ['99 %', 'recovery_99_seconds'],
  ['all', 'recovery_seconds'],
] as const

/** How an estimate of seconds reads. */
type SecondsText = (estimate: Estimate) => string

/** `at worst 855 of 60,000 ready (at 10m5s)`; undefined where nobody looked for a worst moment, or where there was no pod at first. */
export function worstMoment(result: RecoveredResult, pods: number): string | undefined {
  const { estimates, replications } = result
  const { ready_min: least, ready_min_at_seconds: at } = estimates[0]!.metrics
  if (least.mean === null || at.mean === null || pods === 0) return undefined
  const when =
    replications.length === 1
      ? `at ${readableDuration(Math.round(at.mean * 1000) / 1000)}`
      : `at ${readableDuration(Math.round(at.mean * 10) / 10)} on average`
  return `at worst ${readyText(result, least.mean, pods)} (${when})`
}

/**
 * `90 % back after 62 s, 99 % after 70 s, all after 95 s`, from the end of the last fault, and whether that lasted; undefined without
 * a fault, or where there was no pod to come back.
 */
export function wayBack(
  result: RecoveredResult,
  pods: number,
  faults: readonly FaultTime[],
  seconds: SecondsText,
): string | undefined {
  const { metrics } = result.estimates[0]!
  if (metrics.recovery_seconds.mean === null || pods === 0) return undefined
  const again = relapseText(result, pods, faults)
  const few = fewReadyBefore(result, faults)
  const but = `${again === undefined ? '' : `, but ${again.text}`}${few === undefined ? '' : `; ${few}`}`
  if (metrics.recovery_seconds.mean === 0) {
    if (few !== undefined && again === undefined) return `recovery is not known: ${few}`
    const many = again === undefined && readyAtEnd(result) < pods ? 'are wanted' : 'before'
    return `as many ready as ${many} ${allEnd(faults) ? 'once the last fault had ended' : 'right after the last fault'}${but}`
  }
  const atOnce = shares.findLast(([, metric]) => metrics[metric].mean === 0)
  const later = shares.filter(
    ([, metric]) => Number.isFinite(metrics[metric].mean) && metrics[metric].mean !== 0,
  )
  const parts = later.map(
    ([name, metric], index) => `${name}${index === 0 ? ' back' : ''} after ${seconds(metrics[metric])}`,
  )
  if (atOnce !== undefined) parts.unshift(`${atOnce[0]} ready at once`)
  const missed = shares.find(([, metric]) => metrics[metric].mean === Infinity)
  if (missed === undefined) return `${parts.join(', ')}${but}`
  const isAllReady = readyAtEnd(result) === pods
  if (!isAllReady || missed[0] !== 'all') parts.push(missedText(result, missed[0], missed[1]))
  if (again !== undefined)
    return `${parts.join(', ')}${but}${again.saysEnd ? '' : `, ${endText(result, pods)}`}`
  return `${[...parts, endText(result, pods)].join(', ')}${few === undefined ? '' : `; ${few}`}`
}

/** Below this share of the pods before the first fault, those that come back are not the workload. */
const enoughBefore = 0.9

/** `only 0 of 20 pods were ready before the first fault`; undefined where enough were. */
export function fewReadyBefore(result: RecoveredResult, faults: readonly FaultTime[]): string | undefined {
  const few = podsBefore(result, faults).filter(({ ready, existing }) => ready < enoughBefore * existing)
  if (few.length === 0) return undefined
  const { ready, existing } = few.reduce((least, each) => (each.ready < least.ready ? each : least))
  const of = result.replications.length
  const where = of === 1 ? '' : ` in ${readable(few.length)} of ${readable(of)} replications, at the least`
  return `only ${readable(ready)} of ${counted(existing, 'pod')} were ready before the first fault${where}`
}

/**
 * `fewer than 90 % again from 8m20s on: 2 of 10 ready at the end of the run`; undefined where what came back stayed. The columns say
 * when enough pods were ready for the first time.
 */
export function relapseText(
  result: RecoveredResult,
  pods: number,
  faults: readonly FaultTime[],
): { readonly text: string; readonly saysEnd: boolean } | undefined {
  const relapses = relapsesOf(result, faults)
  const [first] = relapses
  if (first === undefined) return undefined
  const isOver = relapses.every(({ untilSeconds }) => untilSeconds !== null)
  const end = isOver ? '' : `: ${endText(result, pods)}`
  const of = result.replications.length
  const when =
    of === 1
      ? whenText(first)
      : `in ${readable(relapses.length)} of ${readable(of)} replications${isOver ? `, until ${readableDuration(Math.max(...relapses.map(({ untilSeconds }) => untilSeconds!)))} at the latest` : ''}`
  return { text: `fewer than 90 % again ${when}${end}`, saysEnd: !isOver }
}

/** The same as a note of its own, where a summary is a table; none if what came back stayed. */
export function lostAgainNotes(
  result: RecoveredResult,
  pods: number,
  faults: readonly FaultTime[],
): string[] {
  const again = relapseText(result, pods, faults)
  return again === undefined ? [] : [`after the last fault pods came back, but ${again.text}`]
}

function whenText({ fromSeconds, untilSeconds, isSteady }: Relapse): string {
  if (untilSeconds !== null) return `until ${readableDuration(untilSeconds)}`
  return `${isSteady ? '' : 'at times '}from ${readableDuration(fromSeconds)} on`
}

/** What is known of a way back that was not found in every replication. */
export function missedAbout(result: RecoveredResult, metric: SummaryMetric, pods: number): string {
  const back = countBack(result, metric)
  const some =
    back === 0
      ? ''
      : `within the run in ${readable(back)} of ${readable(result.replications.length)} replications; `
  return `${some}${endText(result, pods)}`
}

/** `7 of 10 ready`; where more pods were ready at some time than were wanted at first, these are not a whole that it is a part of. */
function readyText(result: Pick<RecoveredResult, 'replications'>, ready: number, pods: number): string {
  return hasGrown(result, pods)
    ? `${readable(ready)} ready, where ${readable(pods)} were wanted at first`
    : `${readable(ready)} of ${readable(pods)} ready`
}

function hasGrown({ replications }: Pick<RecoveredResult, 'replications'>, pods: number): boolean {
  return replications.some(({ timeseries: { columns, workloads } }) => {
    const ready = columns.ready!
    for (let at = 0; at < ready.length; at += workloads.length) if (ready[at]! > pods) return true
    return false
  })
}

function countBack({ replications }: RecoveredResult, metric: SummaryMetric): number {
  return replications.filter(({ summary }) => Number.isFinite(summary[0]!.values[metric])).length
}

/** The least share that did not come back in every replication. */
function missedText(result: RecoveredResult, name: string, metric: SummaryMetric): string {
  const back = countBack(result, metric)
  if (back === 0) return name === 'all' ? 'not all within the run' : `not ${name} within the run`
  return `${name} within the run in ${readable(back)} of ${readable(result.replications.length)} replications`
}

/** Whether all pods are ready at the end, and yet not recovered: that is so while a fault lasts. */
export function stillLasts(result: Pick<RecoveredResult, 'replications'>, pods: number): boolean {
  return readyAtEnd(result) === pods
}

function endText(result: Pick<RecoveredResult, 'replications'>, pods: number): string {
  if (!stillLasts(result, pods)) return `${readyText(result, readyAtEnd(result), pods)} at the end of the run`
  const count = unnoticed(result)
  const where = count > 0 ? ` in ${counted(count, 'container')} that no liveness probe noticed` : ''
  return `all ${readable(pods)} ready at the end of the run, when the last fault still lasted${where}`
}

/** Containers whose hang goes on at the end, and that no liveness or startup probe has noticed: on average over the replications. */
function unnoticed({ replications }: Pick<RecoveredResult, 'replications'>): number {
  const counts = replications.map(
    ({ detections, summary }) =>
      detections.filter(({ noticedSeconds }) => noticedSeconds === null).length -
      (summary[0]!.values.detections_missed_total ?? 0),
  )
  return counts.reduce((sum, count) => sum + count, 0) / counts.length
}

/** Ready pods in the last bucket, on average over the replications. */
function readyAtEnd({ replications }: Pick<RecoveredResult, 'replications'>): number {
  const counts = replications.map(({ timeseries: { columns, workloads } }) => {
    const ready = columns.ready!
    return ready[ready.length - workloads.length]!
  })
  return counts.reduce((sum, count) => sum + count, 0) / counts.length
}
