/** Finds a simulation in which events follow each other without end and no time passes. */
import { usToSeconds } from './time.ts'

/** Events at one instant that nothing needs: a sync, a kill and a start take some tens, and all pods may have theirs at once. */
const eventsMax = 1_000_000
const eventsPerPodMax = 200

/** Time does not go on. The message names the instant and, where it is known, the pod; the command line knows it by its first words. */
export class StandstillError extends Error {
  constructor(timeUs: number, pod: string | undefined) {
    const where = pod === undefined ? '' : ` of pod ${pod}`
    super(
      `The simulation stands still: events${where} follow each other at ${usToSeconds(timeUs)} s without end`,
    )
    this.name = 'StandstillError'
  }
}

/** Adds up events that share one instant, over calls that each handle some. */
export class Standstill {
  private readonly pods: () => number
  private pod = -1
  private timeUs = -Infinity
  private count = 0

  /** @param pods how many there are, which may have events at the same instant. */
  constructor(pods: () => number) {
    this.pods = pods
  }

  /**
   * So many events were handled, the latest at this time, of one pod that is walked by itself or of all (-1). They count as of
   * one instant if the call before ended there too.
   */
  isReached(pod: number, timeUs: number, handled: number): boolean {
    if (pod === this.pod && timeUs === this.timeUs) this.count += handled
    else this.count = 0
    this.pod = pod
    this.timeUs = timeUs
    return this.count > eventsMax + eventsPerPodMax * this.pods()
  }
}
