import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ContainerView, PodView } from '../../engine/contract/cluster-view.ts'
import { dated } from './before-run.ts'

const test = suite('pods from before the run')

const container = (changes: Partial<ContainerView>): ContainerView => ({
  name: 'app',
  image: 'a:1',
  startedImage: 'a:1',
  isReady: true,
  isStarted: true,
  restartCount: 0,
  state: { kind: 'running', startedSeconds: null },
  lastState: null,
  ...changes,
})

const pod = (createdSeconds: number | null, ...containers: readonly ContainerView[]): PodView => ({
  namespace: 'default',
  name: 'web-0',
  workload: 0,
  node: 'node-0',
  isStatic: false,
  controller: null,
  createdSeconds,
  deletedSeconds: null,
  deletionGraceSeconds: null,
  phase: 'Running',
  readyCount: 1,
  containerCount: 1,
  status: 'Running',
  restarts: 0,
  lastRestartSeconds: null,
  conditions: [],
  hasStatus: true,
  initContainers: [],
  containers,
})

test('are a day older than the run, and so are their containers', () => {
  const { createdSeconds, containers } = dated(pod(null, container({})))
  assert.is(createdSeconds, -86_400)
  assert.equal(containers[0]!.state, { kind: 'running', startedSeconds: -86_400 })
})

test('keep what is known', () => {
  const known = pod(5, container({ state: { kind: 'running', startedSeconds: 7 } }))
  assert.equal(dated(known), known)
})

test('have a date of the instance that ended, and none of one that waits', () => {
  const end = { kind: 'terminated', reason: 'Error', exitCode: 1, finishedSeconds: 30 } as const
  const shown = dated(
    pod(
      null,
      container({
        state: { kind: 'waiting', reason: 'CrashLoopBackOff' },
        lastState: { ...end, startedSeconds: null },
      }),
    ),
  )
  assert.equal(shown.containers[0]!.state, { kind: 'waiting', reason: 'CrashLoopBackOff' })
  assert.equal(shown.containers[0]!.lastState, { ...end, startedSeconds: -86_400 })
})

test.run()
