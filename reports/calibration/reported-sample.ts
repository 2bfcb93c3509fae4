/** A sample with its fits, as reports of a calibration take it. */
import type { FitCurves, SampleFit, SlowPhaseStudy, Tail } from '../../engine/fit/fit-result.ts'

export type ReportedSample = {
  readonly name: string
  readonly fit: SampleFit
  /** How far its upper end is known. */
  readonly tail: Tail
  /** Null if the order of the values is not known. */
  readonly phases: SlowPhaseStudy | null
  /** What was assumed or left out, a sentence each without a full stop. */
  readonly notes: readonly string[]
}

export type DrawnSample = ReportedSample & { readonly curves: FitCurves }
