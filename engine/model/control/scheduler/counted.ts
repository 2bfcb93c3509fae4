/** What the scheduler's cache counts of a pod (column `schedulerMark`). */
export const Counted = { No: 0, Yes: 1, Deleting: 2 } as const
