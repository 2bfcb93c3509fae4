import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { podsText, type SimulatedCounts } from './simulated-block.ts'

const test = suite('what is simulated')

test('pods that come later are said where they are more than those at the start', () => {
  const counts = (pods: number) => ({ pods, workloads: 1 }) as SimulatedCounts
  assert.is(podsText(counts(0), 40), '0 pods of 1 workload at the start (40 created within the run)')
  assert.is(podsText(counts(10), 2), '10 pods of 1 workload')
  assert.is(podsText(counts(10), 10), '10 pods of 1 workload')
  assert.is(podsText(counts(10)), '10 pods of 1 workload')
})

test.run()
