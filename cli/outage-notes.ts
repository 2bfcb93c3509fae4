/** What a run says of restarts around an outage that passes by itself: the settings that would not have made them. */
import type { RunResult } from '../engine/index.ts'
import type { AdviceItem } from '../reports/advice/advice-item.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'

/** Said at most; `validate --advice` says them all. */
const notesMax = 3

/** Of liveness probes that restarted containers in the outage. Empty where nothing was restarted, or nothing in vain. Text, partly of inputs. */
export async function outageNotes(
  scenario: LoadedScenario,
  { estimates }: Pick<RunResult, 'estimates'>,
): Promise<string[]> {
  if (!hasPassed(scenario) || !(estimates[0].metrics.restarts_total.mean! > 0)) return []
  return notesOn(scenario, ({ rule }) => rule === 'liveness-within-outage')
}

/** Of probes that cut starts short, as those after the outage: in workloads with restarts of containers that were well. Text, partly of inputs. */
export async function cutStartNotes(
  scenario: LoadedScenario,
  { estimates: [all, ...ofWorkloads] }: Pick<RunResult, 'estimates'>,
): Promise<string[]> {
  if (!hasPassed(scenario) || !(all.metrics.false_restarts_total.mean! > 0)) return []
  const restarted = new Set(
    ofWorkloads
      .filter(({ metrics }) => metrics.false_restarts_total.mean! > 0)
      .map(({ workload }) => workload),
  )
  return notesOn(scenario, ({ rule, about }) => rule === 'startup-budget' && restarted.has(about!.workload))
}

function hasPassed({ spec }: LoadedScenario): boolean {
  return spec.faults.some((fault) => 'forUs' in fault && fault.forUs !== undefined)
}

async function notesOn(scenario: LoadedScenario, isMeant: (item: AdviceItem) => boolean): Promise<string[]> {
  const { adviceOn } = await import('./advice/advice.ts')
  const found = adviceOn(scenario).filter((item) => item.silencedFor === undefined && isMeant(item))
  const left = found.length - notesMax
  const more = left > 0 ? [`and ${left} more such probes: validate --advice names them`] : []
  return [...found.slice(0, notesMax).map(({ message, fix }) => `${message}; ${fix}`), ...more]
}
