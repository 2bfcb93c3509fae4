/** Pods that are appended in the middle of a run come to the same in both engines, of specs that nobody chose. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anyReplacements, replacementsWithin } from '../../tests/support/any-replacements.ts'
import { anySpec } from '../../tests/support/arbitrary-spec.ts'
import { answersAreCertain } from '../../tests/support/observe.ts'
import { replacedOutcome } from '../../tests/support/replacing-run.ts'

const test = suite('appended pods of many specs')

test('come to the same in both engines where every answer is certain', () => {
  fc.assert(
    fc.property(anySpec, anyReplacements, (spec, all) => {
      fc.pre(spec.workloads.every((workload) => answersAreCertain(workload, spec)))
      const replacements = replacementsWithin(all, spec.workloads.length)
      assert.is(replacedOutcome(spec, 'quiet', replacements), replacedOutcome(spec, 'exact', replacements))
    }),
    { numRuns: 1000 },
  )
})

test.run()
