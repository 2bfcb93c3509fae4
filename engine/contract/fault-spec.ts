/** Faults as the input has them: what happens to whom, and when. */

import type { OutageMode, ServiceRef } from './traffic-spec.ts'

/** All of the target, or some of it, drawn from a stream named by the fault's place in the list. */
export type Share = { readonly count: number } | { readonly fraction: number } | 'all'

/** One container of one workload's template, by index into `workloads` and `pod.containers`, or `pod.initContainers`. */
export type ContainerRef = {
  readonly workload: number
  readonly container: number
  readonly isInit?: boolean
}

export type RevisionRef = { readonly workload: number; readonly revision: number }

/** The image of containers of bare Pods is edited in place, as `kubectl set image` does. */
export type ImageEdit = {
  readonly containers: readonly ContainerRef[]
  readonly image: string
  readonly isImageValid: boolean
  /** Whether pulls of the new image fail. Nodes do not have it, unless another container's behavior says so. */
  readonly fails: boolean
}

export type FaultSpec = { readonly atUs: number } & (
  | {
      readonly kind: 'hang'
      readonly forUs?: number
      readonly containers: readonly ContainerRef[]
      readonly share: Share
    }
  | {
      readonly kind: 'slow'
      readonly forUs: number
      readonly factor: number
      readonly containers: readonly ContainerRef[]
      readonly share: Share
    }
  | {
      readonly kind: 'crash'
      readonly exitCode: number
      readonly containers: readonly ContainerRef[]
      readonly share: Share
    }
  | {
      readonly kind: 'scale'
      readonly replicas: number
      readonly workloads: readonly number[]
      /** This is the first step of a change that takes so long; its other steps are faults with `goesOn`. Only reports read it. */
      readonly rampUs?: number
      /** A later step of a change that another fault began. Only reports read it. */
      readonly goesOn?: true
    }
  | {
      readonly kind: 'delete'
      readonly workloads: readonly number[]
      readonly share: Share
      readonly gracePeriodUs?: number
      readonly force: boolean
    }
  | { readonly kind: 'kubeletRestart'; readonly nodes: readonly number[]; readonly share: Share }
  | {
      /** Pulls that begin on these nodes while it lasts fail. */
      readonly kind: 'registryDown'
      readonly forUs: number
      readonly nodes: readonly number[]
      readonly share: Share
    }
  | {
      /** Calls of the API, and the news of what they change, take so many times as long. */
      readonly kind: 'apiServerSlow'
      readonly forUs: number
      readonly factor: number
    }
  | {
      /** Machines lose power; with `forUs` they have it again after that. `nodeReboot` always has. */
      readonly kind: 'nodeDown' | 'nodeReboot'
      readonly forUs?: number
      readonly nodes: readonly number[]
      readonly share: Share
    }
  | {
      /**
       * Nodes are shut down: their pods are ended, the critical ones last, then the machines are off. With `forUs` they have power again after that, counted from the
       * beginning.
       */
      readonly kind: 'nodeShutdown'
      readonly forUs?: number
      /** As `shutdownGracePeriod` and `shutdownGracePeriodCriticalPods` of the kubelet: in all, and of that for critical pods. */
      readonly graceUs: number
      readonly criticalGraceUs: number
      readonly nodes: readonly number[]
      readonly share: Share
    }
  | {
      /** Nodes are cut off from the API; their kubelets go on. */
      readonly kind: 'partition'
      readonly forUs?: number
      readonly nodes: readonly number[]
      readonly share: Share
    }
  | {
      /** Objects of nodes are deleted; their machines go on. */
      readonly kind: 'nodeDelete'
      readonly nodes: readonly number[]
      readonly share: Share
    }
  | {
      /** Nodes get the taint `node.kubernetes.io/out-of-service` with the effect NoExecute; with `forUs` they lose it after that. */
      readonly kind: 'nodeOutOfService'
      readonly forUs?: number
      readonly nodes: readonly number[]
      readonly share: Share
    }
  | {
      /** `kubectl drain` of these nodes; with `forUs` they take pods again after that. */
      readonly kind: 'drain'
      readonly forUs?: number
      /** Undefined = that of each pod. */
      readonly gracePeriodUs?: number
      readonly nodes: readonly number[]
      readonly share: Share
    }
  | {
      /** First tries from outside are multiplied by `factor`, after a linear rise over `rampUs`; at `forUs` after the start of the fault the old rate is back. */
      readonly kind: 'traffic'
      /** By index; each has `traffic`. */
      readonly services: readonly number[]
      readonly factor: number
      readonly rampUs: number
      readonly forUs?: number
    }
  | {
      /** Services do not answer as they should; without `forUs` until the end. */
      readonly kind: 'outage'
      readonly targets: readonly ServiceRef[]
      readonly mode: OutageMode
      /** Only of the mode `slow`: answers take `factor` times their time. */
      readonly factor?: number
      readonly forUs?: number
    }
  | {
      /** Workloads ask for pods of a later revision; of bare Pods an image is edited in place. */
      readonly kind: 'rollout'
      /** Places in `WorkloadSpec.revisions`, plus 1; 0 = its own `pod`, which it goes back to. */
      readonly revisions: readonly RevisionRef[]
      readonly edit?: ImageEdit
    }
  | {
      /** Workloads ask for pods of the revision before, as `kubectl rollout undo` does. */
      readonly kind: 'rollback'
      readonly workloads: readonly number[]
    }
  | {
      /** The manifest of a static pod is put into the folder of nodes: these ordinals of it, which no other fault adds. */
      readonly kind: 'addStaticPod'
      readonly workload: number
      readonly ordinals: readonly number[]
    }
  | {
      /** The manifests of static pods are taken out of the folder of nodes. */
      readonly kind: 'removeStaticPod'
      readonly workloads: readonly number[]
      readonly nodes: readonly number[]
      readonly share: Share
    }
)

/** Kinds of faults after which the control plane may take pods off nodes. */
export const nodeFaults: readonly FaultSpec['kind'][] = [
  'nodeDown',
  'nodeReboot',
  'nodeShutdown',
  'partition',
  'nodeDelete',
  'nodeOutOfService',
  'drain',
]

/** How long it lasts; 0 = it has no end of its own, Infinity = it lasts until the end of the run. */
export function faultLengthUs(fault: FaultSpec): number {
  if (fault.kind === 'outage') return fault.forUs ?? Infinity
  return 'forUs' in fault ? (fault.forUs ?? 0) : 0
}
