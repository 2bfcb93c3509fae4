/** How a recommendation is worked out. */
import { setImmediate } from 'node:timers/promises'
import type { Progress } from '../../run/experiment.ts'

export type RecommendOptions = {
  /** Threads at most; no influence on the result. */
  readonly workers?: number
  readonly signal?: AbortSignal
  /** So many studies share the time that all may take; as many as probes need one, if not given. The more, the less sure each is. */
  readonly studies?: number
  /** Called before each step with what it is. */
  readonly onStep?: (text: string) => void
  /** Called after each slice of a simulation. */
  readonly onProgress?: (progress: Progress) => void
}

/** What a simulation gets of these options. */
export function simulationOptions({
  workers = 1,
  signal,
  onProgress,
}: RecommendOptions): Pick<RecommendOptions, 'signal' | 'onProgress'> & { readonly workers: number } {
  return {
    workers,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }
}

/** Lets an interrupt come through between two searches. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate()
  signal?.throwIfAborted()
}
