/** Pods that come in the middle of a run have their names in every view. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ReplacingRun } from '../../tests/support/replacing-run.ts'
import { cluster, container, node, probe, second, workload } from '../../tests/support/spec.ts'
import { createPod, deletePod, livePods } from '../model/control/pod-set.ts'
import { startRows } from '../study/run/read-metrics.ts'
import { entityNames } from './entity-names.ts'
import { readEvents } from './event-reader.ts'
import { InstanceLog } from './instance-log.ts'
import { isInApi, readPod } from './pod-reader.ts'
import { PodStories } from './pod-stories.ts'

const test = suite('views of appended pods')

const app = container({ probes: { liveness: probe({ period: 10 }), readiness: probe({ period: 5 }) } })
const spec = cluster(
  [
    workload([app], { kind: 'StatefulSet', name: 'db', replicas: 2 }),
    workload([app, container({ name: 'side' })], { kind: 'Deployment', name: 'web', replicas: 3 }),
  ],
  36_000,
  { nodes: [node({ podsMax: 200 })], initialState: 'running' },
)
const db = 0
const web = 1
const replacedCount = 300

/** Pods of `web` are replaced one after the other; the one of `db-0` is replaced by one of its name when it has gone. */
function replacedRun(): { readonly run: ReplacingRun; readonly story: PodStories } {
  const run = new ReplacingRun(spec, 'quiet')
  const { state } = run
  const story = new PodStories()
  story.meet(state, 0, true)
  for (let index = 1; index <= replacedCount; index++) {
    run.runBefore(index * 100 * second)
    run.replace({ workload: web, pod: 0, keepsOrdinal: false, isForced: false })
    if (index === 100) deletePod(state, 0, second, false)
    if (index === 101) story.meet(state, createPod(state, db, 0), false)
    story.look()
  }
  run.runBefore(spec.durationUs)
  state.nowUs = spec.durationUs
  story.look()
  return { run, story }
}

const { run, story } = replacedRun()
const { state } = run
const everyWeb = Array.from({ length: 3 + replacedCount }, (_, number) => `web-${number}`)
const newWeb = everyWeb.slice(3)

test('the table of pods', () => {
  const instances = new InstanceLog(state)
  const shown = Array.from({ length: state.pod.count }, (_, pod) => pod)
    .filter((pod) => isInApi(state, pod))
    .map((pod) => readPod(state, pod, instances))
  assert.equal(shown.map(({ name }) => name).sort(), ['db-0', 'db-1', ...everyWeb.slice(-3)])
  const replaced = shown.find(({ name }) => name === 'db-0')!
  assert.is(replaced.createdSeconds, 10_100)
  assert.is(livePods(state, web).length, 3)
})

test('the log of starts', () => {
  const pods = startRows(state).map(({ pod, container }) => `${pod}/${container}`)
  assert.equal(pods.sort(), ['db-0/app', ...newWeb.flatMap((pod) => [`${pod}/app`, `${pod}/side`])].sort())
})

test('Kubernetes events', () => {
  const scheduled = [...readEvents(state)].filter(({ reason }) => reason === 'Scheduled')
  assert.equal(scheduled.map(({ pod }) => pod).sort(), ['db-0', ...newWeb].sort())
})

test('the names of probes in a trace', () => {
  const names = entityNames(state)
  assert.is(names.probeCount, 2 * (2 + 3 + replacedCount + 1))
  const called = Array.from({ length: names.probeCount }, (_, probe) => {
    const { namespace, pod, container, type } = names.probe(probe)
    return `${namespace}/${pod}/${container}/${type}`
  })
  const expected = ['db-0', 'db-0', 'db-1', ...everyWeb].flatMap((pod) =>
    ['liveness', 'readiness'].map((type) => `default/${pod}/app/${type}`),
  )
  assert.equal(called.sort(), expected.sort())
})

test('the story of a name goes on with the pod that has it next', () => {
  const told = story.facts().map(({ seconds, fact }) => `${seconds} ${fact.kind}`)
  const wanted = ['10000 deleted', '10100 gone', '10100 created']
  assert.equal(
    told.filter((line) => wanted.includes(line)),
    wanted,
  )
  assert.ok(told.some((line) => line.endsWith(' started')))
})

test.run()
