/** Drains against a genuine kubectl and eviction API (Z28). A fake kubelet started and stopped the pods; the engine's own do here, as fast. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClusterSpec, controlPlaneDefaults, type FaultSpec } from '../../engine/contract/cluster-spec.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import { Controller } from '../../engine/model/control/controller.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  node,
  nodeChoice,
  second,
  workload,
} from '../support/spec.ts'
import { experimentOf } from './experiment.ts'
import { callLaw, watchLaw } from './recorder.ts'
import { BusyClient } from './replay.ts'

const test = suite('measured drains')
const drains = experimentOf('kubectl_drain')
const evictions = experimentOf('eviction_pdb')

/** From kubernetes 1.36.3: when evictions were accepted, in seconds; of 6 pods with replacements that need 5 s, and 3 of 6 that need 4 s. */
const acceptedOfSix = [
  [0.17, 5.345, 10.711, 15.884, 25.9, 35.928],
  [0.215, 5.425, 10.858, 15.89, 20.977, 26.517],
]
const acceptedOfThree = [
  [0.01, 5.132, 10.668],
  [0.004, 5.026, 10.54],
]
/** From the first eviction to the end of the drain. */
const lengths = [38.99 - 0.17, 29.54 - 0.215]

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, index) => time - times[index])

/** When pods of the budget were evicted, and when the drain was over, from the first eviction on. */
function drain(count: number, needs: number, seed: number): { accepted: number[]; length: number } {
  const one = container({
    behavior: behavior({ start: [constant(needs)], shutdown: { after: [constant(2.2)], exitCode: 0 } }),
  })
  const fault: FaultSpec = { kind: 'drain', atUs: 10 * second, nodes: [0], share: 'all' }
  const kept = { kind: 'Deployment', replicas: 6, budgets: [0] } as const
  const rest = workload([one], { kind: 'Deployment', name: 'rest', replicas: 2, nodes: nodeChoice([0, 1]) })
  const names = ['a', 'b', 'c']
  const all: ClusterSpec = cluster(
    [workload([one], { ...kept, nodes: nodeChoice(count === 6 ? [0, 2] : [0, 1]) }), rest],
    120,
    {
      masterSeed: String(seed),
      controlPlane: controlPlaneDefaults,
      kubernetesVersion: '1.36',
      initialState: 'running',
      nodes: names.map((name) => node({ name, podsMax: count === 6 && name === 'c' ? 0 : 110 })),
      overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
      budgets: [
        { namespace: 'default', name: 'web', minAvailable: { pods: 5 }, alwaysAllowsUnhealthy: false },
      ],
      faults: [fault],
    },
  )
  const state = buildState(all, {
    replication: 0,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
  })
  const controllers = state.controllers as Controller[]
  for (const [id, { rule }] of controllers.entries())
    controllers[id] = new Controller(id, rule, new BusyClient(all.controlPlane.controllers))
  // Where all six are on the node, it is full for them only before the drain.
  if (count === 6) state.scheduler.cache.podsMax[2] = 110
  const accepted: number[] = []
  let endsAt = 0
  const evicted = (): number => state.metrics.turnover.evictions[0]
  state.events.runUntil(
    all.durationUs,
    (kind, entity, stamp, timeUs, eventClass) => {
      const before = evicted()
      const wasRunning = state.drains.isRunning
      dispatch(state, kind, entity, stamp, timeUs, eventClass)
      if (evicted() > before) accepted.push(timeUs / second)
      if (wasRunning && !state.drains.isRunning) endsAt = timeUs / second
    },
    Infinity,
  )
  return { accepted, length: endsAt - accepted[0] }
}

test('one pod in a round of 5 s, and what two that ask together lose (Z28)', () => {
  drains.note('eviction to eviction, 6 pods', acceptedOfSix.flatMap(gaps), [])
  drains.note('length of the drain', lengths, [])
  evictions.note('eviction to eviction, 3 of 6 pods', acceptedOfThree.flatMap(gaps), [])
  for (const accepted of acceptedOfSix)
    drains.draw(
      '6 pods',
      'evicted',
      accepted.map((at) => at - accepted[0]),
      undefined,
    )
  for (const accepted of acceptedOfThree)
    evictions.draw(
      '3 of 6 pods',
      'evicted',
      accepted.map((at) => at - accepted[0]),
      undefined,
    )
  for (let seed = 0; seed < 20; seed++) {
    const six = drain(6, 5, seed)
    drains.exact('evictions, 6 pods', 6, six.accepted.length)
    drains.note('eviction to eviction, 6 pods', [], gaps(six.accepted))
    drains.note('length of the drain', [], [six.length])
    drains.draw(
      '6 pods',
      'evicted',
      undefined,
      six.accepted.map((at) => at - six.accepted[0]),
    )
    const three = drain(3, 4, seed)
    evictions.exact('evictions, 3 of 6 pods', 3, three.accepted.length)
    evictions.note('eviction to eviction, 3 of 6 pods', [], gaps(three.accepted))
    evictions.draw(
      '3 of 6 pods',
      'evicted',
      undefined,
      three.accepted.map((at) => at - three.accepted[0]),
    )
  }
  for (const one of [drains, evictions]) assert.equal(one.disagreements(), [])
})

test.run()
