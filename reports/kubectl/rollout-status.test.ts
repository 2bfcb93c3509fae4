/** What rollout status says of one status: a row per branch of kubectl's rollout_status.go. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { DaemonSetView, StatefulSetView } from '../../engine/contract/cluster-view.ts'
import { daemonSetRolloutWord, statefulSetRolloutWord } from './rollout-status.ts'

const set = {
  namespace: 'default',
  name: 'db',
  workload: 0,
  createdSeconds: null,
  revision: 2,
  images: {},
  phases: { running: 3, pending: 0, succeeded: 0, failed: 0 },
  isObserved: true,
  isUpdatedOnDelete: false,
  desired: 3,
  ready: 3,
  available: 3,
  updated: 3,
  current: 3,
}
const stateful: StatefulSetView = { ...set, replicas: 3, partition: 0 }
const daemon: DaemonSetView = set

const test = suite('rollout status')

const statefulRows: readonly [Partial<StatefulSetView>, string][] = [
  [{}, 'partitioned roll out complete: 3 new pods have been updated...'],
  [{ isObserved: false, ready: 1 }, 'Waiting for statefulset spec update to be observed...'],
  [{ ready: 1, updated: 0 }, 'Waiting for 2 pods to be ready...'],
  [{ updated: 1 }, 'Waiting for partitioned roll out to finish: 1 out of 3 new pods have been updated...'],
  [
    { updated: 1, partition: 1 },
    'Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...',
  ],
  [{ updated: 2, partition: 1 }, 'partitioned roll out complete: 2 new pods have been updated...'],
  [{ isUpdatedOnDelete: true }, 'error: rollout status is only available for RollingUpdate strategy type'],
]

test('what is said of a StatefulSet', () => {
  for (const [change, text] of statefulRows) {
    const word = statefulSetRolloutWord({ ...stateful, ...change })
    assert.is(word.text, `${text}\n`)
    assert.is(word.isDone, !text.startsWith('Waiting'))
    assert.is(word.isError, text.startsWith('error'))
  }
})

const daemonRows: readonly [Partial<DaemonSetView>, string][] = [
  [{}, 'daemon set "db" successfully rolled out'],
  [{ isObserved: false, updated: 1 }, 'Waiting for daemon set spec update to be observed...'],
  [
    { updated: 1, available: 2 },
    'Waiting for daemon set "db" rollout to finish: 1 out of 3 new pods have been updated...',
  ],
  [{ available: 2 }, 'Waiting for daemon set "db" rollout to finish: 2 of 3 updated pods are available...'],
  [{ isUpdatedOnDelete: true }, 'error: rollout status is only available for RollingUpdate strategy type'],
]

test('what is said of a DaemonSet', () => {
  for (const [change, text] of daemonRows) {
    const word = daemonSetRolloutWord({ ...daemon, ...change })
    assert.is(word.text, `${text}\n`)
    assert.is(word.isDone, !text.startsWith('Waiting'))
    assert.is(word.isError, text.startsWith('error'))
  }
})

test.run()
