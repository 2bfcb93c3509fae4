/**
 * Pauses, in which a process stands still (stop-the-world): what it is about to do waits for their end, and takes what was left of its
 * time then. The world outside goes on: hangs, exits and what the kernel answers by itself come when they would.
 */
import { copyStream } from '../../kernel/random-stream.ts'
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import { drawUs } from '../draw.ts'
import { advance, alternates } from './alternation.ts'

/** Whether the process stands still now. */
export function isPaused(state: ClusterState, container: ContainerId): boolean {
  if (!alternates(state, state.pause, container)) return false
  advance(state, state.pause, container)
  return state.pause.isOn[container] === 1
}

/** Whether a pause lasts now or begins by then. */
export function pausesBy(state: ClusterState, container: ContainerId, timeUs: number): boolean {
  return isPaused(state, container) || state.pause.turnsAtUs[container] <= timeUs
}

/**
 * When the process has done what takes `workUs`, begun now: what is due in a pause, its first instant included, comes at its end plus
 * what was left. Pauses to come are looked up, and drawn again when they come.
 * @param limitUs nobody asks for what is later: it is given instead.
 */
export function doneUs(state: ClusterState, container: ContainerId, workUs: number, limitUs: number): number {
  const { pause, ahead, nowUs } = state
  let atUs = nowUs + workUs
  if (!alternates(state, pause, container) || !pausesBy(state, container, atUs))
    return Math.min(atUs, limitUs)
  const { every, length, streams } = pause
  const template = state.container.template[container]
  copyStream(streams, container, ahead, 0)
  let beginsUs = pause.turnsAtUs[container]
  if (pause.isOn[container] === 1) {
    atUs += beginsUs - nowUs
    beginsUs += drawUs(state, every[template], ahead, 0)
  }
  while (atUs >= beginsUs && atUs < limitUs) {
    const lengthUs = drawUs(state, length[template], ahead, 0)
    atUs += lengthUs
    beginsUs += lengthUs + drawUs(state, every[template], ahead, 0)
  }
  return Math.min(atUs, limitUs)
}
