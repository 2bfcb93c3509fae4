/**
 * The calls of the controllers of Services. What a call does is done before its answer is back: whether the controller hears of it by its watch
 * before the answer, or after it, is a race that its next sync may lose.
 */
import type { ClusterState } from '../cluster-state.ts'
import { drawWatchUs } from '../draw.ts'
import type { Controller } from './controller.ts'
import { ServiceStage, type ServiceSync } from './service-endpoints.ts'
import type { WatchStream } from './watch-stream.ts'

/** Returns when the API has it. */
export function beginWrite(
  state: ClusterState,
  controller: Controller,
  row: number,
  sync: ServiceSync,
  call: number,
): number {
  const { client } = controller
  sync.stage = ServiceStage.Write
  sync.answeredUs = client.call(state, call, serviceObject(state, row))
  return client.doneUs
}

/** The API has it; returns when who watches such objects hears of it. */
export function writeIsSeen(state: ClusterState, row: number, sync: ServiceSync, watch: WatchStream): number {
  const { streams, nowUs } = state
  const delayUs = drawWatchUs(state, streams.control, serviceObject(state, row))
  sync.seenUs = watch.heardUs(nowUs, delayUs)
  return sync.seenUs
}

/** The Service among the objects of controllers: behind the workloads. */
function serviceObject({ spec }: ClusterState, row: number): number {
  return spec.workloads.length + row
}
