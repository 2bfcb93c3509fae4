/** L2, L3, L6: what the API would hold of a pod, moment by moment. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  behavior,
  cluster,
  constant,
  container,
  never,
  nodeChoice,
  probe,
  second,
  workload,
} from '../../tests/support/spec.ts'
import type { ClusterSpec } from '../contract/cluster-spec.ts'
import type { PodView } from '../contract/cluster-view.ts'
import { ClusterObserver } from './cluster-observer.ts'

/** The first pod after what happens up to and at that time. */
function podAt(spec: ClusterSpec, seconds: number): PodView {
  const observer = new ClusterObserver(spec)
  observer.runBefore(seconds * second + 1)
  return observer.pods()[0]
}

/** Conditions that are True by their names, the others with their reasons. */
function conditionsOf({ conditions }: PodView): string[] {
  return conditions.map(
    ({ type, isTrue, reason }) => `${type} ${isTrue}${reason === undefined ? '' : ` ${reason}`}`,
  )
}

const crashing = container({ behavior: behavior({ crash: { after: [constant(1)], exitCode: 3 } }) })
const init = container({ name: 'init', behavior: behavior({ complete: { after: [constant(4)] } }) })
const slowStart = container({ behavior: behavior({ start: [constant(2)] }) })

const test = suite('a pod as the API would hold it')

test('conditions follow the life of a pod (L2)', () => {
  const spec = cluster([workload([slowStart], { pod: { initContainers: [init] } })], 60)
  assert.equal(conditionsOf(podAt(spec, 3)), [
    'PodReadyToStartContainers true',
    'Initialized false ContainersNotInitialized',
    'Ready false ContainersNotReady',
    'ContainersReady false ContainersNotReady',
    'PodScheduled true',
  ])
  assert.equal(conditionsOf(podAt(spec, 7)), [
    'PodReadyToStartContainers true',
    'Initialized true',
    'Ready true',
    'ContainersReady true',
    'PodScheduled true',
  ])
})

test('a pod past its deadline says so when it has ended; its conditions do at once (L9)', () => {
  const stubborn = container({ behavior: behavior({ shutdown: { after: [constant(5)], exitCode: 0 } }) })
  const spec = cluster([workload([stubborn], { pod: { activeDeadlineUs: 20 * second } })], 60)
  const stopping = podAt(spec, 21)
  assert.equal([stopping.phase, stopping.failure], ['Running', undefined])
  assert.ok(conditionsOf(stopping).includes('Ready false PodFailed'))
  const ended = podAt(spec, 26)
  assert.equal(
    [ended.phase, ended.failure?.reason, ended.status],
    ['Failed', 'DeadlineExceeded', 'Completed'],
  )
})

test('conditions of a pod that has ended say how (L2)', () => {
  const never = (complete: boolean): ClusterSpec =>
    cluster(
      [
        workload(
          [complete ? container({ behavior: behavior({ complete: { after: [constant(1)] } }) }) : crashing],
          { pod: { restartPolicy: 'Never' } },
        ),
      ],
      60,
    )
  assert.equal(conditionsOf(podAt(never(true), 2)).slice(1, 3), [
    'Initialized true PodCompleted',
    'Ready false PodCompleted',
  ])
  assert.equal(conditionsOf(podAt(never(false), 2)).slice(1, 3), [
    'Initialized true',
    'Ready false PodFailed',
  ])
})

test('a pod without a node has a condition only', () => {
  const spec = cluster([workload([container()], { nodes: nodeChoice([]) })], 60)
  const pod = podAt(spec, 5)
  assert.equal(conditionsOf(pod), ['PodScheduled false Unschedulable'])
  assert.is(pod.node, null)
  assert.is(pod.hasStatus, false)
})

