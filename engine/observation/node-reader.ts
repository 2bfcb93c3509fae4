/** What the API says of nodes at a moment. */
import type { NodeView } from '../contract/cluster-view.ts'
import { usToSeconds } from '../kernel/time.ts'
import type { ClusterState, NodeId } from '../model/cluster-state.ts'
import { markedTaints, markOfTaint, NodeMark } from '../model/control/nodes/node-object.ts'
import { wholeWallSecondUs } from '../model/wall-clock.ts'

/** Nodes by name, without those whose object has been deleted. */
export function readNodes(state: ClusterState): NodeView[] {
  return state.spec.nodes.flatMap((spec, node) => {
    const object = objectOf(state, node)
    if (object === undefined) return []
    const { name, labels, podsMax, cpuCores = null, memoryBytes = null, devices = {} } = spec
    const { kubeletVersion = null, ageUs } = spec.status ?? {}
    const createdSeconds = ageUs === undefined ? null : -usToSeconds(ageUs)
    const size = { podsMax, cpuCores, memoryBytes, devices }
    return [{ name, labels, ...size, ...object, kubeletVersion, createdSeconds }]
  })
}

/** Where no node can fail, they are as the input has them. */
function objectOf(
  state: ClusterState,
  node: NodeId,
): Pick<NodeView, 'ready' | 'turnedSeconds' | 'isUnschedulable' | 'taints'> | undefined {
  const { needs, nodeHealth, spec } = state
  const { status, taints: before = [] } = spec.nodes[node]
  if (!needs.nodeHealth)
    return {
      ready: status?.ready ?? 'yes',
      turnedSeconds: null,
      isUnschedulable: status?.isUnschedulable ?? false,
      taints: before,
    }
  const mark = nodeHealth.apiMark[node]
  const turnedUs = nodeHealth.turnedUs[node]
  if ((mark & NodeMark.Missing) !== 0) return undefined
  const isUnknown = (mark & NodeMark.Unknown) !== 0
  return {
    ready: (mark & NodeMark.Ready) !== 0 ? 'yes' : isUnknown ? 'unknown' : 'no',
    isUnschedulable: (mark & NodeMark.Cordoned) !== 0,
    turnedSeconds: turnedUs < 0 ? null : usToSeconds(wholeWallSecondUs(state, turnedUs)),
    taints: [...before.filter((taint) => markOfTaint(taint) === 0), ...taintsOf(mark)],
  }
}

/** @param mark bits of `NodeMark`. */
export function taintsOf(mark: number): NodeView['taints'] {
  return markedTaints.flatMap(([bit, key, effect]) => ((mark & bit) === 0 ? [] : [{ key, effect }]))
}

/** Whether nothing of the object has changed that a run can change. */
export function isSameObject(a: NodeView, b: NodeView): boolean {
  const same = a.ready === b.ready && a.isUnschedulable === b.isUnschedulable
  return (
    same &&
    a.taints.length === b.taints.length &&
    a.taints.every(({ key, effect }, at) => {
      const other = b.taints[at]
      return key === other.key && effect === other.effect
    })
  )
}
