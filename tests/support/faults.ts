/** Faults for small specs: of the first container of the first workload, unless they say otherwise. Times in seconds. */
import type { FaultSpec, Share } from '../../engine/model/cluster-spec.ts'
import { second } from './spec.ts'

const containers = [{ workload: 0, container: 0 }]

export function crashFault(at: number, share: Share = 'all', exitCode = 1): FaultSpec {
  return { kind: 'crash', atUs: at * second, exitCode, containers, share }
}

/** Without `lasts` it ends with the incarnation that it hits. */
export function hangFault(at: number, lasts?: number, share: Share = 'all'): FaultSpec {
  const fault = { kind: 'hang', atUs: at * second, tcpOk: true, containers, share } as const
  return lasts === undefined ? fault : { ...fault, forUs: lasts * second }
}

export function slowFault(at: number, lasts: number, factor: number): FaultSpec {
  return { kind: 'slow', atUs: at * second, forUs: lasts * second, factor, containers, share: 'all' }
}

export function scaleFault(at: number, replicas: number): FaultSpec {
  return { kind: 'scale', atUs: at * second, replicas, workloads: [0] }
}

export function deleteFault(
  at: number,
  changes: {
    readonly share?: Share
    readonly grace?: number
    readonly force?: boolean
    readonly workload?: number
  } = {},
): FaultSpec {
  const { share = 'all', grace, force = false, workload = 0 } = changes
  const fault = { kind: 'delete', atUs: at * second, workloads: [workload], share, force } as const
  return grace === undefined ? fault : { ...fault, gracePeriodUs: grace * second }
}

export function kubeletRestartFault(at: number): FaultSpec {
  return { kind: 'kubeletRestart', atUs: at * second, nodes: [0], share: 'all' }
}
