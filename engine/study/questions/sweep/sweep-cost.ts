/** What a replication will cost, before it begins: enough to deal work evenly and to say how long it may take. */

import type { ClusterSpec, ContainerSpec, ProbeSpec, ProbeTypeName } from '../../../contract/cluster-spec.ts'
import type { DistributionSpec } from '../../../contract/distribution-spec.ts'
import { lawOf } from '../../../kernel/law.ts'
import { countRows, podRows } from '../../../model/row-counts.ts'
import type { EngineName } from '../../run/replication.ts'

/** Events from an exit to a container that runs and is ready again. */
const eventsPerRestart = 12
/** An abnormal tick and its answer. */
const eventsPerAbnormalTick = 2

/**
 * Rows to make, and events of restarts and abnormal probe ticks, each about a microsecond. Rough: what probes kill is not
 * foreseen. Depends on nothing but the arguments.
 */
export function replicationCost(spec: ClusterSpec, engine: EngineName): number {
  const { pods, containers, probes } = countRows(spec, false)
  let events = 0
  for (const [index, { pod }] of spec.workloads.entries()) {
    for (const container of pod.containers)
      events += podRows(spec, index) * containerEvents(container, spec.durationUs, engine)
  }
  return Math.ceil(pods + containers + probes + spec.nodes.length + events)
}

function containerEvents(
  { behavior, probes }: ContainerSpec,
  durationUs: number,
  engine: EngineName,
): number {
  const { hang, crash, complete } = behavior
  const ends = [hang, crash, complete].map(({ after }) => after[after.length - 1])
  const restarts = ends.reduce((sum, end) => sum + durationUs / Math.max(lawOf(end).mean, minLifeUs), 0)
  const ticks = (Object.entries(probes) as [ProbeTypeName, ProbeSpec][]).reduce((sum, [type, probe]) => {
    const share = engine === 'exact' ? 1 : abnormalShare(behavior, behavior.latency[type], probe.timeoutUs)
    return sum + (durationUs / probe.periodUs) * share
  }, 0)
  return eventsPerRestart * restarts + eventsPerAbnormalTick * ticks + phaseEvents(behavior, durationUs)
}

/** A slow phase, or a pause, begins and ends. */
function phaseEvents({ slow, pause }: ContainerSpec['behavior'], durationUs: number): number {
  let events = 0
  for (const phases of [slow, pause]) {
    if (phases === undefined) continue
    const cycleUs = lawOf(phases.every).mean + lawOf(phases.for).mean
    events += (2 * durationUs) / Math.max(cycleUs, minLifeUs)
  }
  return events
}

/** Containers that end at once still wait for relist and back-off. */
const minLifeUs = 10_000_000

/** Ticks that fail or time out, of a container that lives. */
function abnormalShare(
  { errorRate, slow }: ContainerSpec['behavior'],
  latency: DistributionSpec,
  timeoutUs: number,
): number {
  const law = lawOf(latency)
  const whenCalm = law.probabilityAtLeast(timeoutUs)
  if (slow === undefined) return Math.min(1, errorRate + whenCalm)
  const forUs = lawOf(slow.for).mean
  const everyUs = lawOf(slow.every).mean
  const slowShare = everyUs === Infinity ? 0 : forUs === Infinity ? 1 : forUs / (forUs + everyUs)
  const whenSlow = slow.factor === Infinity ? 1 : law.probabilityAtLeast(timeoutUs / slow.factor)
  return Math.min(1, errorRate + slowShare * whenSlow + (1 - slowShare) * whenCalm)
}
