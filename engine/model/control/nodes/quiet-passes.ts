/**
 * Passes of the monitor that change nothing are not made (N2). From 1.37 on they ask for the lease of each silent node all the same: their calls are counted
 * once somebody wants to know, or the next call of the client is made.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { ClusterState } from '../../cluster-state.ts'
import { ApiCall } from '../api-client.ts'
import { ControllerId } from '../controller.ts'
import { asksForLeases, silentNodes } from './node-checks.ts'
import { monitorWorkers } from './node-monitor.ts'

export class QuietPasses {
  /** Those that begin from then on are not counted yet; Infinity = passes are made. */
  fromUs = Infinity
  /** Nodes whose leases each asks for. */
  nodes = 0
}

/** No more passes are made from that time on. */
export function passesRest(state: ClusterState, fromUs: number): void {
  const { quiet } = state.nodeMonitor
  if (!asksForLeases(state)) return
  quiet.fromUs = fromUs
  quiet.nodes = silentNodes(state)
}

/** They are made again. */
export function passesGoOn(state: ClusterState): void {
  countQuietPasses(state, state.nowUs)
  state.nodeMonitor.quiet.fromUs = Infinity
}

/** Counts the calls of those before a time. */
export function countQuietPasses(state: ClusterState, untilUs: number): void {
  const { quiet, passes } = state.nodeMonitor
  if (quiet.fromUs >= untilUs) return
  const { client } = state.controllers[ControllerId.NodeLifecycle]
  const { qps, burst } = state.spec.controlPlane.controllers
  const spanUs = usPerSecond / qps
  for (let atUs = passes.nextUs(quiet.fromUs); atUs < untilUs; atUs = passes.nextUs(atUs + 1))
    for (let node = 1; node <= quiet.nodes; node++) {
      // The bucket is full as a pass begins; then each of the workers waits for its token.
      const late = Math.max(0, node - burst)
      client.count(state, ApiCall.Get, atUs + late * spanUs, Math.min(late, monitorWorkers) * spanUs)
    }
  quiet.fromUs = untilUs
}
