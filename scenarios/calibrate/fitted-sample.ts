/** A sample with what was fitted to it. */
import type { ObservedFit } from '../../engine/contract/fit-result.ts'
import type { Sample } from './observations.ts'

export type FittedSample = ObservedFit & { readonly sample: Sample }
