/** What happened to containers, beside what their fitted behavior lets expect of their present liveness probes. */
import { checkHappened, type HappenedCheck } from '../engine/index.ts'
import type { BehaviorEntry } from '../scenarios/calibrate/behavior-entries.ts'
import { isComparable, presentInput } from '../scenarios/calibrate/present-input.ts'
import { loadScenario } from '../scenarios/load-scenario.ts'

/** The entries, with what there is to say of what happened. */
export function withHappened(entries: readonly BehaviorEntry[]): Promise<BehaviorEntry[]> {
  return Promise.all(
    entries.map(async (entry) => {
      const comment = await commentOf(entry)
      return comment === undefined ? entry : { ...entry, comments: [...entry.comments, comment] }
    }),
  )
}

async function commentOf(entry: BehaviorEntry): Promise<string | undefined> {
  const { happened: counted } = entry
  if (counted === undefined) return undefined
  const { restarts, podDays } = counted.happened
  if (!isComparable(entry))
    return restarts === 0
      ? undefined
      : `${restarts} restarts that were no crashes in ${rounded(podDays)} pod days`
  const { spec } = await loadScenario({
    files: ['-'],
    readStdin: () => presentInput(entry),
    isCheckOnly: true,
  })
  const [container] = spec.workloads[0]!.pod.containers
  const probe = container!.probes.liveness!
  const check = checkHappened(container!.behavior, probe)!
  const { period, timeout, failureThreshold } = counted.liveness!
  return happenedText(check, `${period}/${timeout}/${failureThreshold}`)
}

const endings: Readonly<Record<HappenedCheck['verdict'], string>> = {
  agrees: '',
  more: ': far apart, so something that this behavior lacks restarts them; nothing that rests on it is sure',
  fewer: ': far apart, so they fail more seldom than this behavior says; nothing that rests on it is sure',
}

function happenedText(
  { expected, low, high, happened, podDays, verdict }: HappenedCheck,
  setting: string,
): string {
  const month = rounded((30 * expected) / podDays)
  return `with this behavior and the present liveness probe (${setting}) we expect ${rounded(expected)} restarts in ${rounded(podDays)} pod days, ${month} a month and pod (${rounded(low)} to ${rounded(high)} by 95 % of the draws); you had ${happened}${endings[verdict]}`
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)))
}
