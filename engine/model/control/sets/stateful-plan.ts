/**
 * W4, Z24: what one sync of a StatefulSet does, from what the controller's cache holds of its pods.
 * Source: kubernetes v1.36 pkg/controller/statefulset/stateful_set_control.go, updateStatefulSet, processReplica, processCondemned and
 * updateStatefulSetAfterInvariantEstablished.
 */

import { PodFlag } from './pod-flags.ts'

export type StatefulRules = {
  readonly wanted: number
  readonly isOrdered: boolean
  /** Pods are updated when somebody deletes them. */
  readonly isOnDelete: boolean
  readonly partition: number
  /** Undefined = the gate is off: one pod at a time, and only if all above it are available. */
  readonly maxUnavailable?: number
  /** Of a set whose pods come and go at once: old pods that are not available are no obstacle to the update (from 1.37 on). */
  readonly replacesBroken?: boolean
  /** A ready pod is sound, available or not (before 1.34): updates do not wait for `minReadySeconds`, unless the set is ordered. */
  readonly trustsReady?: boolean
}

export type StatefulPlan = {
  /** Calls that are made together, in the order in which the batches follow one another: see `deletionOf`. */
  readonly batches: readonly (readonly number[])[]
  /** Deletions for the update among them: the status counts these pods as no longer current. */
  readonly updates: number
}

/** A call for an ordinal, as one number. */
export const creationOf = (ordinal: number): number => 2 * ordinal
export const deletionOf = (ordinal: number): number => 2 * ordinal + 1
export const ordinalOf = (call: number): number => Math.floor(call / 2)
export const isDeletion = (call: number): boolean => call % 2 === 1

const nothing: StatefulPlan = { batches: [], updates: 0 }
const only = (call: number): StatefulPlan => ({ batches: [[call]], updates: 0 })
/** In place of a call: none is made, but the ordinal has its turn. */
const noCall = -1

/** @param flags of the pods, by ordinal: bits of `PodFlag`. Ordinals from `wanted` on are to go. */
export function planStatefulSet(rules: StatefulRules, flags: ArrayLike<number>): StatefulPlan {
  return rules.isOrdered ? oneByOne(rules, flags) : allAtOnce(rules, flags)
}

function oneByOne(rules: StatefulRules, flags: ArrayLike<number>): StatefulPlan {
  const { wanted } = rules
  for (let ordinal = 0; ordinal < wanted; ordinal++) {
    const call = callFor(flags, ordinal)
    if (call !== noCall) return only(call)
    if (!isHealthy(flags[ordinal])) return nothing
  }
  for (let ordinal = flags.length - 1; ordinal >= wanted; ordinal--) {
    if (!has(flags[ordinal], PodFlag.There)) continue
    if (has(flags[ordinal], PodFlag.Terminating)) return nothing
    // One that is not available is in the way of those above it, and goes itself when none is below it.
    const isInTurn = isHealthy(flags[ordinal]) || ordinal === lowestUnsound(rules, flags)
    return isInTurn ? only(deletionOf(ordinal)) : nothing
  }
  return updateOf(rules, flags)
}

function allAtOnce(rules: StatefulRules, flags: ArrayLike<number>): StatefulPlan {
  const { wanted } = rules
  const kept: number[] = []
  for (let ordinal = 0; ordinal < wanted; ordinal++) kept.push(callFor(flags, ordinal))
  const condemned: number[] = []
  for (let ordinal = flags.length - 1; ordinal >= wanted; ordinal--) {
    if (!has(flags[ordinal], PodFlag.There)) continue
    condemned.push(has(flags[ordinal], PodFlag.Terminating) ? noCall : deletionOf(ordinal))
  }
  const { batches, updates } = updateOf(rules, flags)
  return { batches: [...doubling(kept), ...doubling(condemned), ...batches], updates }
}

