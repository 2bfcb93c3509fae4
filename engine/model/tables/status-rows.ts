/**
 * The way of a pod's status from its kubelet to the API. Writers and the API come to pods in the order of time, each time to another one; so what they need of a pod lies
 * side by side, in one line of the processor's cache: places [8 pod, 8 pod + 8) of the column.
 */

export const StatusPlace = {
  /** When the writer takes the status, or took it last; -1 = never. */
  TakenUs: 0,
  /** Start of the newest write of the status, once there is one. */
  WriteAtUs: 1,
  // Of a pod that somebody watches; statuses as one number (`statusCode`).
  /** The status where the writer is, and `codes` times what of it has changed for controllers since it was taken last: bits of `News`. */
  Held: 2,
  /** The status taken last. */
  Taken: 3,
  /** When the held status became ready or unready last; NaN = not since the run began. */
  HeldReadyAtUs: 4,
  /** Since when a status that is ready, and that the writer has taken, says so; -1 = none was. */
  TakenReadyAtUs: 5,
  /** When the condition Ready became true, as the API says; NaN = before the run, or never. */
  ApiReadySinceUs: 6,
  /** What the pod in the API is to a controller: bits of `PodMark`. */
  ApiMark: 7,
} as const
export const statusPlaces = 8

export function allocateStatusRows(rows: number): Float64Array {
  const values = new Float64Array(statusPlaces * rows)
  for (let at = 0; at < values.length; at += statusPlaces) {
    values[at + StatusPlace.TakenUs] = -1
    values[at + StatusPlace.HeldReadyAtUs] = Number.NaN
    values[at + StatusPlace.TakenReadyAtUs] = -1
    values[at + StatusPlace.ApiReadySinceUs] = Number.NaN
  }
  return values
}
