/**
 * Simulated time: microseconds in a double, exact for 285 years. Times that come in are whole
 * microseconds already. The order of equal times is here too, so that rules can cite one table.
 */

/** Microseconds in one second. */
export const usPerSecond = 1_000_000

/** Simulated microseconds to seconds. */
export function usToSeconds(us: number): number {
  return us / usPerSecond
}

/**
 * Order of events at equal times, lowest first; within a class by entity number, then by sequence.
 * What arrives for one pod at the same time merges before its sync. An event raised at t for t joins
 * the queue of t at its own class. What is measured at t, such as a bucket end, finds the state before all of them.
 */
export const EventClass = {
  /** Faults, in the order of the scenario's list. */
  Fault: 1,
  /** Exits, changes of behavior, pod creation. */
  Change: 2,
  /** Answers of probes. */
  Answer: 3,
  /** Manual triggers of readiness workers (P6). */
  Trigger: 4,
  /** Probe ticks, the first run of a worker included, in P1's order. */
  Tick: 5,
  /** Published probe results on their way to the pod status (S8, R2). */
  Result: 6,
  /** Relists (S3) and housekeeping (S14). */
  Relist: 7,
  /** Pod syncs, requeues and container starts. */
  Sync: 8,
  /** The API server has done what a call asked for. */
  ApiWrite: 9,
  /** Changes in the API reach who watches. */
  Watch: 10,
  /** Controllers, by name, then key. */
  Controller: 11,
} as const
export type EventClass = (typeof EventClass)[keyof typeof EventClass]
