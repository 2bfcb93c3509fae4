/** What the scenario does to the cluster from outside: the rule of each kind of fault, and when faults begin and end. */
import type { ClusterSpec } from '../../contract/cluster-spec.ts'
import { type FaultSpec, faultLengthUs } from '../../contract/fault-spec.ts'
import type { ClusterState } from '../cluster-state.ts'
import { EventKind } from '../event-table.ts'
import { schedule } from '../lanes.ts'
import { apiServerSlow } from './api-server.ts'
import { crash } from './crash.ts'
import { type FaultEffect, type FaultOf, type FaultRule, faultEffects } from './fault-rule.ts'
import { hang } from './hang.ts'
import { traffic } from './load.ts'
import { nodeDown, nodeReboot, partition } from './machines.ts'
import { drain, nodeDelete, nodeOutOfService } from './node-objects.ts'
import { kubeletRestart, registryDown } from './nodes.ts'
import { outage } from './outage.ts'
import { deletePods, scale } from './pods.ts'
import { rollback, rollout } from './rollout.ts'
import { nodeShutdown } from './shutdown.ts'
import { slow } from './slow.ts'
import { addStaticPod, removeStaticPod } from './static-pods.ts'

const rules: { readonly [Kind in FaultSpec['kind']]: FaultRule<FaultOf<Kind>> } = {
  hang,
  slow,
  crash,
  scale,
  delete: deletePods,
  kubeletRestart,
  registryDown,
  apiServerSlow,
  nodeDown,
  nodeReboot,
  nodeShutdown,
  partition,
  nodeDelete,
  nodeOutOfService,
  drain,
  addStaticPod,
  removeStaticPod,
  rollout,
  rollback,
  traffic,
  outage,
}

/** The compiler cannot see that a fault and the rule of its kind belong together. */
function ruleOf({ kind }: FaultSpec): FaultRule<FaultSpec> {
  return rules[kind] as FaultRule<FaultSpec>
}

export function onFaultBegin(state: ClusterState, faultId: number): void {
  const fault = state.spec.faults[faultId]
  const rule = ruleOf(fault)
  const { recovery, levels } = state.metrics
  recovery.faultBegins(levels.readyCount, levels.desiredCount)
  rule.begin(state, faultId, fault)
  if (rule.hangs) state.nextHangFaultUs = nextFaultUs(state.spec, 'hangs', fault.atUs, faultId)
  if (rule.deletesPods) {
    state.nextDeletionFaultUs = nextFaultUs(state.spec, 'deletesPods', fault.atUs, faultId)
    state.lastDeletionFaultUs = fault.atUs
  }
  const lastsUs = faultLengthUs(fault)
  if (lastsUs === 0) state.metrics.recovery.ended(state.nowUs)
  else if (lastsUs < Infinity) schedule(state, EventKind.FaultEnd, faultId, state.nowUs + lastsUs, 0)
}

/** A fault that lasts is over: hung slots answer again, slow ones lose its factor. */
export function onFaultEnd(state: ClusterState, faultId: number): void {
  const fault = state.spec.faults[faultId]
  ruleOf(fault).end?.(state, faultId, fault)
  state.faultHits[faultId] = new Int32Array(0)
  state.metrics.recovery.ended(state.nowUs)
}

/** What the faults of a run do, one or the other. */
export function effectsOfFaults({ faults }: ClusterSpec): ReadonlySet<FaultEffect> {
  return new Set(faultEffects.filter((effect) => faults.some((fault) => ruleOf(fault)[effect] === true)))
}

/** When the next fault that does this begins, after that time or after that fault of the list at that time. */
export function nextFaultUs(
  { faults }: ClusterSpec,
  does: FaultEffect,
  afterUs: number,
  faultId: number,
): number {
  let nextUs = Infinity
  for (const [index, fault] of faults.entries()) {
    const isAhead = fault.atUs > afterUs || (fault.atUs === afterUs && index > faultId)
    if (isAhead && ruleOf(fault)[does] === true) nextUs = Math.min(nextUs, fault.atUs)
  }
  return nextUs
}
