/**
 * Pods that come among the targets of a Service, change, and go. What the targets have been must have been counted up to now (`ServiceLoad.advance`), and what
 * follows is worked out at the end of the instant.
 */
import { fallback, readiness } from '../../control/endpoint-mark.ts'
import type { ContainerId, PodId } from '../../ids.ts'
import { rungCount, stretchRung } from '../ladder.ts'
import { Cohort, type Group, type Pace } from './cohort.ts'
import { requestsIn } from './offered-load.ts'
import { PausedRequests, rungWhenGoingOn } from './paused-requests.ts'
import type { ServiceLoad } from './service-load.ts'
import type { Shares } from './spread.ts'
import type { StuckConnections } from './stuck-connections.ts'
import {
  Condition,
  conditionOf,
  isSilent,
  refuses,
  type ServerCode,
  type Target,
  takesRequests,
} from './target.ts'

/** One over the least share that is told from none. */
const smallestShare = 1e9

/** What targets lose when one of them goes: requests that waited, or were worked on. */
export type Loss = { readonly workload: number; readonly requests: number; readonly isSilent: boolean }

/**
 * R6: what proxies have of a pod in their rules. They send requests to endpoints that are ready; where there is none, to those that serve though they
 * terminate.
 */
export function setRule(
  load: ServiceLoad,
  pod: PodId,
  container: ContainerId,
  workload: number,
  mark: number,
  code: ServerCode,
  pace: Pace,
): void {
  let target = load.targets.get(pod)
  if (target === undefined) {
    if (mark === 0) return
    const none = load.closed[workload]
    target = { pod, container, workload, mark: 0, isKnown: false, joined: 0, kept: 0, code, group: none }
    load.targets.set(pod, target)
    noteSilence(load, target, Condition.Gone, conditionOf(code))
    join(load, target, pace, 0, 0)
  }
  load.readyCount += readiness(mark) - readiness(target.mark)
  load.fallbackCount += fallback(mark) - fallback(target.mark)
  target.mark = mark
  const usesFallback = load.readyCount === 0 && load.fallbackCount > 0
  if (usesFallback !== load.usesFallback) {
    load.usesFallback = usesFallback
    for (const each of load.targets.values()) know(load, each)
  } else know(load, target)
  forgetIfIdle(load, target)
}

function isWanted({ usesFallback, spread }: ServiceLoad, { mark, code }: Target): boolean {
  // A client that is refused tries another pod with its next request: of the many that a connection has that is none to speak of.
  if (spread.keepsConnections && refuses(conditionOf(code))) return false
  return (usesFallback ? fallback(mark) : readiness(mark)) === 1
}

/** Proxies have another rule for the target. */
function know(load: ServiceLoad, target: Target): void {
  if (target.isKnown === isWanted(load, target)) return
  const { group } = target
  if (group instanceof Cohort) load.touch(group)
  group.remove(target)
  share(load, target)
  regroup(load, target, group)
}

/** A target that does not get what it got joins others like it. */
function regroup(load: ServiceLoad, target: Target, group: Group): void {
  if (group instanceof Cohort) joinCohort(load, target, group.pace, group.backlog, group.rung)
  else group.add(target)
  dropIfEmpty(load, group)
}

/** What a target that is in no group gets from now on. One that proxies have no more keeps its connections; those to one that refuses break, and clients connect anew. */
function share(load: ServiceLoad, target: Target): void {
  const { spread } = load
  const isKnown = isWanted(load, target)
  if (target.isKnown !== isKnown) {
    target.isKnown = isKnown
    spread.known += isKnown ? 1 : -1
    if (isKnown) target.joined = spread.base - target.kept
    target.kept = isKnown ? 0 : spread.base - target.joined
  }
  const { kept } = target
  if (kept === 0 || !refuses(conditionOf(target.code))) return
  target.kept = 0
  spread.breaks(kept)
}

