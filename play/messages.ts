/** What the page and its worker tell each other. */
import type { RunResult } from '../engine/study/run-result.ts'
import type { PlayValues } from './settings.ts'

/** To the worker: run this study with these values. */
export type PlayOrder = {
  /** The spec as `devalue` writes it. */
  readonly spec: string
  readonly values: PlayValues
  readonly replications: number
}

/** From the worker: all replications so far, once more after each; or why there are none. */
export type PlayNews =
  | {
      readonly kind: 'result'
      readonly result: RunResult
      readonly isWhole: boolean
      readonly milliseconds: number
    }
  | { readonly kind: 'error'; readonly message: string }
