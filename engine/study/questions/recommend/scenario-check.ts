/** The recommended settings in the scenario that they were sought for. */
import type { ClusterSpec, ContainerSpec } from '../../../contract/cluster-spec.ts'
import type { Comparison } from '../../../contract/comparison-result.ts'
import type { ProbeRecommendation, Storm, StormyWorkload } from '../../../contract/recommendation.ts'
import { simulate } from '../../run/experiment.ts'
import { compareResults } from '../comparison.ts'
import { withIntegers } from './mistake-study.ts'
import { type RecommendOptions, simulationOptions } from './recommend-options.ts'
import { settingKey } from './search-space.ts'
import { feelsLoad, stormReplicationsMin, stormsIn, stormyIn } from './storms.ts'

/** The probes as they are recommended at last, and the scenario with the present and with these settings; `null` = nothing changes. */
export type CheckedProbes = {
  readonly probes: readonly ProbeRecommendation[]
  readonly comparison: Comparison | null
  /** Undefined where containers do not feel each other. */
  readonly stormy?: readonly StormyWorkload[]
}

/**
 * The whole scenario, faults included, with the present and the recommended settings, and the same chance. Where containers feel each other, settings that
 * start a storm are withheld: those of the workloads that it shows in, or else all.
 */
export async function checkScenario(
  spec: ClusterSpec,
  probes: readonly ProbeRecommendation[],
  recommendOptions: RecommendOptions,
): Promise<CheckedProbes> {
  const isFelt = feelsLoad(spec)
  if (!isFelt && !probes.some(isChanged)) return { probes, comparison: null }
  const replications = isFelt ? Math.max(spec.replications, stormReplicationsMin) : spec.replications
  const scenario = { ...spec, replications }
  const { signal, onStep } = recommendOptions
  const options = simulationOptions(recommendOptions)
  onStep?.('simulating the scenario with the present settings')
  const base = await simulate(scenario, options)
  let left = probes
  while (left.some(isChanged)) {
    onStep?.('simulating the scenario with the recommended settings')
    const head = await simulate(withRecommended(scenario, left.filter(isChanged)), options)
    signal?.throwIfAborted()
    const seed = spec.masterSeed
    const comparison = compareResults(
      { seed, replications: base.replications },
      { seed, replications: head.replications },
    )
    const storms = isFelt ? stormsIn(comparison) : []
    if (storms.length === 0)
      return isFelt ? { ...refuted(left, stormyIn(head)), comparison } : { probes: left, comparison }
    left = withheld(left, storms)
  }
  signal?.throwIfAborted()
  return { ...refuted(left, stormyIn(base)), comparison: null }
}

/** Formulas know a container alone: where the scenario ends in a storm, they vouch for no setting of its workloads. */
function refuted(
  probes: readonly ProbeRecommendation[],
  stormy: readonly StormyWorkload[],
): Required<Pick<CheckedProbes, 'probes' | 'stormy'>> {
  const refutedOf = new Set(stormy.map(({ workload }) => workload))
  const refute = (probe: ProbeRecommendation): ProbeRecommendation => {
    const { severity, evidence } = probe
    const isVouched = ['formula', 'unordered', 'simulated', 'noise', 'queue'].includes(evidence.basis)
    if (!isVouched || !refutedOf.has(probe.workload)) return probe
    return {
      ...probe,
      severity: severity === 'leave' ? 'unknown' : severity,
      evidence: { ...evidence, basis: 'storm' },
    }
  }
  return { probes: probes.map(refute), stormy }
}

function isChanged({ current, recommended, addedStartup }: ProbeRecommendation): boolean {
  return (
    addedStartup !== null ||
    (recommended !== null && settingKey(recommended.setting) !== settingKey(current.setting))
  )
}

/** A storm that shows only where nothing changes comes from elsewhere, so nothing may change. */
function withheld(probes: readonly ProbeRecommendation[], storms: readonly Storm[]): ProbeRecommendation[] {
  const stormy = new Set(storms.map(({ workload }) => workload))
  const isTheirs = (probe: ProbeRecommendation): boolean => isChanged(probe) && stormy.has(probe.workload)
  const isMeant = probes.some(isTheirs) ? isTheirs : isChanged
  return probes.map((probe) => {
    if (!isMeant(probe)) return probe
    const { simpler: _, ...said } = probe
    const { current, recommended, addedStartup, severity } = probe
    return {
      ...said,
      severity: severity === 'better' ? ('leave' as const) : severity,
      recommended: current,
      addedStartup: null,
      better: null,
      calmer: null,
      withheld: { setting: recommended ?? current, addedStartup, storms },
    }
  })
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
