/**
 * Images on their way to a node (I1-I5): what a start finds when it asks for its image, the kubelet's puller with its
 * rate limit and its queue, and the back-off after a pull that failed. A start that pulls blocks its pod worker (S13).
 * Source: kubernetes v1.35 pkg/kubelet/images/image_manager.go, EnsureImageExists and pullImage; puller.go.
 * Simplified: a pull is judged by the registry at its start.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState, ContainerId, NodeId, PodId } from '../../cluster-state.ts'
import { ImagePullPolicyId, PodEvent, WaitReason } from '../../codes.ts'
import { drawUs } from '../../draw.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { profileOfNode } from '../../version-profile.ts'
import { recordEvent } from '../status/event-recorder.ts'

/** What a start finds. */
export const ImageAnswer = { Here: 0, Pulling: 1, Failed: 2 } as const

/** I2: first and largest step of the back-off of a pod's image. */
const backoffBaseUs = 10 * usPerSecond
const backoffCapUs = 300 * usPerSecond
/** I2: an entry is forgotten when the last failure is longer ago than this. */
const forgetAfterUs = 2 * backoffCapUs

/** I1: whether the image is there, is on its way now, or cannot be had; the last is noted as the reason of the wait. */
export function askForImage(state: ClusterState, pod: PodId, container: ContainerId): number {
  if (!state.needs.pulls) {
    recordEvent(state, pod, container, PodEvent.ImagePresent)
    return ImageAnswer.Here
  }
  const { images, pull } = state
  // What follows is about this image, even if a rollout changes it meanwhile (S13).
  const image = pull.image[container]
  pull.startedImage[container] = image
  if (images.isValid[image] === 0) {
    recordEvent(state, pod, container, PodEvent.ImageInvalid, image)
    return cannotStart(state, pod, container, WaitReason.InvalidImageName)
  }
  const policy = state.containerTemplate.imagePullPolicy[state.container.template[container]]
  if (isPresent(state, state.pod.node[pod], image)) {
    if (policy !== ImagePullPolicyId.Always) {
      recordEvent(state, pod, container, PodEvent.ImagePresent, image)
      return ImageAnswer.Here
    }
  } else if (policy === ImagePullPolicyId.Never) {
    recordEvent(state, pod, container, PodEvent.ImageNeverPulled, image)
    return cannotStart(state, pod, container, WaitReason.ErrImageNeverPull)
  }
  if (isBackingOff(state, pod, container)) {
    recordEvent(state, pod, container, PodEvent.BackOffPull, image)
    return cannotStart(state, pod, container, WaitReason.ImagePullBackOff)
  }
  recordEvent(state, pod, container, PodEvent.ImagePulling, image)
  state.pod.stepStamp[pod]++
  enqueue(state, state.pod.node[pod], container)
  return ImageAnswer.Pulling
}

/** I3: the start has failed; the reason shows one sync later (S9, L3), and the pod is retried as after an error (S7). */
function cannotStart(state: ClusterState, pod: PodId, container: ContainerId, reason: number): number {
  state.container.waitReason[container] = reason
  state.pod.syncFailed[pod] = 1
  recordEvent(state, pod, container, PodEvent.ImageFailed, reason)
  return ImageAnswer.Failed
}

function isPresent(state: ClusterState, node: NodeId, image: number): boolean {
  return state.images.isPresent[node * state.images.perNode + image] === 1
}

/** From now on the node has the image that the container runs. */
export function markPresent(state: ClusterState, node: NodeId, container: ContainerId): void {
  if (!state.needs.pulls) return
  state.images.isPresent[node * state.images.perNode + state.pull.startedImage[container]] = 1
}

/** I2: the key of a back-off is pod and image; its entry is kept by the first container of the pod that has the image. */
function backoffRow(state: ClusterState, pod: PodId, container: ContainerId): ContainerId {
  const { startedImage } = state.pull
  let row = state.pod.firstContainer[pod]
  while (startedImage[row] !== startedImage[container]) row++
  return row
}

/** I2: measured from the end of the pull that failed last. */
function isBackingOff(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { backoffUs, failedAtUs } = state.pull
  const row = backoffRow(state, pod, container)
  const sinceUs = state.nowUs - failedAtUs[row]
  return backoffUs[row] > 0 && sinceUs <= forgetAfterUs && sinceUs < backoffUs[row]
}

function stepBackoff(state: ClusterState, pod: PodId, container: ContainerId): void {
  const { backoffUs, failedAtUs } = state.pull
  const row = backoffRow(state, pod, container)
  const startsOver = backoffUs[row] === 0 || state.nowUs - failedAtUs[row] > forgetAfterUs
  backoffUs[row] = startsOver ? backoffBaseUs : Math.min(2 * backoffUs[row], backoffCapUs)
  failedAtUs[row] = state.nowUs
}

