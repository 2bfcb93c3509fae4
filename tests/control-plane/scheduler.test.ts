/**
 * The scheduler against a genuine one (D1 to D6, Z20, Z27, Z28): bindings per second, what pods that fit nowhere wait for, where pods go,
 * preemption. A fake kubelet ends pods at the times of the trace.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ClusterSpec,
  controlPlaneDefaults,
  type NodeSpec,
  noScheduling,
  type SchedulingSpec,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import { NodeMark } from '../../engine/model/control/nodes/node-mark.ts'
import { schedulerSeesNode } from '../../engine/model/control/scheduler/node-changes.ts'
import { failureOf, unschedulableText } from '../../engine/observation/unschedulable-text.ts'
import { cluster, container, idealOverheads, node, nodeChoice, workload } from '../support/spec.ts'
import { experimentOf } from './experiment.ts'
import { callLaw, Recorder, watchLaw } from './recorder.ts'
import { SchedulerReplay } from './scheduler-replay.ts'

const test = suite('measured scheduler')

type Measured = {
  readonly throughput: readonly {
    readonly nodes: number
    readonly pods: number
    readonly podsPerNode: Readonly<Record<string, number>>
    readonly created: readonly number[]
    readonly bound: readonly number[]
  }[]
  readonly spread: readonly {
    readonly what: string
    readonly nodesWith: Readonly<Record<string, number>>
    readonly perZone: readonly number[]
  }[]
  readonly queue: readonly {
    readonly what: string
    readonly busyPods: number
    readonly deletions: readonly number[]
    readonly attempts: readonly (readonly [pod: string, seconds: number])[]
  }[]
  readonly preemption: readonly {
    readonly created: number
    readonly deletes: readonly number[]
    readonly ended: readonly number[]
    readonly bound: number
  }[]
  readonly unschedulable: readonly {
    readonly what: string
    readonly created: readonly number[]
    readonly patched: readonly number[]
    readonly ended: readonly number[]
    readonly bindingCall: readonly number[]
    readonly said: readonly string[]
  }[]
}
const measured = JSON.parse(
  readFileSync(new URL('measured/scheduler.json', import.meta.url), 'utf8'),
) as Measured

const mi = 1024 * 1024
const zone = 'topology.kubernetes.io/zone'

const asking = (cpuMilli: number, mebibytes: number, more: Partial<SchedulingSpec> = {}): SchedulingSpec => ({
  ...noScheduling,
  requests: { cpuMilli, memoryBytes: mebibytes * mi, others: {} },
  scored: { cpuMilli: cpuMilli || 100, memoryBytes: (mebibytes || 200) * mi },
  ...more,
})
const pods = (
  name: string,
  scheduling: SchedulingSpec,
  changes: Omit<Partial<WorkloadSpec>, 'pod'> = {},
): WorkloadSpec =>
  workload([container()], { name, kind: 'Pod', replicas: 0, pod: { scheduling }, ...changes })
const nodes = (count: number, cpuCores: number, gibibytes: number, zones = 0): NodeSpec[] =>
  Array.from({ length: count }, (_, index) =>
    node({
      name: `n${String(index).padStart(4, '0')}`,
      labels: zones === 0 ? {} : { [zone]: `z${index % zones}` },
      cpuCores,
      memoryBytes: gibibytes * 1024 * mi,
    }),
  )
const clusterOf = (
  workloads: readonly WorkloadSpec[],
  specNodes: readonly NodeSpec[],
  seed = 0,
): ClusterSpec =>
  cluster(workloads, 900, {
    initialState: 'running',
    masterSeed: String(seed),
    kubernetesVersion: '1.36',
    controlPlane: controlPlaneDefaults,
    nodes: specNodes,
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
  })
const seeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed)
const counted = (values: readonly number[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}
const perNode = ({ state }: SchedulerReplay, first: number, count: number): number[] => {
  const counts = state.spec.nodes.map(() => 0)
  for (let pod = first; pod < first + count; pod++) counts[state.pod.node[pod]]++
  return counts
}

const throughput = experimentOf('scheduler_throughput')
const spread = experimentOf('scheduler_spread')
const queue = experimentOf('scheduler_queue')
const unschedulable = experimentOf('scheduler_unschedulable')
const preemption = experimentOf('preemption')

for (const run of measured.throughput) {
  test(`${run.pods} pods on ${run.nodes} nodes: 100 bindings at once, then 50 per second, whatever events are sent (D1, Z20)`, () => {
    const isFirst = (seed: number, values: readonly number[]): readonly number[] => (seed === 0 ? values : [])
    for (const seed of seeds(run.pods > 500 ? 1 : 5)) {
      const replay = new SchedulerReplay(
        clusterOf([pods('p', asking(50, 64))], nodes(run.nodes, 32, 256), seed),
      )
      for (const seconds of run.created) replay.at(seconds, () => replay.create(0))
      replay.run(run.bound.at(-1)! + 5)
      const recorder = new Recorder(seed)
      const bound = [...replay.bound.values()].map((at) => recorder.seen(at)).sort((a, b) => a - b)
      assert.is(bound.length, run.pods)
      // The machine stood still now and then: single bindings come in lumps, their rate is exact.
      const steady = (times: readonly number[]): number => times.at(-1)! - times[199]
      const firstSecond = (times: readonly number[]): number =>
        times.filter((time) => time < times[0] + 1).length
      throughput.note(`last of ${run.pods} bindings`, isFirst(seed, [run.bound.at(-1)!]), [bound.at(-1)!])
      throughput.note(
        `from the 200th of ${run.pods} bindings to the last`,
        isFirst(seed, [steady(run.bound)]),
        [steady(bound)],
      )
      const most = 0.03 * firstSecond(run.bound)
      assert.ok(Math.abs(firstSecond(bound) - firstSecond(run.bound)) <= most, String(firstSecond(bound)))
      throughput.count(
        'bindings in the first second',
        isFirst(seed, [firstSecond(run.bound)]),
        [firstSecond(bound)],
        most,
      )
      throughput.draw(
        `${run.pods} pods on ${run.nodes} nodes`,
        'bound',
        seed === 0 ? run.bound : undefined,
        bound,
      )
      // Pods without owner fill a node as long as that does not upset its balance: 15, then 30.
      const counts = perNode(replay, 0, run.pods)
      const steps = counts.filter((count) => count === 15 || count === 30).length
      assert.ok(steps >= 0.9 * counts.filter((count) => count > 0).length, JSON.stringify(counted(counts)))
    }
  })
}

const small = asking(100, 128)
const cases: Readonly<
  Record<string, { readonly own: WorkloadSpec; readonly halfFull?: boolean; readonly disliked?: boolean }>
> = {
  'Deployment 20 replicas, no Service': { own: pods('d', small, { kind: 'Deployment' }) },
  'Deployment 30 replicas, no requests': { own: pods('d', asking(0, 0), { kind: 'Deployment' }) },
  'Deployment 40 replicas (100m/128Mi); nodes s0000-s0009 half full': {
    own: pods('d', small, { kind: 'Deployment' }),
    halfFull: true,
  },
  'Deployment 40 replicas; nodes s0000-s0009 tainted PreferNoSchedule': {
    own: pods('d', small, { kind: 'Deployment' }),
    disliked: true,
  },
  'Deployment 20 replicas, required anti-affinity': {
    own: pods('d', asking(100, 128, { apart: [{ topologyKey: 'kubernetes.io/hostname', workloads: [0] }] }), {
      kind: 'Deployment',
    }),
  },
}

for (const { what, nodesWith, perZone } of measured.spread) {
  test(`${what}: as many nodes with as many pods, as many in each zone (D3, D4, Z27)`, () => {
    const [, found] = Object.entries(cases).find(([name]) => what.startsWith(name))!
    const count = Object.entries(nodesWith).reduce((sum, [k, of]) => sum + Number(k) * of, 0)
    const specNodes = nodes(20, 16, 64, 4).map((one, index) =>
      found.disliked === true && index < 10
        ? { ...one, taints: [{ key: 'a', value: '', effect: 'PreferNoSchedule' as const }] }
        : one,
    )
    const filler = pods('filler', asking(8000, 16 * 1024), {
      nodes: nodeChoice([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    })
    const replay = new SchedulerReplay(clusterOf([found.own, filler], specNodes))
    const fillers = found.halfFull === true ? 10 : 0
    for (let index = 0; index < fillers; index++) replay.at(0, () => replay.create(1))
    for (let index = 0; index < count; index++) replay.at(10, () => replay.create(0))
    replay.run(60)
    const counts = perNode(replay, fillers, count)
    const alike = counted(counts.filter((pods) => pods > 0))
    assert.equal(alike, nodesWith)
    for (const [pods, of] of Object.entries(nodesWith))
      spread.exact(`${what}: nodes with ${pods} pods`, of, alike[pods])
    const zones = [0, 0, 0, 0]
    counts.forEach((pods, index) => {
      zones[index % 4] += pods
    })
    const extremes = (values: readonly number[]): number => Math.max(...values) - Math.min(...values)
    assert.ok(extremes(zones) <= extremes(perZone), zones.join())
  })
}

test('thirty pods without owner are packed, four to a node (Z27)', () => {
  const replay = new SchedulerReplay(clusterOf([pods('p', small)], nodes(20, 16, 64, 4)))
  for (let index = 0; index < 30; index++) replay.at(0, () => replay.create(0))
  replay.run(10)
  const counts = perNode(replay, 0, 30).filter((pods) => pods > 0)
  assert.equal([counts.length, Math.max(...counts)], [8, 4])
})

for (const run of measured.queue.filter(({ deletions }) => deletions.length > 0)) {
  test(`${run.what}: an attempt for each wake-up, without back-off (D5, Z27)`, () => {
    const own = run.attempts.map(([, seconds]) => seconds)
    const last = own.at(-1)! + 1
    const replay = new SchedulerReplay(
      clusterOf(
        [pods('big', asking(3900, 0)), pods('half', asking(500, 0)), pods('busy', asking(0, 0))],
        [node({ name: 'full', podsMax: 5000, cpuCores: 4, memoryBytes: 64 * 1024 * mi })],
      ),
    )
    const halves = Array.from({ length: 8 }, () => replay.create(1))
    let big = -1
    replay.at(own[0], () => {
      big = replay.create(0)
    })
    for (const seconds of run.deletions)
      replay.at(seconds, () => {
        replay.end(halves.shift()!)
        halves.push(replay.create(1))
      })
    for (let index = 0; index < run.busyPods; index++)
      replay.at((last * index) / run.busyPods, () => replay.create(2))
    replay.run(last)
    const attempts = replay.failed.get(big)!
    // In a busy scheduler another wake-up may come while one is answered: the genuine one merges them as well.
    const most = run.busyPods === 0 ? 0 : 0.1 * own.length
    assert.ok(Math.abs(attempts.length - own.length) <= most, `${attempts.length} of ${own.length}`)
    if (run.busyPods > 0)
      queue.explain(
        `${run.what}: attempts`,
        'wake-ups that come while one is answered are merged, and here the other pods come evenly (the test allows 10 %)',
      )
    queue.count(`${run.what}: attempts`, [own.length], [attempts.length], most)
    queue.draw(run.what, 'attempts', own, attempts)
    const lag = (times: readonly number[]): number[] =>
      run.deletions.flatMap((at) => {
        const next = times.find((time) => time >= at)
        return next === undefined || next > at + 0.4 ? [] : [next - at]
      })
    // Where the trace has the attempt before the end of the pod, as another watch told of it, there is no interval.
    queue.note('end of a pod to the attempt that it wakes', lag(own), lag(attempts))
  })
}

test('without any event a hopeless pod is tried again after five minutes, on a grid of 30 s (D5, Z27)', () => {
  const flushes = measured.queue
    .at(-1)!
    .attempts.map(([, seconds]) => seconds)
    .filter((seconds) => seconds > 1)
  for (const seed of seeds(20)) {
    const replay = new SchedulerReplay(
      clusterOf([pods('x', small, { nodes: nodeChoice([]) })], nodes(3, 4, 4), seed),
    )
    replay.create(0)
    replay.run(700)
    const [, first, second] = replay.failed.get(0)!
    assert.ok(
      first > 300 && first <= 331 && second - first > 299.9 && second - first <= 331,
      `${first} ${second}`,
    )
    // The grid is where it is: 300 s after the first attempt is looked for at the next point, so the second comes one period later or so.
    assert.ok(flushes.every((seconds) => seconds > 300))
  }
})

test('a pod that fits nowhere is said to be so at once, in the words of the scheduler (D6)', () => {
  const [{ said }] = measured.unschedulable
  const replay = new SchedulerReplay(
    clusterOf([pods('x', small, { nodes: nodeChoice([]) })], nodes(100, 4, 4)),
  )
  const pod = replay.create(0)
  replay.run(1)
  assert.ok(unschedulableText(replay.state, pod, failureOf(replay.state, pod)).startsWith(said[0]), said[0])
})

test('a pod that waits for room is bound when another one has a terminal phase (D5, Z24, Z27)', () => {
  for (const { ended, bindingCall } of measured.unschedulable) {
    if (bindingCall.length === 0 || ended.length === 0) continue
    for (const seed of seeds(20)) {
      const replay = new SchedulerReplay(
        clusterOf([pods('w', asking(3000, 0)), pods('f', asking(1000, 0))], nodes(1, 4, 64), seed),
      )
      for (let index = 0; index < 2; index++) replay.create(1)
      replay.at(1, () => replay.create(0))
      replay.at(10, () => replay.end(0))
      replay.run(11)
      const call = replay.state.scheduler.client.calledAtUs / 1e6
      unschedulable.note('terminal phase to binding call', seed === 0 ? [bindingCall[0] - ended[0]] : [], [
        call - 10,
      ])
    }
  }
})

test('a taint that goes wakes the pods that it kept away (D5, Z27)', () => {
  for (const seed of seeds(5)) {
    const replay = new SchedulerReplay(clusterOf([pods('t', small)], nodes(2, 4, 64), seed))
    for (const index of [0, 1]) schedulerSeesNode(replay.state, index, NodeMark.NotReadyNoSchedule)
    const pod = replay.create(0)
    replay.at(10, () => schedulerSeesNode(replay.state, 1, NodeMark.Ready))
    replay.run(11)
    assert.is(replay.state.pod.node[pod], 1)
    // Measured: the binding call 4 to 8 ms later.
    const late = replay.state.scheduler.client.calledAtUs / 1e6 - 10
    assert.ok(late >= 0 && late <= 0.108, String(late))
  }
})

test('preemption: one victim after the other, and the pod is bound when the last has ended (Z28)', () => {
  for (const run of measured.preemption) {
    for (const seed of seeds(20)) {
      const replay = new SchedulerReplay(
        clusterOf(
          [pods('h', asking(2000, 0, { priority: 1000 })), pods('l', asking(1000, 0))],
          nodes(4, 4, 64),
          seed,
        ),
      )
      for (let index = 0; index < 16; index++) replay.create(1)
      replay.at(10, () => replay.create(0))
      const left = [...run.ended]
      const lasts = run.ended.map((at, index) => at - run.deletes[index])
      replay.run(10.5)
      preemption.exact('victims', 2, replay.deleted.length)
      const victims = replay.deleted.map(([pod]) => pod)
      assert.is(new Set(victims.map((pod) => replay.state.pod.scheduledTo[pod])).size, 1)
      for (const [index, [pod, at]] of replay.deleted.entries())
        replay.at(at + lasts[index], () => replay.end(pod))
      replay.run(20)
      const recorder = new Recorder(500 + seed)
      const [first, second] = replay.deleted.map(([, at]) => at)
      const h = 16
      const isFirst = seed === 0
      preemption.note(
        'pod to the deletion of its first victim',
        isFirst ? [run.deletes[0] - run.created] : [],
        [first - recorder.seen(10)],
      )
      preemption.note('from victim to victim', isFirst ? [run.deletes[1] - run.deletes[0]] : [], [
        second - first,
      ])
      const lastEnd = Math.max(first + lasts[0], second + lasts[1])
      preemption.note(
        'end of the last victim to the binding',
        isFirst ? [run.bound - Math.max(...left)] : [],
        [recorder.seen(replay.bound.get(h)!) - recorder.seen(lastEnd)],
      )
    }
  }
})

test('every kind of interval agrees with what was measured', () => {
  for (const one of [throughput, spread, queue, unschedulable, preemption])
    assert.equal(one.disagreements(), [])
})

test.run()
