/** The recommended settings in the scenario that they were sought for. */
import type { ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'
import type { Comparison } from '../../../contract/comparison-result.ts'
import type { ProbeRecommendation } from '../../../contract/recommendation.ts'
import { simulate } from '../../run/experiment.ts'
import { compareResults } from '../comparison.ts'
import { withIntegers } from './mistake-study.ts'
import { type RecommendOptions, simulationOptions } from './recommend-options.ts'
import { settingKey } from './search-space.ts'

/** The whole scenario, faults included, with the present and the recommended settings, and the same chance. */
export async function checkScenario(
  spec: ClusterSpec,
  probes: readonly ProbeRecommendation[],
  recommendOptions: RecommendOptions,
): Promise<Comparison | null> {
  const changed = probes.filter(
    ({ current, recommended, addedStartup }) =>
      addedStartup !== null ||
      (recommended !== null && settingKey(recommended.setting) !== settingKey(current.setting)),
  )
  if (changed.length === 0) return null
  const { signal, onStep } = recommendOptions
  const options = simulationOptions(recommendOptions)
  onStep?.('simulating the scenario with the present settings')
  const base = await simulate(spec, options)
  onStep?.('simulating the scenario with the recommended settings')
  const head = await simulate(withRecommended(spec, changed), options)
  signal?.throwIfAborted()
  const seed = spec.masterSeed
  return compareResults({ seed, replications: base.replications }, { seed, replications: head.replications })
}

type Recommended = Pick<ProbeRecommendation, 'workloadIndex' | 'container' | 'probe' | 'recommended'> &
  Partial<Pick<ProbeRecommendation, 'addedStartup'>>

/** The spec with the recommended integers in their places, and startup probes that are added. */
export function withRecommended(spec: ClusterSpec, probes: readonly Recommended[]): ClusterSpec {
  const changed = (index: number, container: ContainerSpec): ContainerSpec => {
    const own = probes.filter(
      (probe) =>
        probe.workloadIndex === index && probe.container === container.name && probe.recommended !== null,
    )
    const integers = own.map(({ probe, recommended }) => [
      probe,
      withIntegers(container.probes[probe]!, recommended!.setting),
    ])
    const added = own.flatMap(({ probe, addedStartup }) =>
      addedStartup == null
        ? []
        : [['startup', withIntegers(container.probes[probe]!, addedStartup.setting)] as const],
    )
    return { ...container, probes: { ...container.probes, ...Object.fromEntries([...added, ...integers]) } }
  }
  return {
    ...spec,
    workloads: spec.workloads.map((workload, index) => ({
      ...workload,
      pod: {
        ...workload.pod,
        containers: workload.pod.containers.map((container) => changed(index, container)),
        initContainers: workload.pod.initContainers.map((container) => changed(index, container)),
      },
    })),
  }
}
