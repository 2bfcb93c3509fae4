/** Advice on a spec: every rule on every container that may have probes. Pure: nothing is simulated. */

import type { AdviceFinding, ContainerFacts } from '../../../contract/advice-result.ts'
import { type ClusterSpec, type ContainerRef, isSidecar } from '../../../contract/cluster-spec.ts'
import { CrowdedStarts } from '../../theory/crowded-starts.ts'
import { seesStartsAtOnce } from '../../theory/first-start.ts'
import { Outages } from '../../theory/outages.ts'
import { loadsOn } from '../../theory/service-load.ts'
import type { ContainerRule, ContainerView } from './container-view.ts'
import { execCost } from './exec-cost.ts'
import { lateAnswers } from './late-answers.ts'
import { livenessAsksDependency } from './liveness-asks-dependency.ts'
import { livenessBehindRequests } from './liveness-behind-requests.ts'
import { livenessOrder } from './liveness-order.ts'
import { livenessWithinOutage } from './liveness-within-outage.ts'
import { longGrace } from './long-grace.ts'
import { removalAfterDrain } from './removal-after-drain.ts'
import { restartsUnderLoad } from './restarts-under-load.ts'
import { startupBudget } from './startup-budget.ts'
import { timeoutBeyondPeriod } from './timeout-beyond-period.ts'

const containerRules: readonly ContainerRule[] = [
  startupBudget,
  lateAnswers,
  livenessOrder,
  timeoutBeyondPeriod,
  removalAfterDrain,
  longGrace,
  livenessAsksDependency,
  livenessWithinOutage,
  livenessBehindRequests,
  restartsUnderLoad,
]

/**
 * All findings, in the order of workloads and containers; those about nodes last.
 * @param factsOf what the input says of a container beside its spec.
 */
export function advise(
  spec: ClusterSpec,
  factsOf: (container: ContainerRef) => ContainerFacts,
): AdviceFinding[] {
  const outages = new Outages(spec)
  const crowds = new CrowdedStarts(spec)
  const views = spec.workloads.flatMap((_, workload) => viewsOf(spec, workload, factsOf, outages, crowds))
  return [...views.flatMap((view) => containerRules.flatMap((rule) => rule(view))), ...execCost(spec, views)]
}

/** Sidecars and regular containers; other init containers have no probes. */
function viewsOf(
  spec: ClusterSpec,
  workload: number,
  factsOf: (container: ContainerRef) => ContainerFacts,
  outages: Outages,
  crowds: CrowdedStarts,
): ContainerView[] {
  const { initContainers, containers } = spec.workloads[workload].pod
  const atOnce = seesStartsAtOnce(spec)
  const refs = [
    ...initContainers.flatMap((init, container) =>
      isSidecar(init) ? [{ workload, container, isInit: true }] : [],
    ),
    ...containers.map((_, container) => ({ workload, container })),
  ]
  return refs.map((at: ContainerRef) => ({
    spec,
    at,
    workload: spec.workloads[workload],
    container: (at.isInit === true ? initContainers : containers)[at.container],
    facts: factsOf(at),
    seesStartsAtOnce: atOnce,
    outages,
    crowds,
    loads: at.isInit === true ? [] : loadsOn(spec, at),
  }))
}
