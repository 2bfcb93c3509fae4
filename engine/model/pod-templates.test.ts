/** Pods of later revisions: what they are made from, and that nothing else about them changes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ReplacingRun } from '../../tests/support/replacing-run.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../tests/support/spec.ts'
import { nextUniform } from '../kernel/random-stream.ts'
import { containerName } from '../observation/entity-names.ts'
import { createPod } from './control/pod-set.ts'
import { noPod } from './pod-rows.ts'
import { podSpecOf } from './pod-templates.ts'

const test = suite('pod templates')

const app = (periodSeconds: number) =>
  container({
    name: 'app',
    probes: { liveness: probe({ period: periodSeconds }) },
    behavior: behavior({ startup: [constant(3)] }),
  })
const side = container({ name: 'side', probes: { readiness: probe({ period: 7 }) } })
const web = workload([app(10)], { kind: 'ReplicaSet', name: 'web', replicas: 0 })
const later = workload([side, app(2)], { kind: 'ReplicaSet', name: 'web' }).pod
const other = workload([app(10)], { kind: 'ReplicaSet', name: 'x', replicas: 1 })
const spec = cluster([{ ...web, revisions: [{ ...later, terminationGraceUs: 5 * second }] }, other], 60, {
  nodes: [node({ podsMax: 10 })],
})

test('a pod has the containers, the probes and the grace period of its own revision', () => {
  const { state } = new ReplacingRun(spec, 'quiet')
  const { workload: workloads, podTemplate, pod: pods, container: containers, probe: probes } = state
  assert.equal([...workloads.firstTemplate], [0, 2])
  assert.equal([...podTemplate.workload], [0, 0, 1])
  const old = createPod(state, 0)
  const young = createPod(state, 0, noPod, 1)
  workloads.currentTemplate[0] = 1
  const youngest = createPod(state, 0)
  assert.equal(
    [old, young, youngest].map((pod) => pods.template[pod]),
    [0, 1, 1],
  )
  const namesOf = (pod: number) => {
    const names: string[] = []
    for (let row = pods.firstContainer[pod]; row < pods.endContainer[pod]; row++)
      names.push(containerName(state, row))
    return names
  }
  assert.equal(namesOf(old), ['app'])
  assert.equal(namesOf(youngest), ['side', 'app'])
  assert.is(podSpecOf(state, youngest).terminationGraceUs, 5 * second)
  const periodsOf = (pod: number) => {
    const periods: number[] = []
    const end = pods.firstProbe[pod] + podTemplate.probeCount[pods.template[pod]]
    for (let place = pods.firstProbe[pod]; place < end; place++) {
      const row = probes.rowAt[place]
      assert.is(containers.pod[probes.container[row]], pod)
      periods.push(state.probeTemplate.periodUs[probes.template[row]] / second)
    }
    return periods
  }
  assert.equal([old, youngest].map(periodsOf), [[10], [7, 2]])
})

test('streams are named by workload, ordinal, creation, container and probe: a revision changes none', () => {
  const draws = (template: number) => {
    const { state } = new ReplacingRun(spec, 'quiet')
    const pod = createPod(state, 0, noPod, template)
    const row = state.pod.endContainer[pod] - 1
    const probe = state.probe.rowAt[state.container.firstProbe[row]]
    const { streams } = state
    return [
      nextUniform(streams.process, row),
      nextUniform(streams.probe, probe),
      nextUniform(streams.overhead, pod),
    ]
  }
  assert.equal(draws(1), draws(0))
})

test.run()
