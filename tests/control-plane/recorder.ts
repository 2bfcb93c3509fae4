/**
 * How fast the measured API was, one law for all files, and the recorder that watched it: it too heard of each change some time later.
 */
import { DistributionBuilder, sample } from '../../engine/kernel/distribution.ts'
import { createStreams, purposeKey, seedStream } from '../../engine/kernel/random-stream.ts'
import { callLaw, watchLaw } from './api-law.ts'

export { callLaw, watchLaw }

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
