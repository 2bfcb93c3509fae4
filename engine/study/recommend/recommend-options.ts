/** How a recommendation is worked out; nothing of it has an influence on what is recommended. */
import { setImmediate } from 'node:timers/promises'

export type RecommendOptions = {
  /** Threads at most; no influence on the result. */
  readonly workers?: number
  readonly signal?: AbortSignal
  /** Called before each step with what it is. */
  readonly onStep?: (text: string) => void
}

/** Lets an interrupt come through between two searches. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate()
  signal?.throwIfAborted()
}