/** What an ordinal that is wanted needs: a pod, or that the one that has ended goes; `noCall` if neither. */
function callFor(flags: ArrayLike<number>, ordinal: number): number {
  const flag = ordinal < flags.length ? flags[ordinal] : 0
  if (!has(flag, PodFlag.There)) return creationOf(ordinal)
  return has(flag, PodFlag.Ended) && !has(flag, PodFlag.Terminating) ? deletionOf(ordinal) : noCall
}

/** Ordinals that have their turn at once, at most. Source: stateful_set_control.go, MaxBatchSize. */
const batchMax = 500

/** Z22: ordinals have their turn 1, 2, 4, 8, ... at once, each batch when the one before is through. Source: slowStartBatch. */
function doubling(calls: readonly number[]): number[][] {
  const batches: number[][] = []
  for (let at = 0, size = 1; at < calls.length; at += size, size = Math.min(2 * size, batchMax)) {
    const batch = calls.slice(at, at + size).filter((call) => call !== noCall)
    if (batch.length > 0) batches.push(batch)
  }
  return batches
}

/** From the highest ordinal down: the pods that go for the new template now. */
function updateOf(rules: StatefulRules, flags: ArrayLike<number>): StatefulPlan {
  if (rules.isOnDelete) return nothing
  const gone = rules.maxUnavailable === undefined ? nextOld(rules, flags) : withinBudget(rules, flags)
  return { batches: gone.map((ordinal) => [deletionOf(ordinal)]), updates: gone.length }
}

/** Z24: the highest that is old, if all above it are available. */
function nextOld(rules: StatefulRules, flags: ArrayLike<number>): number[] {
  for (let ordinal = rules.wanted - 1; ordinal >= rules.partition; ordinal--) {
    if (isOld(flags[ordinal])) return [ordinal]
    if (!isSound(rules, flags[ordinal])) return []
  }
  return []
}

/** With `maxUnavailable`: so many as may still be unavailable. */
function withinBudget(rules: StatefulRules, flags: ArrayLike<number>): number[] {
  const { wanted, partition, isOrdered, replacesBroken = false } = rules
  let budget = rules.maxUnavailable ?? 1
  for (let ordinal = 0; ordinal < wanted; ordinal++) if (!isSound(rules, flags[ordinal])) budget--
  const old: number[] = []
  for (let ordinal = wanted - 1; ordinal >= partition; ordinal--) if (isOld(flags[ordinal])) old.push(ordinal)
  if (isOrdered || !replacesBroken) return old.slice(0, Math.max(0, budget))
  const broken = old.filter((ordinal) => !isHealthy(flags[ordinal]))
  const sound = old.filter((ordinal) => isHealthy(flags[ordinal]))
  return [...broken, ...sound.slice(0, Math.max(0, budget))]
}

/** The lowest of those that are to go and are not available. */
function lowestUnsound(rules: StatefulRules, flags: ArrayLike<number>): number {
  for (let ordinal = rules.wanted; ordinal < flags.length; ordinal++)
    if (has(flags[ordinal], PodFlag.There) && !isSound(rules, flags[ordinal])) return ordinal
  return -1
}

function has(flag: number, bit: number): boolean {
  return (flag & bit) !== 0
}

/** It is there, available, and nobody has deleted it. */
function isHealthy(flag: number): boolean {
  return has(flag, PodFlag.Available) && !has(flag, PodFlag.Terminating)
}

/** The same, by what the version takes for it. Source: isUnavailable; before 1.34 isHealthy. */
function isSound({ trustsReady = false }: StatefulRules, flag: number): boolean {
  return trustsReady ? has(flag, PodFlag.Ready) && !has(flag, PodFlag.Terminating) : isHealthy(flag)
}

/** It is made from an older template, and nothing has deleted it, neither somebody nor this very sync. */
function isOld(flag: number): boolean {
  return (flag & (PodFlag.There | PodFlag.Terminating | PodFlag.Ended | PodFlag.Updated)) === PodFlag.There
}
