/** A sample with its fits, as reports of a calibration take it. */
import type { FitCurves, ObservedFit } from '../../engine/contract/fit-result.ts'

export type ReportedSample = Pick<
  ObservedFit,
  'fit' | 'tail' | 'phases' | 'dispersion' | 'censored' | 'truncated' | 'tailDrawnUs'
> & {
  readonly name: string
  readonly quantity: 'latency' | 'startup'
  /** What was assumed or left out, a sentence each without a full stop. */
  readonly notes: readonly string[]
}

export type DrawnSample = ReportedSample & { readonly curves: FitCurves }
