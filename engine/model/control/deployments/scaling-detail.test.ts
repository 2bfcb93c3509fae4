/** What an event of a Deployment says of a scaling, as one number: exact up to the largest. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readScaling, scalingDetail } from './scaling-detail.ts'

const test = suite('scaling as a number')

for (const [set, from, to] of [
  [0, 0, 1],
  [1, 5, 4],
  [8191, 0xf_ffff, 0xf_fffe],
] as const)
  test(`ReplicaSet ${set} from ${from} to ${to}`, () => {
    assert.equal(readScaling(scalingDetail(set, from, to)), { set, from, to })
  })

test.run()
