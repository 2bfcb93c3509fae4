/**
 * Zones: how much of one has failed decides how fast its nodes get the taint that takes their pods (N6, Z26).
 * Source: kubernetes v1.36 pkg/controller/nodelifecycle/node_lifecycle_controller.go, ComputeZoneState, ReducedQPSFunc and handleDisruption;
 * staging/src/k8s.io/component-helpers/node/topology/helpers.go, GetZoneKey.
 */

/** Nothing is known of a zone before the first pass: its nodes are tainted as in a normal one. */
export const ZoneState = { Initial: 0, Normal: 1, Partial: 2, Full: 3 } as const

/** `--node-eviction-rate`, `--secondary-node-eviction-rate`: nodes per second. */
const taintRate = 0.1
const secondaryTaintRate = 0.01
/** `--unhealthy-zone-threshold`, and the least number of nodes that makes a zone partially disrupted. */
const unhealthyShare = 0.55
const unhealthyMin = 3
/** `--large-cluster-size-threshold`: a zone of more nodes goes on slowly when it is partially disrupted. */
const largeZone = 50

/** Labels that name a zone, the older ones last. */
const regionLabels = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region']
const zoneLabels = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone']
/** A node with this label counts in no zone. */
const excludingLabel = 'node.kubernetes.io/exclude-disruption'

/** Of nodes that share it, as one text; nodes without labels of zones share one. */
export function zoneOf(labels: Readonly<Record<string, string>>): string {
  const first = (names: readonly string[]): string =>
    labels[names.find((name) => Object.hasOwn(labels, name)) ?? ''] ?? ''
  return JSON.stringify([first(regionLabels), first(zoneLabels)])
}

export function countsInZone(labels: Readonly<Record<string, string>>): boolean {
  return !Object.hasOwn(labels, excludingLabel)
}

/** The state of a zone with so many nodes that are ready, and not. */
export function zoneStateOf(ready: number, notReady: number): number {
  if (ready === 0 && notReady > 0) return ZoneState.Full
  if (notReady >= unhealthyMin && notReady / (notReady + ready) >= unhealthyShare) return ZoneState.Partial
  return ZoneState.Normal
}

/** Nodes per second that get the taint in a zone of so many nodes. */
export function taintRateOf(state: number, nodes: number): number {
  if (state !== ZoneState.Partial) return taintRate
  return nodes > largeZone ? secondaryTaintRate : 0
}

/** What the end of a pass makes of the zones. */
export const Disruption = { Ordinary: 0, Enters: 1, Stays: 2, Leaves: 3 } as const

/** Whether all zones are fully disrupted, and were before: then nothing is tainted, for the fault may be the control plane's own. */
export function disruptionOf(before: readonly number[], after: readonly number[]): number {
  const isAll = after.every((state) => state === ZoneState.Full)
  const wasAll = before.every((state) => state === ZoneState.Full)
  if (isAll) return wasAll ? Disruption.Stays : Disruption.Enters
  return wasAll ? Disruption.Leaves : Disruption.Ordinary
}

/** Whether the rate of a zone is set: of all of them where the disruption of all zones ends, as none had its own meanwhile. */
export function setsRate(disruption: number, before: number, after: number): boolean {
  return disruption === Disruption.Leaves || (disruption === Disruption.Ordinary && before !== after)
}
