import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anySpec } from '../../../tests/support/arbitrary-spec.ts'
import { stateAfter } from '../../../tests/support/observe.ts'
import { node, nodeChoice } from '../../../tests/support/spec.ts'
import type { WorkloadSpec } from '../../contract/cluster-spec.ts'
import { podsByNode } from './placement.ts'

const test = suite('pods by node')

const anyPlaces = fc.subarray([0, 1, 2], { minLength: 0 })
const anyLive = fc.array(fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }), { maxLength: 4 })
type Given = { readonly places: number[] | undefined; readonly live: (number | undefined)[] | undefined }

/** Of some workloads, what nodes take their pods and where they are already. */
const anyGiven = fc.array(
  fc.record({
    places: fc.option(anyPlaces, { nil: undefined }),
    live: fc.option(anyLive, { nil: undefined }),
  }),
  { minLength: 1, maxLength: 3 },
)

function given(workload: WorkloadSpec, { places, live }: Given) {
  if (workload.staticOn !== undefined || workload.kind === 'Job') return workload
  const pods = live?.slice(0, workload.replicas).map((node, index) => ({
    name: `${workload.name}-live-${index}`,
    ...(node === undefined ? {} : { node }),
    containers: [],
  }))
  return {
    ...workload,
    ...(places === undefined ? {} : { nodes: nodeChoice(places) }),
    ...(pods === undefined ? {} : { livePods: pods }),
  }
}

test('places pods as the model does', () => {
  fc.assert(
    fc.property(anySpec, fc.integer({ min: 1, max: 3 }), anyGiven, (any, podsMax, hints) => {
      const nodes = ['a', 'b', 'c'].map((name) => node({ name, podsMax }))
      const workloads = any.workloads.map((one, index) =>
        given({ ...one, createdAtUs: 0 }, hints[index % hints.length]),
      )
      // Pods of Jobs are made at time 0: chance decides between equal nodes.
      const jobless = workloads.filter(({ kind }) => kind !== 'Job')
      const spec = { ...any, nodes, workloads: jobless, faults: [], initialState: 'running' as const }
      const { pod } = stateAfter(spec, 0)
      const expected = jobless.map(() => [0, 0, 0])
      pod.node.forEach((place, row) => {
        if (place >= 0) expected[pod.workload[row]][place]++
      })
      assert.equal(
        podsByNode(spec).map((counts) => [...counts]),
        expected,
      )
    }),
    { numRuns: 100 },
  )
})

test.run()
