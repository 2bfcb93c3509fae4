/** The autoscaler against a genuine one (Z29): a load that steps up, and down again. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClusterSpec, controlPlaneDefaults } from '../../engine/contract/cluster-spec.ts'
import { EventTrace } from '../../engine/kernel/event-trace.ts'
import { buildState } from '../../engine/model/build-state.ts'
import type { ClusterState } from '../../engine/model/cluster-state.ts'
import { RescaleCause, readRescale } from '../../engine/model/control/autoscaler.ts'
import { ControllerId } from '../../engine/model/control/controller.ts'
import { dispatch } from '../../engine/model/dispatch.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  idealOverheads,
  node,
  probe,
  workload,
} from '../support/spec.ts'
import { experimentOf } from './experiment.ts'
import { callLaw, watchLaw } from './recorder.ts'

const test = suite('measured autoscaler')
const experiment = experimentOf('hpa')

type Run = {
  readonly load: readonly (readonly [at: number, millicores: number])[]
  readonly replicas: readonly (readonly [at: number, pods: number])[]
}
const file = new URL('measured/autoscaler.json', import.meta.url)
const { runs } = JSON.parse(readFileSync(file, 'utf8')) as { runs: readonly Run[] }

const app = container({
  probes: { readiness: probe({ period: 1 }) },
  behavior: behavior({ startup: [constant(4.5)] }),
})

/** The load changes as in the run, the first time just before the autoscaler looks at it first. */
function spec({ load }: Run, seed: number, beginUs: number): ClusterSpec {
  const web = workload([app], {
    kind: 'Deployment',
    replicas: 2,
    cpuLoad: [
      { fromUs: 0, millicores: 100 },
      ...load.map(([at, millicores]) => ({ fromUs: beginUs + at * 1e6, millicores })),
    ],
  })
  return cluster([web], 520, {
    initialState: 'running',
    masterSeed: String(seed),
    kubernetesVersion: '1.36',
    controlPlane: controlPlaneDefaults,
    nodes: [node({ podsMax: 1000 })],
    overheads: { ...idealOverheads, ideal: false, apiRoundTripUs: callLaw, watchUs: watchLaw },
    autoscalers: [
      {
        namespace: 'default',
        name: 'h',
        workload: 0,
        minReplicas: 2,
        maxReplicas: 40,
        target: { kind: 'utilization', percent: 50, requestMillicores: 100 },
        tolerance: { up: 0.1, down: 0.1 },
      },
    ],
  })
}

const built = (from: ClusterSpec): ClusterState =>
  buildState(from, { replication: 0, trace: new EventTrace(), sink: undefined, keepsStarts: false })

/** When the number of pods that are wanted changes, in seconds after the first change, and to what. */
function scalings(run: Run, seed: number): (readonly [at: number, pods: number, cause: number])[] {
  const firstUs = built(spec(run, seed, 0)).autoscalers[0].dueUs
  const state = built(spec(run, seed, firstUs - 50_000))
  const found: [number, number, number][] = []
  const { events } = state.controllers[ControllerId.Autoscaler].client
  state.events.runUntil(
    state.spec.durationUs,
    (...event) => {
      const before = state.workload.desired[0]
      dispatch(state, ...event)
      const after = state.workload.desired[0]
      if (before !== after)
        found.push([(state.nowUs - firstUs) / 1e6, after, readRescale(events.detail).cause])
    },
    Infinity,
  )
  return found
}

test('the same numbers of pods at the same times (Z29)', () => {
  const simulated = [1, 2, 3, 4].map((seed) => scalings(runs[0], seed))
  // As the messages of the events have it: at 30 pods the metrics ask for no more, and an earlier wish is carried on.
  const { Above, None, Below } = RescaleCause
  for (const each of simulated)
    assert.equal(
      each.map(([, , cause]) => cause),
      [Above, Above, Above, None, Below],
    )
  for (const run of runs) {
    const up = run.replicas.map(([, pods]) => pods)
    for (const each of simulated) {
      experiment.exact('scalings', up.length, each.length)
      each.forEach(([, pods], index) => {
        experiment.exact(`pods after scaling ${index + 1}`, up[index], pods)
      })
    }
  }
  // From the first scaling on.
  const since = (times: readonly (readonly [number, ...number[]])[], index: number): number =>
    times[index][0] - times[0][0]
  for (let index = 1; index < runs[0].replicas.length; index++)
    experiment.note(
      `from the first scaling to ${runs[0].replicas[index][1]} pods`,
      runs.map(({ replicas }) => since(replicas, index)),
      simulated.map((times) => since(times, index)),
    )
  const times = (scaled: readonly (readonly [number, ...number[]])[]): number[] =>
    scaled.map((_, index) => since(scaled, index))
  for (const { replicas } of runs)
    experiment.draw('scalings', 'changes of the number of pods', times(replicas), undefined)
  for (const scaled of simulated)
    experiment.draw('scalings', 'changes of the number of pods', undefined, times(scaled))
  assert.equal(experiment.disagreements(), [])
})

test.run()
