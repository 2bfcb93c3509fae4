/**
 * The proxies of all nodes (R6): they hear of changes of slices, and have them in their rules at once if they last changed them long
 * enough ago, else when that is so. All hear of the same changes, a few milliseconds apart: they are one here.
 * Source: kubernetes v1.36 pkg/proxy/runner/bounded_frequency_runner.go.
 */
export class Proxies {
  private readonly minSyncPeriodUs: number
  /** When they change their rules next, or did last. */
  private appliedUs = Number.NEGATIVE_INFINITY

  constructor(minSyncPeriodUs: number) {
    this.minSyncPeriodUs = minSyncPeriodUs
  }

  /** They hear of a change then, and of none before it later; returns when it is in their rules. */
  applyUs(heardUs: number): number {
    if (heardUs > this.appliedUs) this.appliedUs = Math.max(heardUs, this.appliedUs + this.minSyncPeriodUs)
    return this.appliedUs
  }
}
