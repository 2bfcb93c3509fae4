/** Probes and the load of those whom they ask: what load makes of answers, and what asking makes of load. */
import type { ServiceRef } from '../../../contract/cluster-spec.ts'
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { waitRung } from '../ladder.ts'
import { isTroubled, shareRung } from './provider.ts'

/** Shares of tries that end otherwise than well: refused, never answered, answered with an error. */
export type Met = { readonly refused: number; readonly late: number; readonly errors: number }

/** Answers take so much longer than the service time. Only a change of a rung is passed on. */
export function answersChanged(state: ClusterState, ref: ServiceRef, waitUs: number, met: Met): void {
  const provider = state.dependencies?.of(ref)
  if (provider === undefined || provider.probeTemplates.length === 0) return
  const { load } = provider
  const wait = waitRung(waitUs)
  const refused = shareRung(met.refused)
  const late = shareRung(met.late)
  const errors = shareRung(met.errors)
  if (load.wait === wait && load.refused === refused && load.late === late && load.errors === errors) return
  provider.load = { wait, refused, late, errors }
  schedule(state, EventKind.AnswersChanged, state.dependencies!.providers.indexOf(provider), state.nowUs, 0)
}

/** A process begins (1) or ends (-1): its probes ask. Returns whom they ask. */
export function countAsking(
  { dependencies, container: containers, containerTemplate }: ClusterState,
  container: ContainerId,
  by: number,
): readonly ServiceRef[] {
  const template = containers.template[container]
  const { asking, askedBy } = dependencies!
  const first = containerTemplate.firstProbe[template]
  const end = first + containerTemplate.probeCount[template]
  for (let probe = first; probe < end; probe++) asking[probe] += by
  return askedBy[template]!
}

/** A run of a probe has failed: the providers that it depends on, and that do not answer as usual, are to blame. */
export function blame({ dependencies }: ClusterState, probeTemplate: number): void {
  for (const { provider } of dependencies!.asksOf(probeTemplate)!)
    if (isTroubled(provider)) provider.failedRuns++
}
