/** A sample with what was fitted to it. */
import type { CutFit, SampleFit, SlowPhaseStudy, Tail } from '../../engine/fit/fit-result.ts'
import type { Sample } from './observations.ts'

export type FittedSample = {
  readonly sample: Sample
  /** Of the calm latency, if slow phases were found. */
  readonly fit: SampleFit
  /** How far its upper end is known. */
  readonly tail: Tail
  /** Null if the order of the values is not known. */
  readonly phases: SlowPhaseStudy | null
  /** Of a sample that ends at a limit: what the failed runs were. */
  readonly cut?: CutFit
}
