/** A recommendation, what advice finds of its patches, and the recommendation for what is patched. */
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import {
  advise,
  type Limits,
  type ProbeRecommendation,
  recommend,
  withRecommended,
} from '../../engine/index.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import { type LoadOptions, loadScenario } from '../../scenarios/load-scenario.ts'
import { noLimits } from '../support/example-recommendation.ts'

export const isChanged = ({ current, recommended, addedStartup }: ProbeRecommendation): boolean =>
  addedStartup !== null ||
  (recommended !== null && JSON.stringify(recommended.setting) !== JSON.stringify(current.setting))

/** @returns `caused`: findings that were not there before; `again`: probes that change a second time. */
export async function applied(input: LoadOptions, limits: Partial<Limits>) {
  const { spec, places } = await loadScenario(input)
  const factsOf = (ref: Parameters<typeof containerFacts>[1]) => containerFacts(places, ref)
  const question = { limits: { ...noLimits, ...limits }, objective: 'robust' as const }
  const found = (of: ClusterSpec): string[] =>
    advise(of, factsOf).map(({ rule, container, probe }) => JSON.stringify([rule, container, probe]))
  const { probes } = await recommend(spec, question, factsOf)
  const patched = withRecommended(spec, probes)
  const before = found(spec)
  return {
    probes,
    caused: found(patched).filter((finding) => !before.includes(finding)),
    again: (await recommend(patched, question, factsOf)).probes.filter(isChanged),
  }
}
