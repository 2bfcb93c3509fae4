/** When pods became ready, on the way to the API with the statuses that say so: each has a number until it is there. */
export class ReadyTimes {
  private readonly timesUs: number[] = []
  private readonly free: number[] = []

  /** Times that have a number. */
  get underway(): number {
    return this.timesUs.length - this.free.length
  }

  /** Returns its number. */
  keep(timeUs: number): number {
    const slot = this.free.pop() ?? this.timesUs.length
    this.timesUs[slot] = timeUs
    return slot
  }

  /** The time with that number, which is free from now on. */
  take(slot: number): number {
    this.free.push(slot)
    return this.timesUs[slot]
  }
}
