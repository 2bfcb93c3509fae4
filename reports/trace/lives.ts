/** What a container went through, as slices of its track: it runs, waits in back-off, is started again; and its hangs within. */
import { safeText } from '../../scenarios/text/safe-text.ts'
import { type Slice, usOf } from './trace-event.ts'
import type { Hang, StartedLife } from './traced-rows.ts'

type Track = { readonly pid: number; readonly tid: number }

/** @param starts of one container, in order of time. */
export function livesOf(starts: readonly StartedLife[], hangs: readonly Hang[], track: Track): Slice[] {
  const slices: Slice[] = []
  const add = (name: string, from: number, to: number | null, args: Slice['args'] = {}): void => {
    const toUs = to === null ? null : usOf(to)
    if (toUs === null || toUs > usOf(from)) slices.push({ ...track, name, fromUs: usOf(from), toUs, args })
  }
  const [first] = starts
  // It ran before the run began, and has no row of that start.
  if (first === undefined) add('runs', 0, null)
  else if (first.restartCount > 0 && first.previousFinishedSeconds !== null)
    add('runs', 0, first.previousFinishedSeconds)
  for (const [index, start] of starts.entries()) {
    const { previousFinishedSeconds: ended, waitedSeconds: waited, timeSeconds } = start
    if (ended !== null) {
      const decided = ended + (waited ?? 0)
      add('waits in back-off', ended, decided)
      add('is started', decided, timeSeconds)
    }
    add(
      start.restartCount === 0 ? 'runs' : `runs, restart ${start.restartCount}`,
      timeSeconds,
      endOf(start, starts[index + 1]),
      argsOf(start),
    )
  }
  for (const { onsetSeconds, noticedSeconds } of hangs)
    add(noticedSeconds === null ? 'hangs, unnoticed' : 'hangs, not noticed yet', onsetSeconds, noticedSeconds)
  return slices
}

/** The next row tells it, unless starts between the two have no row. */
function endOf({ restartCount }: StartedLife, next: StartedLife | undefined): number | null {
  return next?.restartCount === restartCount + 1 ? next.previousFinishedSeconds : null
}

function argsOf({ cause, node, previousExitCode, isFalse }: StartedLife): Slice['args'] {
  return {
    cause: safeText(cause),
    node: safeText(node),
    ...(previousExitCode === null ? {} : { previousExitCode }),
    ...(isFalse ? { falseRestart: true } : {}),
  }
}
