/** Faults for small specs: of the first container of the first workload, unless they say otherwise. Times in seconds. */
import type { FaultSpec, Share } from '../../engine/contract/cluster-spec.ts'
import { second } from './spec.ts'

const containers = [{ workload: 0, container: 0 }]

export function crashFault(at: number, share: Share = 'all', exitCode = 1): FaultSpec {
  return { kind: 'crash', atUs: Math.round(at * second), exitCode, containers, share }
}

/** Without `lasts` it ends with the incarnation that it hits. */
export function hangFault(at: number, lasts?: number, share: Share = 'all'): FaultSpec {
  const fault = { kind: 'hang', atUs: Math.round(at * second), containers, share } as const
  return lasts === undefined ? fault : { ...fault, forUs: Math.round(lasts * second) }
}

export function slowFault(at: number, lasts: number, factor: number): FaultSpec {
  return {
    kind: 'slow',
    atUs: Math.round(at * second),
    forUs: Math.round(lasts * second),
    factor,
    containers,
    share: 'all',
  }
}

export function scaleFault(at: number, replicas: number): FaultSpec {
  return { kind: 'scale', atUs: Math.round(at * second), replicas, workloads: [0] }
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
  const fault = {
    kind: 'delete',
    atUs: Math.round(at * second),
    workloads: [workload],
    share,
    force,
  } as const
  return grace === undefined ? fault : { ...fault, gracePeriodUs: Math.round(grace * second) }
}

export function kubeletRestartFault(at: number): FaultSpec {
  return { kind: 'kubeletRestart', atUs: Math.round(at * second), nodes: [0], share: 'all' }
}

/** On the first node. */
export function registryDownFault(at: number, lasts: number): FaultSpec {
  return {
    kind: 'registryDown',
    atUs: Math.round(at * second),
    forUs: Math.round(lasts * second),
    nodes: [0],
    share: 'all',
  }
}

export function apiServerSlowFault(at: number, lasts: number, factor: number): FaultSpec {
  return { kind: 'apiServerSlow', atUs: Math.round(at * second), forUs: Math.round(lasts * second), factor }
}

export function rolloutFault(at: number, image: string, fails = false): FaultSpec {
  const edit = { containers, image, isImageValid: true, fails }
  return { kind: 'rollout', atUs: Math.round(at * second), revisions: [], edit }
}

/** What somebody does to the object of a node. Without `lasts` it stays so. */
export function nodeObjectFault(
  kind: 'drain' | 'nodeOutOfService',
  at: number,
  lasts?: number,
  nodes: readonly number[] = [0],
): FaultSpec {
  const fault = { kind, atUs: Math.round(at * second), nodes, share: 'all' } as const
  return lasts === undefined ? fault : { ...fault, forUs: Math.round(lasts * second) }
}

export function nodeDeleteFault(at: number, nodes: readonly number[] = [0]): FaultSpec {
  return { kind: 'nodeDelete', atUs: Math.round(at * second), nodes, share: 'all' }
}

/** Of the first node, unless it says otherwise. Without `lasts` it does not come back. */
export function machineFault(
  kind: 'nodeDown' | 'nodeReboot' | 'partition',
  at: number,
  lasts?: number,
  nodes: readonly number[] = [0],
  share: Share = 'all',
): FaultSpec {
  const fault = { kind, atUs: Math.round(at * second), nodes, share }
  return lasts === undefined ? fault : { ...fault, forUs: Math.round(lasts * second) }
}

/** Of the first node; times in seconds. */
export function shutdownFault(at: number, grace: number, criticalGrace: number, lasts?: number): FaultSpec {
  const times = {
    atUs: Math.round(at * second),
    graceUs: Math.round(grace * second),
    criticalGraceUs: Math.round(criticalGrace * second),
    ...(lasts === undefined ? {} : { forUs: Math.round(lasts * second) }),
  }
  return { kind: 'nodeShutdown', ...times, nodes: [0], share: 'all' }
}
