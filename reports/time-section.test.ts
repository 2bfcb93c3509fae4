import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FaultMark } from '../engine/contract/run-result.ts'
import { markedFaults } from './charts/marked-faults.ts'
import { faultList, flatCharts } from './time-section.ts'

const test = suite('faults over time')

const faults: readonly (readonly [fault: FaultMark, target: string | undefined, line: string])[] = [
  [
    { kind: 'slow', fromSeconds: 600, toSeconds: 630 },
    '1 % of 100 containers of 2 workloads',
    '<b>A</b> slow of 1 % of 100 containers of 2 workloads from 10m to 10m30s',
  ],
  [
    { kind: 'hang', fromSeconds: 600, toSeconds: null },
    '3 containers of a/pod/b',
    '<b>A</b> hang of 3 containers of a/pod/b at 10m, until the processes that it hits are gone',
  ],
  [
    { kind: 'delete', fromSeconds: 60, toSeconds: null },
    '1 pod of a/<b>/c',
    '<b>A</b> delete of 1 pod of a/&lt;b&gt;/c at 1m',
  ],
  [{ kind: 'crash', fromSeconds: 60, toSeconds: null }, undefined, '<b>A</b> crash at 1m'],
]

for (const [fault, target, line] of faults) {
  test(`${fault.kind}: says what is known of it`, () => {
    const outline = {
      faults: [fault],
      detectionLaws: [],
      ...(target === undefined ? {} : { targets: [target] }),
    }
    assert.match(String(faultList(markedFaults(outline), 0)), `<li>${line}</li>`)
  })
}

const charts = [{ id: 'probes', title: 'Probe runs', about: '', extreme: 'highest' }] as const

/** What a sentence says instead of a chart of the load of all pods and of two workloads. */
function sentenceOf(all: readonly number[], ...workloads: (readonly number[])[]): string | undefined {
  const lines = [all, ...workloads].map((mean, index) => ({ name: `w${index}`, lines: [{ mean }] }))
  return flatCharts({ charts, workloads: lines, pointSeconds: 10 }).get('probes')
}

test('a load is a sentence where no workload moves, and a chart where one of them does', () => {
  assert.is(sentenceOf([100, 101], [50, 50.5], [50, 50.5]), 'about 100 all the time')
  assert.is(sentenceOf([100, 100], [99, 100], [1, 0]), undefined)
  assert.is(sentenceOf([100, 102], [99, 101], [0.4, 0.5]), 'about 100 all the time')
  assert.is(sentenceOf([5, 5], [5, 5]), '5 all the time')
})

test.run()
