/**
 * An edit of a container's image in a pod that is there, as `kubectl set image` makes it on a bare Pod: the kubelet
 * hears of it, kills the container whose image has changed and starts it anew (S11). Policies of pulls stay.
 * Simplified: a sync that runs while the edit is on its way sees it some milliseconds early.
 */
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import { PodStage } from '../codes.ts'
import { drawCallUs } from '../draw.ts'
import { isInTouch } from '../in-touch.ts'
import { changeImage } from '../node/images/image-pull.ts'
import { endHold, requestSync } from '../node/pod-workers/sync-queue.ts'

export function rollOut(state: ClusterState, container: ContainerId, image: number): void {
  const pod = state.container.pod[container]
  if (state.pull.image[container] === image) return
  changeImage(state, container, image)
  endHold(state, pod)
  if (state.pod.stage[pod] !== PodStage.Bound || !isInTouch(state, state.pod.node[pod])) return
  requestSync(state, pod, state.nowUs + drawCallUs(state, state.streams.overhead, pod))
}
