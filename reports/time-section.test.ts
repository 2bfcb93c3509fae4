import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FaultMark } from '../engine/contract/run-result.ts'
import { faultList, markedFaults } from './time-section.ts'

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

test.run()
