import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anySpec } from '../../tests/support/arbitrary-spec.ts'
import { stateAfter } from '../../tests/support/observe.ts'
import { node } from '../../tests/support/spec.ts'
import { podsByNode } from './pod-spread.ts'

const test = suite('pod spread')

test('places pods as the model does', () => {
  fc.assert(
    fc.property(anySpec, fc.integer({ min: 1, max: 3 }), (any, podsMax) => {
      const nodes = ['a', 'b', 'c'].map((name) => node({ name, podsMax }))
      const workloads = any.workloads.map((one) => ({ ...one, createdAtUs: 0 }))
      const spec = { ...any, nodes, workloads, faults: [], initialState: 'running' as const }
      const { pod } = stateAfter(spec, 0)
      const expected = workloads.map(() => [0, 0, 0])
      pod.node.forEach((place, row) => {
        if (place >= 0) expected[pod.workload[row]][place]++
      })
      assert.equal(
        podsByNode(spec).map((counts) => [...counts]),
        expected,
      )
    }),
    { numRuns: 50 },
  )
})

test.run()
