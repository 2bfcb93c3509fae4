/** What the page and its worker tell each other. */
import type { ReplicationResult, RunResult } from '../engine/contract/run-result.ts'
import type { PlayValues } from './settings.ts'

/** To the worker: run this study with these values. */
export type PlayOrder = {
  /** The spec as `devalue` writes it. */
  readonly spec: string
  readonly values: PlayValues
  readonly replications: number
}

/** From the worker: each replication as it ends, with what all of them so far say together; or why there is none. */
export type PlayNews =
  | {
      readonly kind: 'replication'
      readonly replication: ReplicationResult
      readonly study: Omit<RunResult, 'replications'>
      readonly isLast: boolean
      /** Since the order came. */
      readonly milliseconds: number
    }
  | { readonly kind: 'error'; readonly message: string }