test('an exit, a wait and a restart stand in state and last state (L3)', () => {
  const spec = cluster([workload([crashing])], 600)
  const stateAt = (seconds: number) => {
    const { state, lastState, restartCount } = podAt(spec, seconds).containers[0]
    return { state, lastState, restartCount }
  }
  const ended = (startedSeconds: number) => ({
    kind: 'terminated',
    reason: 'Error',
    exitCode: 3,
    startedSeconds,
    finishedSeconds: startedSeconds + 1,
  })
  assert.equal(stateAt(0.5), {
    state: { kind: 'running', startedSeconds: 0 },
    lastState: null,
    restartCount: 0,
  })
  assert.equal(stateAt(1.5), {
    state: { kind: 'running', startedSeconds: 1 },
    lastState: ended(0),
    restartCount: 1,
  })
  assert.equal(stateAt(2.5), { state: ended(1), lastState: ended(0), restartCount: 1 })
  assert.equal(stateAt(150), {
    state: { kind: 'waiting', reason: 'CrashLoopBackOff' },
    lastState: ended(74),
    restartCount: 4,
  })
})

test('RESTARTS shows the newest end that stands in a last state (L4)', () => {
  const spec = cluster([workload([crashing])], 600)
  assert.equal(
    [0.5, 1.5, 2.5, 150].map((at) => podAt(spec, at).lastRestartSeconds),
    [null, 1, 1, 75],
  )
})

test('times are whole seconds of the wall clock (L6)', () => {
  const spec = cluster([workload([slowStart], { createdAtUs: 1.5 * second })], 60, {
    clockOffsetUs: 0.25 * second,
  })
  const pod = podAt(spec, 10)
  assert.is(pod.createdSeconds, 0.75)
  assert.equal(pod.containers[0].state, { kind: 'running', startedSeconds: 2.75 })
})

test('what ran before the run has no times', () => {
  const pod = podAt(cluster([workload([container()])], 60, { initialState: 'running' }), 10)
  assert.is(pod.createdSeconds, null)
  assert.equal(pod.containers[0].state, { kind: 'running', startedSeconds: null })
  assert.is(pod.status, 'Running')
})

test('a plain init container is ready once it has ended with 0 (P16)', () => {
  const spec = cluster([workload([container()], { pod: { initContainers: [init] } })], 60)
  assert.equal(
    [2, 5].map((at) => podAt(spec, at).initContainers[0].isReady),
    [false, true],
  )
})

test('a watcher hears of each change of the line, and of the end, in order of time', () => {
  const stubborn = container({
    probes: { readiness: probe() },
    behavior: behavior({ startup: [constant(5)], shutdown: { after: [never], exitCode: 143 } }),
  })
  const spec = cluster([workload([stubborn], { createdAtUs: 2 * second })], 100, {
    faults: [{ kind: 'delete', atUs: 30 * second, workloads: [0], share: 'all', force: false }],
  })
  const lines: string[] = []
  new ClusterObserver(spec).watchPods(spec.durationUs, (view, seconds) => {
    lines.push(`${seconds} ${view.readyCount}/${view.containerCount} ${view.status} ${view.node}`)
  })
  assert.equal(lines, [
    '2 0/1 Pending null',
    '2 0/1 Pending node-0',
    '2 0/1 ContainerCreating node-0',
    '2 0/1 Running node-0',
    '12 1/1 Running node-0',
    '30 1/1 Terminating node-0',
    '60 0/1 Error node-0',
    '60 0/1 Error node-0',
  ])
})

test('a watcher of events hears of each, and of each time that one repeats itself', () => {
  const observer = new ClusterObserver(cluster([workload([crashing])], 100))
  observer.runBefore(1)
  const lines: string[] = []
  observer.watchEvents(2.5 * second, ({ lastSeconds, reason, count }) => {
    lines.push(`${lastSeconds} ${reason} x${count}`)
  })
  assert.equal(lines, ['1 Pulled x2', '1 Created x2', '1 Started x2', '2 BackOff x1'])
  assert.equal(
    observer.events(observer.pods()[0]).map(({ reason, count }) => `${reason} x${count}`),
    ['Scheduled x1', 'Pulled x2', 'Created x2', 'Started x2', 'BackOff x1'],
  )
})

test.run()
