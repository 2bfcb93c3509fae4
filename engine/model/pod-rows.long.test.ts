/** A million replaced pods in one run. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  behavior,
  cluster,
  container,
  idealOverheads,
  node,
  probe,
  second,
  workload,
} from '../../tests/support/spec.ts'
import { withoutControllers } from '../../tests/support/without-controllers.ts'
import { EventTrace } from '../kernel/event-trace.ts'
import { entityNames } from '../observation/entity-names.ts'
import { buildState } from './build-state.ts'
import { createPod, deletePod, livePods } from './control/pod-set.ts'
import { dispatch } from './dispatch.ts'
import { bytesHeld } from './memory.ts'
import { sendEventsUntil } from './node/status/event-client.ts'
import { writeUntil } from './node/status/status-writer.ts'
import { podNameOf } from './pod-rows.ts'

const test = suite('a million appended pods')

const replacedCount = 1_000_000
const atOnce = 500
const replicas = 1000
const bytesPerPodMax = 2048

const app = container({
  probes: { liveness: probe({ period: 10 }), readiness: probe({ period: 5 }) },
  behavior: behavior({ crash: { after: [{ kind: 'exponential', mean: 5000 * second }], exitCode: 1 } }),
})
const spec = cluster(
  [workload([app], { kind: 'Deployment', name: 'web', replicas })],
  (replacedCount / atOnce + 1) * 60,
  {
    nodes: Array.from({ length: 40 }, (_, index) => node({ name: `n${index}` })),
    initialState: 'running',
    intervalUs: 3600 * second,
    overheads: { ...idealOverheads, ideal: false },
  },
)

test('take memory in proportion, at most 2 KB each, and have their names', () => {
  const state = buildState(spec, {
    replication: 1,
    trace: new EventTrace(),
    sink: undefined,
    keepsStarts: false,
    isQuiet: true,
  })
  withoutControllers(state)
  const heldAtFirst = bytesHeld(state)
  for (let timeUs = 60 * second; timeUs < spec.durationUs; timeUs += 60 * second) {
    state.events.runUntil(
      timeUs,
      (kind, entity, stamp, atUs, eventClass) => dispatch(state, kind, entity, stamp, atUs, eventClass),
      Infinity,
    )
    writeUntil(state, timeUs)
    sendEventsUntil(state, timeUs)
    state.nowUs = timeUs
    for (const pod of livePods(state, 0).slice(0, atOnce)) {
      deletePod(state, pod, 0, false)
      createPod(state, 0)
    }
    const appended = state.pod.count - replicas
    if (appended % 100_000 === 0 && appended > 0)
      assert.ok((bytesHeld(state) - heldAtFirst) / appended <= bytesPerPodMax, `after ${appended} pods`)
  }
  assert.is(state.pod.count, replicas + replacedCount)
  const names = entityNames(state)
  for (let pod = 0; pod < state.pod.count; pod++) {
    assert.is(podNameOf(state, pod), `web-${pod}`)
    assert.is(names.probe(state.pod.firstProbe[pod] + 1).pod, `web-${pod}`)
  }
})

test.run()
