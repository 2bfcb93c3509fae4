/**
 * Nodes that fail, against a genuine control plane (N1 to N5, N7, N10, Z26): single nodes that fall silent in a quiet cluster, and nodes whose kubelet
 * reports that they are not ready. When leases and passes are is random on either side. Many nodes at once: `node-mass.long.test.ts`.
 */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type ClusterSpec,
  controlPlaneDefaults,
  type FaultSpec,
  tolerationsDefault,
} from '../../engine/contract/cluster-spec.ts'
import { NodeMark } from '../../engine/model/control/nodes/node-object.ts'
import { Report, reportNode } from '../../engine/model/control/nodes/node-return.ts'
import { machineFault } from '../support/faults.ts'
import { cluster, container, idealOverheads, node, nodeChoice, second, workload } from '../support/spec.ts'
import { type Experiment, experimentOf } from './experiment.ts'
import { type NodeChange, type Watched, watchNodes } from './node-replay.ts'
import { callLaw, Recorder, watchLaw } from './recorder.ts'

const test = suite('measured node failures')

type Single = {
  readonly stops: number
  readonly renewed: number
  readonly unknown: number
  readonly noSchedule: number
  readonly noExecute: number
  readonly unready: readonly number[]
  readonly evicted: readonly number[]
  readonly returns: number
  readonly readyAgain: number
  readonly noScheduleGone: number
  readonly noExecuteGone: number
}
type Reported = Pick<
  Single,
  'noSchedule' | 'noExecute' | 'readyAgain' | 'noScheduleGone' | 'noExecuteGone'
> & {
  readonly seen: number
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`measured/${name}.json`, import.meta.url), 'utf8')) as T
const {
  nodes: singles,
  reported,
  stalls,
} = read<{
  nodes: readonly Single[]
  reported: readonly Reported[]
  stalls: readonly (readonly [from: number, until: number])[]
}>('node-single')

const zoneSizes = { a: 60, b: 40, c: 20, d: 60, e: 10 }
const nodes = Object.entries(zoneSizes).flatMap(([zone, count]) =>
  Array.from({ length: count }, (_, index) =>
    node({
      name: `${zone}${String(index).padStart(4, '0')}`,
      labels: { 'topology.kubernetes.io/zone': zone },
      podsMax: 10_000,
    }),
  ),
)

/** So many pods on each of these nodes, which bear a taint for 10 s. */
function specOf(
  podsOn: ReadonlyMap<number, number>,
  seconds: number,
  seed: number,
  faults: readonly FaultSpec[],
): ClusterSpec {
  const { staysUs } = tolerationsDefault
  const tolerations = {
    staysUs: { ...staysUs, notReady: 10 * second, unreachable: 10 * second },
    placedDespite: [],
  }
  const pods = [...podsOn].map(([place, replicas]) =>
    workload([container()], {
      name: `on-${nodes[place].name}`,
      replicas,
      nodes: nodeChoice([place]),
      pod: { tolerations },
    }),
  )
  return cluster(pods, seconds, {
    masterSeed: String(seed),
    controlPlane: controlPlaneDefaults,
    kubernetesVersion: '1.36',
    initialState: 'running',
    nodes,
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
    faults,
  })
}

/** The same runs, as often as there are seeds. */
const silence = experimentOf('node_failure_single')
const reportedBySelf = experimentOf('node_notready_reported')
function note(experiment: Experiment, kind: string, isMeasured: boolean, values: readonly number[]): void {
  experiment.note(kind, isMeasured ? values : [], isMeasured ? [] : values)
}

/**
 * The machine that was measured stood still now and then, for longer than the law of its calls has it: what ended while a call took more than 0.1 s,
 * or just after, says nothing.
 */
const isStalled = (at: number): boolean => stalls.some(([from, until]) => at > from && at < until + 0.2)

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, index) => time - times[index])
const has = (bits: number) => (change: NodeChange) => (change.mark & bits) !== 0
const firstAt = (changes: readonly NodeChange[], holds: (change: NodeChange) => boolean): number =>
  changes.find(holds)!.at
const noSchedule = NodeMark.UnreachableNoSchedule | NodeMark.NotReadyNoSchedule
const noExecute = NodeMark.UnreachableNoExecute | NodeMark.NotReadyNoExecute

function noteSingle(isMeasured: boolean, one: Single): void {
  note(silence, 'last renewal to Unknown', isMeasured, [one.unknown - one.renewed])
  note(silence, 'silence to Unknown', isMeasured, [one.unknown - one.stops])
  note(silence, 'Unknown to NoSchedule', isMeasured, [one.noSchedule - one.unknown])
  note(silence, 'Unknown to NoExecute', isMeasured, [one.noExecute - one.unknown])
  note(silence, 'Unknown to the first pod not Ready', isMeasured, [one.unready[0] - one.unknown])
  const isKept = (at: number): boolean => !isMeasured || !isStalled(at)
  note(silence, 'pod to pod', isMeasured, gaps(one.unready.filter(isKept)))
  note(
    silence,
    'NoExecute to deletion, of 10 s',
    isMeasured,
    one.evicted.filter(isKept).map((at) => at - one.noExecute),
  )
  noteReturn(silence, isMeasured, one)
}

