/** The recommendation for a program: settings, figures and limits; the fronts are in `pareto.csv`. */
import { formatNumber } from '../number-format.ts'
import { isSatisfied, type Recommendation, type RecommendationFacts } from './recommended-result.ts'

export function recommendationJson(recommendation: Recommendation, facts: RecommendationFacts): string {
  const { question, probes, skipped, missing, load, nodeLimitsBroken, stormy } = recommendation
  const content = {
    scenario: facts.scenario,
    version: facts.version,
    kubernetesVersion: facts.kubernetesVersion,
    seed: facts.seed,
    ok: isSatisfied(recommendation),
    ...question,
    probes: probes.map(({ front: _, workloadIndex: __, ...probe }, index) => ({
      ...probe,
      defaults: facts.targets[index]!.defaults,
    })),
    skipped,
    missing,
    remaining: facts.remaining,
    load,
    nodeLimitsBroken,
    ...(stormy === undefined ? {} : { stormy }),
    notes: facts.notes,
  }
  return `${JSON.stringify(content, jsonNumber, 2)}\n`
}

/** As result files round; JSON has no infinity, so that is the word of the CSV files. */
function jsonNumber(_: string, value: unknown): unknown {
  if (typeof value !== 'number') return value
  const text = formatNumber(value)
  return Number.isFinite(value) ? Number(text) : text
}
