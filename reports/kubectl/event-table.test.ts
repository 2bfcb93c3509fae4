import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventView } from '../../engine/contract/cluster-view.ts'
import { eventCells, eventHeaders, eventLines } from './event-table.ts'

const backOff: EventView = {
  namespace: 'shop',
  pod: 'web-0',
  container: 'app',
  isInitContainer: false,
  reason: 'BackOff',
  type: 'Warning',
  message: 'Back-off restarting failed container app in pod web-0_shop',
  source: 'kubelet',
  node: 'node-0',
  count: 4,
  firstSeconds: 10,
  lastSeconds: 95,
  firstWallSeconds: 10,
  lastWallSeconds: 95,
  sequence: 0,
}
const scheduled: EventView = {
  ...backOff,
  container: null,
  reason: 'Scheduled',
  type: 'Normal',
  message: 'Successfully assigned shop/web-0 to node-0',
  source: 'default-scheduler',
  node: null,
  count: 1,
  firstSeconds: 1,
  lastSeconds: 1,
}

const test = suite('events as kubectl shows them')

test('a row has when it was last seen', () => {
  const plain = { wide: false, withNamespace: true }
  assert.equal(eventHeaders(plain), ['NAMESPACE', 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'])
  assert.equal(eventCells(backOff, 100, plain), [
    'shop',
    '5s',
    'Warning',
    'BackOff',
    'pod/web-0',
    'Back-off restarting failed container app in pod web-0_shop',
  ])
})

test('-o wide has the container, the source, the first time and the count', () => {
  const wide = { wide: true, withNamespace: false }
  const cells = eventCells(backOff, 100, wide)
  assert.is(cells.length, eventHeaders(wide).length)
  assert.equal(cells.slice(4, 6), ['spec.containers{app}', 'kubelet, node-0'])
  assert.equal(cells.slice(7, 9), ['90s', '4'])
})

test('a description lists them by when they were last seen', () => {
  assert.equal(
    eventLines([backOff, scheduled], 100).map((line) => line.split('\t').slice(0, 4)),
    [
      ['Events:'],
      ['  Type', 'Reason', 'Age', 'From'],
      ['  ----', '------', '----', '----'],
      ['  Normal', 'Scheduled', '99s', 'default-scheduler'],
      ['  Warning', 'BackOff', '5s (x4 over 90s)', 'kubelet'],
    ],
  )
  assert.equal(eventLines([], 100), ['Events:\t<none>'])
})

test.run()
