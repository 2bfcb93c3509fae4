/** What `validate --advice` would still find with the recommended settings: one mind, and no surprise after the patch. */
import { type Recommendation, withRecommended } from '../../engine/index.ts'
import type { AdviceItem } from '../../reports/advice/advice-item.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import { adviceOn } from '../advice/advice.ts'

/** Late answers are what the limits are about, and starts what budgets are: `recommend` has spoken of both itself. */
const spokenOf: readonly string[] = ['late-answers', 'startup-budget', 'ignore-annotation']

/** A sentence for each rule, partly of inputs; silenced findings are none. */
export async function remainingAdvice(
  { probes }: Pick<Recommendation, 'probes'>,
  scenario: LoadedScenario,
): Promise<string[]> {
  const spec = withRecommended(scenario.spec, probes)
  const byRule = new Map<string, AdviceItem[]>()
  for (const item of adviceOn({ ...scenario, spec })) {
    if (spokenOf.includes(item.rule) || item.silencedFor !== undefined) continue
    byRule.set(item.rule, [...(byRule.get(item.rule) ?? []), item])
  }
  return [...byRule].map(([rule, [first, ...others]]) => {
    const names = others.flatMap(({ about }) =>
      about === undefined ? [] : [`${about.workload}, ${about.container}`],
    )
    const more = names.length === 0 ? '' : ` The same of ${names.join('; ')}.`
    return `${rule}: ${first!.message}; ${first!.fix}.${more}`
  })
}
