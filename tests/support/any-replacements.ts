/** Replacements of pods that nobody chose. */
import * as fc from 'fast-check'
import type { Replacement } from './replacing-run.ts'
import { second } from './spec.ts'

export const anyReplacements: fc.Arbitrary<Replacement[]> = fc
  .array(
    fc.record({
      atUs: fc.integer({ min: 1, max: 249 }).map((s) => s * second),
      workload: fc.nat(1),
      pod: fc.nat(5),
      keepsOrdinal: fc.boolean(),
      isForced: fc.boolean(),
    }),
    { maxLength: 25 },
  )
  .map((all) => all.toSorted((a, b) => a.atUs - b.atUs))

export const replacementsWithin = (all: readonly Replacement[], workloads: number): Replacement[] =>
  all.map((one) => ({ ...one, workload: one.workload % workloads }))
