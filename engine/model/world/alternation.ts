/**
 * Gaps and phases that follow each other: an alternating renewal, such as slow phases and pauses. It is drawn as far as somebody has
 * asked. Lengths come from a stream of the container's own, in which a gap is followed by a phase and a phase by a gap; containers
 * whose streams have the same name have the same phases.
 */
import { meanOf, sampleResidual } from '../../kernel/distribution.ts'
import { nextUniform } from '../../kernel/random-stream.ts'
import type { ClusterState, ContainerId } from '../cluster-state.ts'
import { drawUs } from '../draw.ts'
import type { Alternation } from '../tables/alternations.ts'

/** Whether the container has such phases at all. */
export function alternates(
  state: ClusterState,
  { every }: Pick<Alternation, 'every'>,
  container: ContainerId,
): boolean {
  return every[state.container.template[container]] >= 0
}

/** From now on, and from a gap. */
export function startFromGap(state: ClusterState, of: Alternation, container: ContainerId): void {
  if (!alternates(state, of, container)) return
  const every = of.every[state.container.template[container]]
  of.isOn[container] = 0
  of.turnsAtUs[container] = state.nowUs + drawUs(state, every, of.streams, container)
}

/** As if it had gone on for long at time 0: a phase lasts with its share of the time, and what is left of it is a residual. */
export function startStationary(state: ClusterState, of: Alternation, container: ContainerId): void {
  if (!alternates(state, of, container)) return
  const { distributions } = state
  const template = state.container.template[container]
  const gapUs = meanOf(distributions, of.every[template])
  const phaseUs = meanOf(distributions, of.length[template])
  const isOn = nextUniform(of.streams, container) * (gapUs + phaseUs) < phaseUs
  const current = isOn ? of.length[template] : of.every[template]
  of.isOn[container] = isOn ? 1 : 0
  of.turnsAtUs[container] = Math.round(sampleResidual(distributions, current, of.streams, container))
}

/** Brings it up to now. */
export function advance(state: ClusterState, of: Alternation, container: ContainerId): void {
  const { isOn, turnsAtUs, every, length, streams } = of
  while (turnsAtUs[container] <= state.nowUs) {
    const template = state.container.template[container]
    const begins = isOn[container] === 0
    isOn[container] = begins ? 1 : 0
    turnsAtUs[container] += drawUs(state, begins ? length[template] : every[template], streams, container)
  }
}
