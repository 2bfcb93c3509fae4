/** Jobs and CronJobs as the input has them: validated and defaulted as the API server does. */

export type JobSpec = {
  readonly parallelism: number
  /** Undefined = a work queue: one success is enough. */
  readonly completions?: number
  readonly backoffLimit: number
  /** `activeDeadlineSeconds`: from the Job's start; undefined = none. */
  readonly activeDeadlineUs?: number
  /** `completionMode: Indexed`: each of `completions` indexes has to succeed once. */
  readonly isIndexed?: boolean
  /** Failures that each index bears; only of an indexed Job. */
  readonly backoffLimitPerIndex?: number
  /** Failed indexes that the Job bears; undefined = all. */
  readonly maxFailedIndexes?: number
  /** `podFailurePolicy`: the first rule that a failed pod matches decides; undefined = no policy. */
  readonly failurePolicy?: readonly FailureRuleSpec[]
  /** `successPolicy`: one rule that holds is enough; only of an indexed Job. */
  readonly successPolicy?: readonly SuccessRuleSpec[]
  /** `podReplacementPolicy: Failed`: a pod that is being deleted is replaced when it has ended. */
  readonly replacesOnlyFailed?: boolean
  /** `ttlSecondsAfterFinished`; undefined = it is kept. */
  readonly ttlUs?: number
  /** It makes no pods. */
  readonly isSuspended?: boolean
  /** `managedBy` another controller than that of Kubernetes, which does nothing with it then. */
  readonly isManagedElsewhere?: boolean
}

export const failureActions = ['FailJob', 'FailIndex', 'Ignore', 'Count'] as const
export type FailureAction = (typeof failureActions)[number]

export type FailureRuleSpec = {
  readonly action: FailureAction
  /** Matches the exit code, not 0, of a container of this name, or of any. */
  readonly onExitCodes?: {
    readonly container?: string
    readonly operator: 'In' | 'NotIn'
    readonly values: readonly number[]
  }
  /** Matches a pod that has one of these conditions. */
  readonly onPodConditions?: readonly { readonly type: string; readonly status: string }[]
}

export type SuccessRuleSpec = {
  /** Ranges of indexes, ends included, ascending; undefined = any. */
  readonly indexes?: readonly (readonly [first: number, last: number])[]
  /** How many of them have to succeed; undefined = all. */
  readonly count?: number
}

export const concurrencyPolicies = ['Allow', 'Forbid', 'Replace'] as const
export type ConcurrencyPolicy = (typeof concurrencyPolicies)[number]

/** A CronJob; `job` of its workload is its template. */
export type CronJobSpec = {
  /** As written, with its zone, for those who read it. */
  readonly schedule: string
  readonly timeZone?: string
  /**
   * Scheduled times from time 0 to the end of the run, ascending, and the last one before; or a fixed span (`@every`), counted from the
   * whole second of the run before.
   */
  readonly times: readonly number[] | { readonly everyUs: number }
  /** The newest scheduled time before time 0, which a CronJob that is there from before has run; undefined = none in the last years. */
  readonly lastBeforeUs?: number
  readonly policy: ConcurrencyPolicy
  /** `startingDeadlineSeconds`; undefined = none. */
  readonly startingDeadlineUs?: number
  readonly isSuspended?: boolean
  /** Finished Jobs that are kept. */
  readonly successfulJobsMax: number
  readonly failedJobsMax: number
}