/** The container of a target is something else from now on. Returns what is lost with it. */
export function setCode(load: ServiceLoad, target: Target, code: ServerCode, pace: Pace): Loss | undefined {
  const { group, workload } = target
  const condition = conditionOf(code)
  if (group instanceof Cohort) load.touch(group)
  group.remove(target)
  noteSilence(load, target, conditionOf(target.code), condition)
  target.code = code
  share(load, target)
  let loss: Loss = { workload, requests: 0, isSilent: true }
  if (!(group instanceof Cohort)) join(load, target, pace, 0, 0)
  else if (!takesRequests(code)) {
    loss = leave(load, group, condition)
    join(load, target, pace, 0, 0)
  } else {
    const { paused } = group
    const goesOn = paused !== undefined && !pace.isPaused
    if (goesOn) loss = { ...loss, requests: paused.answer(load, group) }
    joinCohort(load, target, pace, group.backlog, goesOn ? rungWhenGoingOn(group) : group.rung)
  }
  dropIfEmpty(load, group)
  forgetIfIdle(load, target)
  return loss.requests === 0 ? undefined : loss
}

/** What a target was about is lost if it does not answer any more. A process that only closes its port finishes that. */
function leave(load: ServiceLoad, group: Cohort, condition: number): Loss {
  const { backlog, workload } = group
  if (condition === Condition.Closed) {
    load.worked += backlog
    return { workload, requests: 0, isSilent: false }
  }
  load.lost += backlog
  const heldUs = Math.min(group.holdingUs, load.setting.timeoutUs)
  // Where nothing is worked on a request may be held for ever.
  const underWay = group.outflow === 0 ? 0 : requestsIn(group.outflow, heldUs)
  const inTime = 1 - (group.level?.lateShare ?? 0)
  // Of these it is not known whether they would have been late.
  const open = Math.min(backlog, group.paused?.count ?? 0)
  const requests = ((backlog - open + underWay) * inTime + open) * (1 - load.errorShare)
  return { workload, requests, isSilent: isSilent(condition) }
}

function join(load: ServiceLoad, target: Target, pace: Pace, backlog: number, rung: number): void {
  const condition = conditionOf(target.code)
  if (takesRequests(target.code)) joinCohort(load, target, pace, backlog, rung)
  else if (isSilent(condition)) load.silent[target.workload].add(target)
  else load.closed[target.workload].add(target)
}

/** It joins those that are as it is, or begins a cohort. */
function joinCohort(load: ServiceLoad, target: Target, pace: Pace, backlog: number, rung: number): void {
  const key = keyOf(load, pace, rung, shareOf(load, target))
  let cohort = load.cohorts.find(key)
  const before = target.group instanceof Cohort ? target.group : undefined
  const pausedUs = before?.paused?.beganUs ?? load.sinceUs
  // What came in a pause is worked out when it is over, and pauses begin apart.
  const isOther = pace.isPaused && (cohort?.sinceUs !== load.sinceUs || cohort.paused?.beganUs !== pausedUs)
  if (cohort === undefined || isOther) {
    cohort = new Cohort(target.workload, pace)
    cohort.rung = rung
    cohort.sinceUs = load.sinceUs
    cohort.settledUs = load.sinceUs
    if (pace.isPaused) cohort.paused = before?.paused?.copy() ?? new PausedRequests(pausedUs)
    if (before !== undefined) cohort.goesOnAs(before)
    load.cohorts.name(cohort, key)
  }
  load.touch(cohort)
  cohort.backlog = (cohort.backlog * cohort.members.size + backlog) / (cohort.members.size + 1)
  cohort.add(target)
  load.moved.push(target)
}

/** Share of all requests that each target of a cohort gets. */
export function eachOf({ spread }: ServiceLoad, cohort: Cohort): number {
  return cohort.members.size === 0 ? 0 : spread.shareOf(cohort) / cohort.members.size
}

function shareOf({ spread }: ServiceLoad, { isKnown, joined, kept }: Target): number {
  const shares: Shares = { known: isKnown ? 1 : 0, joined: isKnown ? joined : 0, kept: isKnown ? 0 : kept }
  return spread.shareOf(shares)
}