/** I5: pulls start in the order in which they were asked for, as many at a time as the kubelet allows. */
function enqueue(state: ClusterState, node: NodeId, container: ContainerId): void {
  const { pull, puller } = state
  pull.next[container] = -1
  if (puller.first[node] < 0) puller.first[node] = container
  else pull.next[puller.last[node]] = container
  puller.last[node] = container
  beginPulls(state, node)
}

function beginPulls(state: ClusterState, node: NodeId): void {
  const { pull, puller } = state
  const { parallelImagePullsMax } = profileOfNode(state, node).kubelet
  while (puller.first[node] >= 0 && puller.pullCount[node] < parallelImagePullsMax) {
    const container = puller.first[node]
    puller.first[node] = pull.next[container]
    beginPull(state, node, container)
  }
}

/** I4: a pull beyond the rate limit fails at once. */
function beginPull(state: ClusterState, node: NodeId, container: ContainerId): void {
  const { images, pull, puller, containerTemplate, container: containers, pod: pods } = state
  const image = pull.startedImage[container]
  const isAdmitted = takeToken(state, node)
  const fails = images.isUnpullable[image] === 1 || puller.registryDownCount[node] > 0
  const { imageCheck, imagePull } = containerTemplate
  const template = containers.template[container]
  const isCheck = !fails && isPresent(state, node, image)
  let lengthUs = 0
  if (isAdmitted)
    lengthUs = isCheck
      ? drawUs(state, imageCheck[template], state.streams.imageCheck, container)
      : drawUs(state, imagePull[template], state.streams.image, container)
  pull.willFail[container] = fails || !isAdmitted ? 1 : 0
  puller.pullCount[node]++
  const stamp = pods.stepStamp[containers.pod[container]]
  schedule(state, EventKind.ImagePullEnd, container, state.nowUs + lengthUs, stamp)
}

/** I4: the bucket of the kubelet; it never queues. */
function takeToken(state: ClusterState, node: NodeId): boolean {
  const { tokens, tokensAtUs } = state.puller
  const { registryPullQps, registryBurst } = profileOfNode(state, node).kubelet
  if (registryPullQps === Infinity) return true
  const gained = ((state.nowUs - tokensAtUs[node]) * registryPullQps) / usPerSecond
  tokens[node] = Math.min(registryBurst, tokens[node] + gained)
  tokensAtUs[node] = state.nowUs
  if (tokens[node] < 1) return false
  tokens[node]--
  return true
}

/** A pull has ended, and the next in the queue starts. Returns whether the image is there now; if not, the start has failed (I2). */
export function endPull(state: ClusterState, pod: PodId, container: ContainerId): boolean {
  const { pull, puller } = state
  const node = state.pod.node[pod]
  const isPulled = pull.willFail[container] === 0
  if (isPulled) {
    markPresent(state, node, container)
    recordEvent(state, pod, container, PodEvent.ImagePulled, pull.startedImage[container])
  } else {
    stepBackoff(state, pod, container)
    recordEvent(state, pod, container, PodEvent.ImagePullFailed, pull.startedImage[container])
    cannotStart(state, pod, container, WaitReason.ErrImagePull)
  }
  puller.pullCount[node]--
  beginPulls(state, node)
  return isPulled
}

/** A new kubelet process has an empty queue and a full bucket (L8); starts that were pulling start anew. */
export function resetPuller(state: ClusterState, node: NodeId): void {
  if (!state.needs.pulls) return
  const { puller } = state
  puller.first[node] = -1
  puller.pullCount[node] = 0
  puller.tokens[node] = profileOfNode(state, node).kubelet.registryBurst
  puller.tokensAtUs[node] = state.nowUs
}

/** L8: a new kubelet process knows of no failed pull. */
export function forgetPulls(state: ClusterState, container: ContainerId): void {
  if (state.needs.pulls) state.pull.backoffUs[container] = 0
}

/** B1, S11: the image of a container is another one now: its back-offs start anew. */
export function changeImage(state: ClusterState, container: ContainerId, image: number): void {
  const { pull } = state
  pull.image[container] = image
  pull.backoffUs[container] = 0
  state.container.backoffUs[container] = 0
}

/** S11: whether the newest instance runs another image than the pod asks for by now. */
export function runsOldImage(state: ClusterState, container: ContainerId): boolean {
  return state.needs.pulls && state.pull.startedImage[container] !== state.pull.image[container]
}
