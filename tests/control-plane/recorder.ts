/**
 * How fast the measured API was, one law for all files, and the recorder that watched it: it too heard of each change some time later.
 */
import { DistributionBuilder, type DistributionSpec, sample } from '../../engine/kernel/distribution.ts'
import { createStreams, purposeKey, seedStream } from '../../engine/kernel/random-stream.ts'
import { lognormalByPercentiles } from '../../scenarios/scenario/distribution-text.ts'

/** The machine was busy: now and then everything on it stood still for a while. */
const stalled = (share: number, law: DistributionSpec): DistributionSpec => ({
  kind: 'mixture',
  parts: [
    { weight: 1 - share, of: law },
    { weight: share, of: { kind: 'uniform', low: 20_000, high: 150_000 } },
  ],
})
/** A call. The server took 3 ms, 99 % within 24 ms (776 calls); the client some more. */
export const callLaw = stalled(0.015, lognormalByPercentiles(4000, 16_000))
/** From a change in the API to who watches it: what is left of the time from the end of a pod to its replacement. */
export const watchLaw = stalled(0.015, lognormalByPercentiles(700, 8000))

export class Recorder {
  private readonly streams = createStreams(1)
  private readonly call: number
  private readonly watch: number
  private readonly laws: ReturnType<DistributionBuilder['build']>

  constructor(seed: number) {
    const builder = new DistributionBuilder()
    this.call = builder.add(callLaw)
    this.watch = builder.add(watchLaw)
    this.laws = builder.build()
    seedStream(this.streams, 0, purposeKey('recorder', seed, 'delays'), '')
  }

  /** When the recorder hears of what happens at that time, in seconds. */
  seen(seconds: number): number {
    return seconds + sample(this.laws, this.watch, this.streams, 0) / 1e6
  }

  /** The same of changes in order of time: a watch is one stream. */
  seenInOrder(times: readonly number[]): number[] {
    let last = -Infinity
    return times.map((time) => {
      last = Math.max(last, this.seen(time))
      return last
    })
  }

  /** How long a request of the test's own client takes, in seconds. */
  requestSeconds(): number {
    return sample(this.laws, this.call, this.streams, 0) / 1e6
  }
}