/** Cohorts that have come as far as another one join it. */
export function mergeCohorts(load: ServiceLoad): void {
  const { cohorts } = load
  const { changed } = cohorts
  const others: Cohort[] = []
  for (const cohort of changed) cohorts.forgetName(cohort)
  for (const cohort of changed) {
    if (cohort.members.size === 0) continue
    const key = keyOf(load, cohort.pace, cohort.rung, eachOf(load, cohort))
    const other = cohort.pace.isPaused ? undefined : cohorts.find(key)
    const merged = other === undefined ? cohort : mergedOf(load, other, cohort)
    if (merged === other) others.push(other)
    cohorts.name(merged, key)
  }
  changed.push(...others)
}

/** The same of targets that are alike: those of one pace are of one workload. @param share that each has of all requests. */
function keyOf({ spread }: ServiceLoad, pace: Pace, rung: number, share: number): number {
  const each = spread.keepsConnections ? stretchRung(share * smallestShare) : Math.sign(share)
  return (pace.number * rungCount + rung) * rungCount + each
}

/** The larger one, with the members of the other. */
function mergedOf(load: ServiceLoad, one: Cohort, other: Cohort): Cohort {
  const [into, from] = one.members.size >= other.members.size ? [one, other] : [other, one]
  load.settle(into)
  load.settle(from)
  const size = into.members.size + from.members.size
  into.backlog = (into.backlog * into.members.size + from.backlog * from.members.size) / size
  for (const target of [...from.members]) {
    from.remove(target)
    into.add(target)
    load.moved.push(target)
  }
  load.cohorts.drop(from)
  return into
}

function dropIfEmpty(load: ServiceLoad, group: Group): void {
  if (group instanceof Cohort && group.members.size === 0) load.cohorts.drop(group)
}

/** One that proxies have no more, and that has nothing to do any more, is no target. */
function forgetIfIdle(load: ServiceLoad, target: Target): void {
  const { mark, isKnown, kept, group } = target
  if (mark !== 0 || isKnown || kept > 0) return
  if (group instanceof Cohort) {
    load.touch(group)
    if (group.backlog > 0) return
  }
  group.remove(target)
  noteSilence(load, target, conditionOf(target.code), Condition.Gone)
  load.targets.delete(target.pod)
  load.moved.push(target)
  dropIfEmpty(load, group)
}

/** Those of them that have worked off what waited. */
export function forgetIdle(load: ServiceLoad): void {
  for (const cohort of load.cohorts.changed)
    if (cohort.known === 0 && cohort.kept === 0 && cohort.backlog === 0)
      for (const target of [...cohort.members]) forgetIfIdle(load, target)
}

/** Kept connections to a target are stuck from now on, or no more. */
function noteSilence(load: ServiceLoad, target: Target, before: number, after: number): void {
  if (!load.spread.keepsConnections || before === after) return
  stuckOn(load, before)?.remove(target)
  stuckOn(load, after)?.add(target, load.sinceUs)
}

function stuckOn({ hung, dark }: ServiceLoad, condition: number): StuckConnections | undefined {
  if (condition === Condition.Dark) return dark
  return condition === Condition.Silent || condition === Condition.Paused ? hung : undefined
}

/** A share of connections that is left by rounding. */
const noShare = 1e-12

/** Clients leave targets that have not answered for so long, and connect anew. */
export function leaveSilent(load: ServiceLoad): void {
  let broken = 0
  const leave = (target: Target, base: number): void => {
    const { group, isKnown, joined, kept } = target
    if (group instanceof Cohort) load.touch(group)
    const given = Math.max(0, base - joined)
    const left = isKnown || kept - given > noShare ? given : kept
    group.remove(target)
    target.joined = joined + left
    if (!isKnown) target.kept = kept - left
    regroup(load, target, group)
    broken += left
    forgetIfIdle(load, target)
  }
  load.hung.release(load.sinceUs, leave)
  load.dark.release(load.sinceUs, leave)
  if (broken > 0) load.spread.breaks(broken)
}
