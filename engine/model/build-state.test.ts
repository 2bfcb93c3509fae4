/** What a replication begins with. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateAfter } from '../../tests/support/observe.ts'
import {
  cluster,
  constant,
  container,
  idealOverheads,
  node,
  second,
  workload,
} from '../../tests/support/spec.ts'
import { createStreams, nextUniform, purposeKey, seedStream } from '../kernel/random-stream.ts'

const test = suite('start of a replication')

test("the phases of a kubelet's loops are drawn from its own stream, in whole microseconds before the period is over (S2, S3, S14)", () => {
  const nodes = ['a', 'b'].map((name) => node({ name }))
  const overheads = { ...idealOverheads, ideal: false, relistCostUs: constant(0.5) }
  const state = stateAfter(cluster([workload([container()])], 10, { nodes, overheads }), 0)
  const streams = createStreams(1)
  for (const [row, { name }] of nodes.entries()) {
    seedStream(streams, 0, purposeKey('1', 1, 'kubelet'), name)
    // How long a relist takes is drawn first.
    nextUniform(streams, 0)
    const phase = (periodSeconds: number): number =>
      Math.floor(nextUniform(streams, 0) * periodSeconds * second)
    const { relistPhaseUs, relistPeriodUs, syncTickPhaseUs, housekeepingPhaseUs } = state.node
    assert.is(relistPeriodUs[row], 1.5 * second)
    const phases = [relistPhaseUs, syncTickPhaseUs, housekeepingPhaseUs].map((column) => column[row])
    assert.equal(phases, [phase(1.5), phase(1), phase(2)])
  }
})

test.run()
