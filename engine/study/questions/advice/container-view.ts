/** A container as the rules of advice see it. */

import type { AdviceFinding, ContainerFacts } from '../../../contract/advice-result.ts'
import type {
  ClusterSpec,
  ContainerRef,
  ContainerSpec,
  WorkloadSpec,
} from '../../../contract/cluster-spec.ts'
import type { CrowdedStarts } from '../../theory/crowded-starts.ts'
import type { Outages } from '../../theory/outages.ts'
import type { ServiceLoad } from '../../theory/service-load.ts'

export type ContainerView = {
  readonly spec: ClusterSpec
  readonly at: ContainerRef
  readonly workload: WorkloadSpec
  readonly container: ContainerSpec
  readonly facts: ContainerFacts
  /** Whether its kubelet sees a start at once (Z1). */
  readonly seesStartsAtOnce: boolean
  readonly outages: Outages
  readonly crowds: CrowdedStarts
  /** Of the Services whose requests it answers. */
  readonly loads: readonly ServiceLoad[]
}

/** Looks at one container; exec cost, which is about nodes, has a form of its own. */
export type ContainerRule = (view: ContainerView) => readonly AdviceFinding[]

export const usPerSecond = 1e6

/** What counts as the longest: one in a thousand is longer. */
export const longest = 0.999
