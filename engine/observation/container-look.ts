/** What the story of a pod compares of a container, event by event. */
import type { ClusterState, ContainerId } from '../model/cluster-state.ts'

export type ContainerLook = {
  readonly seenState: number
  readonly seenIncarnation: number
  readonly isReady: number
  readonly isStarted: number
  readonly waitReason: number
  /** Whether the sync awaits its postStart hook. */
  readonly isHooked: boolean
  /** Image that the pod asks for; -1 where nothing asks a registry. */
  readonly image: number
  /** Until when it must wait for its back-off; NaN = it does not wait. */
  readonly waitsUntilUs: number
}

export function lookAt(state: ClusterState, container: ContainerId): ContainerLook {
  const {
    seenState,
    seenIncarnation,
    isReady,
    isStarted,
    isRefused,
    waitReason,
    statusExitedAtUs,
    backoffUs,
  } = state.container
  const { hookedContainer, hookHasFailed } = state.pod
  const pod = state.container.pod[container]
  return {
    seenState: seenState[container],
    seenIncarnation: seenIncarnation[container],
    isReady: isReady[container],
    isStarted: isStarted[container],
    waitReason: waitReason[container],
    isHooked: hookedContainer[pod] === container && hookHasFailed[pod] === 0,
    image: state.needs.pulls ? state.pull.image[container] : -1,
    waitsUntilUs:
      isRefused[container] === 1 ? statusExitedAtUs[container] + backoffUs[container] : Number.NaN,
  }
}
