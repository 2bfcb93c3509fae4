/** Probes and the load of those whom they ask: what load makes of answers, and what asking makes of load. */
import type { ServiceRef } from '../../../contract/cluster-spec.ts'
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { EventKind } from '../../event-table.ts'
import { schedule } from '../../lanes.ts'
import { waitRung } from '../ladder.ts'
import { isTroubled, type LoadRungs, shareRung } from './provider.ts'

/** Shares of tries that end otherwise than well: refused, never answered, answered with an error. */
export type Met = { readonly refused: number; readonly late: number; readonly errors: number }

/** What load adds to the service time: always, and by chance, on average `spanUs` with a probability. */
export type Added = { readonly alwaysUs: number; readonly chance: number; readonly spanUs: number }

/** Waits whose tails are thinner than this at a quarter of a second cost no probe its answer: their mean will do. */
const thinTail = 1e-9
const thinTailUs = 250_000

/** Answers take longer. Only a change of a rung is passed on. */
export function answersChanged(state: ClusterState, ref: ServiceRef, added: Added, met: Met): void {
  const provider = state.dependencies?.of(ref)
  if (provider === undefined || provider.probeTemplates.length === 0) return
  const { load } = provider
  const { alwaysUs, chance, spanUs } = added
  const isThin = chance === 0 || chance * Math.exp(-thinTailUs / spanUs) < thinTail
  const now: LoadRungs = {
    wait: waitRung(isThin ? alwaysUs + chance * spanUs : alwaysUs),
    chance: isThin ? 0 : shareRung(chance),
    span: isThin ? 0 : waitRung(spanUs),
    refused: shareRung(met.refused),
    late: shareRung(met.late),
    errors: shareRung(met.errors),
  }
  if (isSameLoad(load, now)) return
  provider.load = now
  schedule(state, EventKind.AnswersChanged, state.dependencies!.providers.indexOf(provider), state.nowUs, 0)
}

function isSameLoad(a: LoadRungs, b: LoadRungs): boolean {
  return (
    a.wait === b.wait &&
    a.chance === b.chance &&
    a.span === b.span &&
    a.refused === b.refused &&
    a.late === b.late &&
    a.errors === b.errors
  )
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
