/**
 * What a controller has asked for and not yet seen in its cache: until then it asks for nothing more of that key (W1).
 * Source: kubernetes v1.36 pkg/controller/controller_utils.go, ControllerExpectations and UIDTrackingControllerExpectations.
 */
import { usPerSecond } from '../../kernel/time.ts'

/** What has not been seen for so long is not waited for. Source: as above, ExpectationsTimeout. */
const expectationsTimeoutUs = 300 * usPerSecond

/** The columns of a controller's table, by key. */
export type ExpectationColumns = {
  /** Creations and deletions that have been asked for and not been seen. */
  readonly expectedCreations: Int32Array
  readonly expectedDeletions: Int32Array
  /** When they were asked for. */
  readonly expectedAtUs: Float64Array
}

/** The controller is about to ask for so many pods to be created, and others to be deleted. */
export function expectPods(
  columns: ExpectationColumns,
  key: number,
  creations: number,
  deletions: number,
  nowUs: number,
): void {
  columns.expectedCreations[key] = creations
  columns.expectedDeletions[key] = deletions
  columns.expectedAtUs[key] = nowUs
}

/** A pod of the key has come into the cache, whoever asked for it. */
export function creationSeen(columns: ExpectationColumns, key: number): void {
  columns.expectedCreations[key]--
}

/** The deletionTimestamp of a pod that the controller has asked to be deleted has come into the cache. */
export function deletionSeen(columns: ExpectationColumns, key: number): void {
  columns.expectedDeletions[key]--
}

/** Whether the controller may ask for more. */
export function expectationsAreMet(columns: ExpectationColumns, key: number, nowUs: number): boolean {
  const { expectedCreations, expectedDeletions, expectedAtUs } = columns
  if (expectedCreations[key] <= 0 && expectedDeletions[key] <= 0) return true
  return nowUs - expectedAtUs[key] > expectationsTimeoutUs
}
