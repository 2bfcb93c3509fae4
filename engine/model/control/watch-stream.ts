/** A watch of one kind of object: changes come in their order, each some time after the API has it. */
export class WatchStream {
  private lastUs = Number.NEGATIVE_INFINITY

  /** When a change of that time is heard of; `delayUs` if none before it comes later. */
  heardUs(changedUs: number, delayUs: number): number {
    this.lastUs = Math.max(this.lastUs, changedUs + delayUs)
    return this.lastUs
  }
}
