/**
 * What a run of a probe meets with the services that it asks, while these are well and nobody loads them: how long that takes and whether it fails, as in a run of
 * the simulation (`model/world/dependencies`).
 */
import type {
  ClusterSpec,
  ContainerSpec,
  DependencySpec,
  ExternalSpec,
  ProbeTypeName,
  ServiceRef,
} from '../../contract/cluster-spec.ts'
import { DistributionBuilder } from '../../kernel/distribution-table.ts'
import {
  type Cells,
  cellsOf,
  isNothing,
  loadedCells,
  pointCells,
  sumOfCells,
} from '../../model/world/dependencies/response-cells.ts'

export type { Cells }

export const failEffects = {
  startup: 'failStartup',
  readiness: 'failReadiness',
  liveness: 'failLiveness',
} as const satisfies Readonly<Record<ProbeTypeName, DependencySpec['effects'][number]>>

/** Times with their chances, and the share of failures among them; undefined = it asks nobody, or that takes no time and does not fail. */
export function askedAnswers(
  spec: ClusterSpec,
  { behavior: { dependsOn = [] } }: ContainerSpec,
  type: ProbeTypeName,
): Cells | undefined {
  const asked = dependsOn.filter(({ probes }) => probes.includes(type))
  const all = asked
    .map((dependency) => answersOf(spec, dependency, type))
    .reduce(sumOfCells, pointCells(0, 0))
  return isNothing(all) ? undefined : all
}

function answersOf(
  spec: ClusterSpec,
  { to, effects, timeoutUs }: DependencySpec,
  type: ProbeTypeName,
): Cells {
  const answers = ownAnswers(spec, to)
  if (answers === undefined) return pointCells(0, 0)
  const builder = new DistributionBuilder()
  const id = builder.add(answers.latency)
  return loadedCells(cellsOf(builder.build(), id), {
    factor: 1,
    waitUs: 0,
    failShare: answers.errorRate,
    limitUs: timeoutUs,
    fails: effects.includes(failEffects[type]),
  })
}

/** How a service answers while it is well and nobody loads it; undefined = nothing is said of it. */
export function ownAnswers(
  { services, externals }: ClusterSpec,
  { kind, index }: ServiceRef,
): Pick<ExternalSpec, 'latency' | 'errorRate'> | undefined {
  if (kind === 'external') return externals?.[index]
  const latency = services[index].traffic?.perPod.latency
  return latency === undefined ? undefined : { latency, errorRate: 0 }
}
