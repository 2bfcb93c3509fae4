/** What a run says of liveness probes that restarted containers in an outage which passes by itself: the setting that would not have. */
import type { RunResult } from '../engine/index.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'

/** Said at most; `validate --advice` says them all. */
const notesMax = 3

/** Empty where nothing was restarted, or nothing in vain. Text, partly of inputs. */
export async function outageNotes(
  scenario: LoadedScenario,
  { estimates }: Pick<RunResult, 'estimates'>,
): Promise<string[]> {
  const isPassing = scenario.spec.faults.some((fault) => 'forUs' in fault && fault.forUs !== undefined)
  if (!isPassing || (estimates[0].metrics.restarts_total.mean ?? 0) === 0) return []
  const { adviceOn } = await import('./advice/advice.ts')
  const found = adviceOn(scenario).filter(
    ({ rule, silencedFor }) => rule === 'liveness-within-outage' && silencedFor === undefined,
  )
  const left = found.length - notesMax
  const more = left > 0 ? [`and ${left} more such probes: validate --advice names them`] : []
  return [...found.slice(0, notesMax).map(({ message, fix }) => `${message}; ${fix}`), ...more]
}
