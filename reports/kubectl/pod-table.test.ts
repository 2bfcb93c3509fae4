/** L4: the rows of `kubectl get pods`. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PodView } from '../../engine/contract/cluster-view.ts'
import { type PodTableOptions, podCells, podHeaders } from './pod-table.ts'
import { GrowingTable } from './tabbed-text.ts'

const view: PodView = {
  namespace: 'shop',
  name: 'web-0',
  workload: 0,
  node: 'worker-1',
  isStatic: false,
  controller: null,
  createdSeconds: 10,
  deletedSeconds: null,
  deletionGraceSeconds: null,
  phase: 'Running',
  readyCount: 1,
  containerCount: 2,
  status: 'CrashLoopBackOff',
  restarts: 4,
  lastRestartSeconds: 290,
  conditions: [],
  hasStatus: true,
  initContainers: [],
  containers: [],
}
const template = { metadata: { labels: { tier: 'front', app: 'web' } }, spec: { readinessGates: [{}] } }
const plain: PodTableOptions = { wide: false, withNamespace: false, labelColumns: [], showLabels: false }

function table(changes: Partial<PodView>, options: Partial<PodTableOptions> = {}): string {
  const all = { ...plain, ...options }
  return new GrowingTable().add([
    podHeaders(all),
    podCells({ view: { ...view, ...changes }, template }, 300, all),
  ])
}

const test = suite('kubectl get pods')

test('shows restarts with the time since the last one (L4)', () =>
  assert.is(
    table({}),
    'NAME    READY   STATUS             RESTARTS      AGE\nweb-0   1/2     CrashLoopBackOff   4 (10s ago)   4m50s\n',
  ))

test('shows no time where there was no restart, or nobody knows when', () => {
  assert.match(table({ restarts: 0, lastRestartSeconds: null }), /CrashLoopBackOff {3}0 {10}4m50s/)
  assert.match(table({ lastRestartSeconds: null, createdSeconds: null }), /4 {10}<unknown>/)
})

test('has more columns with -o wide', () =>
  assert.equal(table({ node: null }, { wide: true }).split('\n')[1]?.split(/ {3,}/).slice(5), [
    '<none>',
    '<none>',
    '<none>',
    '0/1',
  ]))

test('has columns for namespace and labels', () => {
  const text = table(
    {},
    { withNamespace: true, showLabels: true, labelColumns: ['tier', 'example.com/none'] },
  )
  assert.equal(
    text.split('\n').map((line) => line.split(/ {2,}/)),
    [
      ['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'TIER', 'NONE', 'LABELS'],
      ['shop', 'web-0', '1/2', 'CrashLoopBackOff', '4 (10s ago)', '4m50s', 'front', 'app=web,tier=front'],
      [''],
    ],
  )
})

test('makes visible what could move the cursor', () => assert.match(table({ name: 'a\x1b[2J' }), 'a\\x1b[2J'))

test.run()