function noteReturn(
  experiment: Experiment,
  isMeasured: boolean,
  one: Pick<Single, 'readyAgain' | 'noScheduleGone' | 'noExecuteGone'>,
): void {
  note(experiment, 'Ready to NoSchedule gone', isMeasured, [one.noScheduleGone - one.readyAgain])
  note(experiment, 'Ready to NoExecute gone', isMeasured, [one.noExecuteGone - one.readyAgain])
}

function singleOf(watched: Watched, place: number, { stops, returns, renewed }: Single): Single {
  const changes = watched.nodes[place]
  const onNode = ({ pod }: { readonly pod: number }): boolean => watched.state.pod.node[pod] === place
  const after = changes.filter(({ at }) => at > returns)
  return {
    stops,
    renewed,
    returns,
    unknown: firstAt(changes, has(NodeMark.Unknown)),
    noSchedule: firstAt(changes, has(noSchedule)),
    noExecute: firstAt(changes, has(noExecute)),
    unready: watched.unready.filter(onNode).map(({ at }) => at),
    evicted: watched.deleting.filter(onNode).map(({ at }) => at),
    readyAgain: firstAt(after, has(NodeMark.Ready)),
    noScheduleGone: firstAt(after, (change) => has(NodeMark.Ready)(change) && !has(noSchedule)(change)),
    noExecuteGone: firstAt(after, (change) => has(NodeMark.Ready)(change) && !has(noExecute)(change)),
  }
}

test('single nodes that fall silent, and are back after 85 s (N2 to N5, N7, N10)', () => {
  for (const one of singles) noteSingle(true, one)
  for (let seed = 0; seed < 24; seed++) {
    const renewed = new Map<number, number>()
    const places = singles.map((_, index) => index * 2)
    const faults = singles.map(({ stops, returns }, index) =>
      machineFault('partition', stops + 1, returns - stops, [places[index]]),
    )
    const pods = new Map(singles.map(({ unready }, index) => [places[index], unready.length]))
    const acts = singles.map(({ stops }, index) => ({
      at: stops + 1.001,
      act: ({ nodeHealth }: Watched['state']) => {
        renewed.set(places[index], nodeHealth.renewedUs[places[index]] / second)
      },
    }))
    const watched = watchNodes(specOf(pods, 360, seed, faults), new Recorder(seed), acts)
    for (const [index, one] of singles.entries()) {
      const times = {
        ...one,
        stops: one.stops + 1,
        returns: one.returns + 1,
        renewed: renewed.get(places[index])!,
      }
      const simulated = singleOf(watched, places[index], times)
      silence.exact('pods that are marked, by node', one.unready.length, simulated.unready.length)
      noteSingle(false, simulated)
    }
  }
})

test('a kubelet that reports that its node is not ready: its pods stay as they are (N4, N5, N10, Z26)', () => {
  const noteReported = (isMeasured: boolean, one: Reported): void => {
    note(reportedBySelf, 'reported to NoSchedule', isMeasured, [one.noSchedule - one.seen])
    note(reportedBySelf, 'reported to NoExecute', isMeasured, [one.noExecute - one.seen])
    noteReturn(reportedBySelf, isMeasured, one)
  }
  for (const one of reported) noteReported(true, one)
  for (let seed = 0; seed < 24; seed++) {
    const acts = Array.from({ length: 10 }, (_, place) => [
      { at: 10 + place * 12.3, act: (state: Watched['state']) => reportNode(state, place, Report.NotReady) },
      { at: 50 + place * 12.3, act: (state: Watched['state']) => reportNode(state, place, Report.Ready) },
    ]).flat()
    acts.sort((a, b) => a.at - b.at)
    const never = machineFault('partition', 1000, undefined, [100])
    const pods = new Map(Array.from({ length: 10 }, (_, place) => [place, 5]))
    const watched = watchNodes(specOf(pods, 250, seed, [never]), new Recorder(seed), acts)
    reportedBySelf.exact('pods that are marked', 0, watched.unready.length)
    for (let place = 0; place < 10; place++) {
      const changes = watched.nodes[place]
      const after = changes.filter(({ at }) => at > 50 + place * 12.3)
      noteReported(false, {
        seen: firstAt(changes, ({ mark }) => (mark & NodeMark.Ready) === 0),
        noSchedule: firstAt(changes, has(noSchedule)),
        noExecute: firstAt(changes, has(noExecute)),
        readyAgain: firstAt(after, has(NodeMark.Ready)),
        noScheduleGone: firstAt(after, (change) => has(NodeMark.Ready)(change) && !has(noSchedule)(change)),
        noExecuteGone: firstAt(after, (change) => has(NodeMark.Ready)(change) && !has(noExecute)(change)),
      })
    }
  }
})

test('every kind of interval agrees with what was measured', () => {
  for (const one of [silence, reportedBySelf]) assert.equal(one.disagreements(), [])
})

test.run()
