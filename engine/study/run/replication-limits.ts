/** What a replication shows of what this version leaves out. */

import type { CrowdedStarts, ProviderTrouble, ReplicationLimits } from '../../contract/run-result.ts'
import { usToSeconds } from '../../kernel/time.ts'
import type { ClusterState } from '../../model/cluster-state.ts'
import { PodPhase, PodStage } from '../../model/codes.ts'
import { providerName } from '../../model/world/dependencies/provider.ts'

export function replicationLimits(state: ClusterState): ReplicationLimits {
  const { spec, metrics } = state
  const { levels } = metrics
  const isDisturbed = spec.faults.length > 0 || spec.initialState === 'created'
  return {
    crowdedStarts: crowdedStarts(state),
    backoffContainers: isDisturbed ? levels.inBackoffCount[levels.rows - 1] : 0,
    unreadyPods: isDisturbed ? unreadyPods(state) : 0,
    ...nearSaturation(state),
    ...troublesOf(state),
    ...fewReadyBefore(state),
  }
}

/** Shorter times change no number to speak of. */
const nearSecondsMin = 1

/** Between 90 and 110 % of what pods can do the wait of the long run is not yet, or not for ever, what requests meet. */
function nearSaturation({ traffic, spec }: ClusterState): Pick<ReplicationLimits, 'nearSaturation'> {
  let worst: ReplicationLimits['nearSaturation']
  for (const { setting, nearSaturationUs } of traffic?.loads ?? []) {
    const { kind, index } = setting.ref
    const seconds = usToSeconds(nearSaturationUs)
    if (seconds < nearSecondsMin || seconds <= (worst?.seconds ?? 0)) continue
    const { namespace, name } =
      kind === 'service' ? spec.services[index] : { namespace: '', name: spec.externals![index].name }
    worst = { service: namespace === '' ? name : `${namespace}/${name}`, seconds }
  }
  return worst === undefined ? {} : { nearSaturation: worst }
}

/** Of those whom containers need and that did not answer as they should. */
function troublesOf(state: ClusterState): { readonly troubles?: readonly ProviderTrouble[] } {
  const { durationUs } = state.spec
  const troubles = (state.dependencies?.providers ?? []).flatMap((provider) => {
    const { troubledUs, troubledSinceUs, ends, failedRuns } = provider
    const lastedUs = troubledUs + Math.max(0, durationUs - troubledSinceUs)
    if (ends + failedRuns === 0) return []
    return [{ service: providerName(state, provider), seconds: usToSeconds(lastedUs), ends, failedRuns }]
  })
  return troubles.length === 0 ? {} : { troubles }
}

/** What was down before the first fault does not have to come back: recovery is of what was ready then. */
function fewReadyBefore({ metrics }: ClusterState): Pick<ReplicationLimits, 'fewReadyBefore'> {
  const { readyBefore: ready, wantedBefore: wanted } = metrics.recovery
  return ready < 0.9 * wanted ? { fewReadyBefore: { ready, wanted } } : {}
}

/** So many starts within 10 s a node takes without contention to speak of, whatever its processors. */
const startsAtOnceMax = 10
const usOfStarts = 10_000_000

/** Nodes on which more containers start at once than there are processors to start them, and more than a few. */
function crowdedStarts({ metrics, spec }: ClusterState): CrowdedStarts | null {
  let nodes = 0
  let worst: CrowdedStarts | null = null
  for (const [row, { name, cpuCores = 0 }] of spec.nodes.entries()) {
    const { starts, spanUs } = metrics.nodeStarts.burstOf(row)
    if (starts <= (Math.max(startsAtOnceMax, cpuCores) * spanUs) / usOfStarts) continue
    nodes++
    if (worst === null || starts > worst.starts)
      worst = { nodes, node: name, starts, spanSeconds: usToSeconds(spanUs) }
  }
  return worst === null ? null : { ...worst, nodes }
}

/** Pods on a node that are not ready: neither finished nor being deleted. */
function unreadyPods({ pod: pods }: ClusterState): number {
  let count = 0
  for (let pod = 0; pod < pods.count; pod++) {
    const isAlive = pods.stage[pod] === PodStage.Bound && pods.phase[pod] < PodPhase.Succeeded
    if (isAlive && pods.isReady[pod] === 0) count++
  }
  return count
}
