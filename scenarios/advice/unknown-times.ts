/** Of how many containers no scenario says how long they take: what advice on their probes cannot rest on. */
import { type ClusterSpec, containersOfPod } from '../../engine/contract/cluster-spec.ts'
import type { CompiledPlace } from '../compile.ts'
import { setsStartup } from './container-facts.ts'

export type UnknownTimes = {
  /** Containers with probes, as written. */
  readonly probed: number
  /** Those of them without a start-up time, and without a latency. */
  readonly startup: number
  readonly latency: number
}

export function unknownTimes(spec: ClusterSpec, places: readonly CompiledPlace[]): UnknownTimes {
  const behaviors = spec.workloads.flatMap(({ pod }, workload) =>
    containersOfPod(pod).flatMap(({ probes }, index) =>
      Object.keys(probes).length > 0 ? [places[workload].behaviorAt[index]] : [],
    ),
  )
  return {
    probed: behaviors.length,
    startup: behaviors.filter((behavior) => !setsStartup(behavior)).length,
    latency: behaviors.filter((behavior) => behavior === undefined || behavior.get('latency').isAbsent)
      .length,
  }
}
