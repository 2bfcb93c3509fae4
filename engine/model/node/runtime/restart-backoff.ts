/**
 * Restart back-off (CrashLoopBackOff): one entry per container, held by its kubelet. This file decides how long
 * a container waits and how an entry grows, expires and is collected; when an attempt is made is the pod worker's.
 */
import type { VersionProfile } from '../../version-profile.ts'

/** An entry is forgotten when it was last stepped longer ago than this (B5, B6; fixed since 1.32, 2 x 300 s before). */
export const forgetAfterUs = 600_000_000
/** Housekeeping, and with it the garbage collection of entries, runs this often (S14, B6). */
export const housekeepingPeriodUs = 2_000_000

/** Entries, one row per container. */
export type BackoffTable = {
  /** Wait that the next restart owes; 0 = no entry. */
  readonly backoffUs: Float64Array
  /** When the entry was last stepped; meaningless without an entry. */
  readonly steppedAtUs: Float64Array
}

/**
 * B6: drops the entry if a housekeeping pass at or before now found it unstepped for more than 600 s. Looked up
 * when an attempt is made, which is exact: between attempts nothing reads the entry.
 * Source: kubernetes v1.35 pkg/kubelet/kubelet_pods.go, HandlePodCleanups; client-go backoff.go, GC.
 * @param phaseUs time of any housekeeping pass of the node.
 */
export function collectBackoff(table: BackoffTable, row: number, phaseUs: number, nowUs: number): void {
  const lastPassUs = phaseUs + Math.floor((nowUs - phaseUs) / housekeepingPeriodUs) * housekeepingPeriodUs
  if (table.backoffUs[row] > 0 && lastPassUs - table.steppedAtUs[row] > forgetAfterUs)
    table.backoffUs[row] = 0
}

/** B5: the exited instance had lived so long that the entry no longer counts. */
function hasExpired(table: BackoffTable, row: number, exitedAtUs: number): boolean {
  return exitedAtUs - table.steppedAtUs[row] > forgetAfterUs
}

/**
 * B3: when the container may start again at the earliest; a time not after now means start now.
 * Source: kubernetes v1.35 pkg/kubelet/kuberuntime/kuberuntime_manager.go, doBackOff.
 * @param exitedAtUs finish time of the newest exited instance that the sync's snapshot knows.
 */
export function backoffExpiryUs(table: BackoffTable, row: number, exitedAtUs: number): number {
  if (table.backoffUs[row] === 0 || hasExpired(table, row, exitedAtUs)) return exitedAtUs
  return exitedAtUs + table.backoffUs[row]
}

/** B4: records the next entry for a start that goes ahead. Source: client-go util/flowcontrol/backoff.go, Next. */
export function stepBackoff(
  table: BackoffTable,
  row: number,
  exitedAtUs: number,
  nowUs: number,
  limits: Pick<VersionProfile, 'backoffBaseUs' | 'backoffCapUs'>,
): void {
  const entryUs = table.backoffUs[row]
  const startsOver = entryUs === 0 || hasExpired(table, row, exitedAtUs)
  table.backoffUs[row] = startsOver ? limits.backoffBaseUs : Math.min(2 * entryUs, limits.backoffCapUs)
  table.steppedAtUs[row] = nowUs
}
