/** The faults of a scenario as charts and text show them. */
import type { StudyOutline } from '../../engine/contract/run-result.ts'
import { readableDuration } from '../readable.ts'

export type MarkedFault = {
  readonly mark: string
  readonly kind: string
  /** What it is about, in words; may be empty. */
  readonly target: string
  readonly from: number
  readonly to: number | null
}

export function markedFaults({ faults, targets = [] }: StudyOutline): MarkedFault[] {
  return faults.map(({ kind, fromSeconds, toSeconds }, index) => ({
    mark: faultMark(index),
    kind,
    target: targets[index] ?? '',
    from: fromSeconds,
    to: toSeconds,
  }))
}

/** A, B, ..., Z, A2, B2, ... */
function faultMark(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : `${letter}${Math.floor(index / 26) + 1}`
}

/** `hang of shop/deployment/web at 1m40s`: when it is over as far as that is known before the run. */
export function faultText({ kind, target, from, to }: Omit<MarkedFault, 'mark'>): string {
  const what = target === '' ? kind : `${kind} of ${target}`
  if (to !== null) return `${what} from ${readableDuration(from)} to ${readableDuration(to)}`
  const end = kind === 'hang' ? ', until the processes that it hits are gone' : ''
  return `${what} at ${readableDuration(from)}${end}`
}
