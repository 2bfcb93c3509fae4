import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mostPods, readyPicture } from './ready-picture.ts'

const test = suite('picture of ready pods')

const timeseries = `replication,time_seconds,workload,ready,unready
1,0,*,10,0
1,0,default/deployment/web,3,0
1,10,*,10,0
1,20,*,0,9
1,30,*,5,5
2,0,*,1,99
`

test('is a staircase of all workloads in the first replication, and says its ends', () => {
  const svg = String(readyPicture(timeseries))
  assert.match(svg, 'aria-label="Ready pods over time, 0 to 10"')
  assert.match(svg, 'd="M0 2.0H80.0V30.0H120.0V16.0H160"')
})

test('counts pods that are not ready as well', () => {
  assert.is(mostPods(timeseries), 10)
})

test.run()
