/** What StatefulSets and DaemonSets ask of their controllers, as it reaches the engine. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { WorkloadSpec } from '../../engine/contract/cluster-spec.ts'
import { podName } from '../../engine/contract/cluster-spec.ts'
import { loadText } from '../load-text.test.helper.ts'

const test = suite('reading of StatefulSets and DaemonSets')

async function workloadOf(kind: string, spec: string): Promise<WorkloadSpec> {
  const template = '{metadata: {labels: {app: s}}, spec: {containers: [{name: a, image: "a:1"}]}}'
  const { spec: cluster } = await loadText(
    `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: s}, spec: {selector: {matchLabels: {app: s}}, template: ${template}${spec}}}`,
  )
  return cluster.workloads[0]!
}

const stateful = {
  isOrdered: true,
  firstOrdinal: 0,
  minReadyUs: 0,
  update: { partition: 0, maxUnavailable: { count: 1 } },
}
const statefulSets: readonly (readonly [name: string, spec: string, changes: object])[] = [
  ['nothing is set', '', {}],
  ['Parallel', ', podManagementPolicy: Parallel', { isOrdered: false }],
  ['ordinals that start later', ', ordinals: {start: 3}', { firstOrdinal: 3 }],
  ['minReadySeconds', ', minReadySeconds: 5', { minReadyUs: 5_000_000 }],
  ['OnDelete', ', updateStrategy: {type: OnDelete}', { update: 'OnDelete' }],
  [
    'a partition, and a percentage',
    ', updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2, maxUnavailable: 40%}}',
    { update: { partition: 2, maxUnavailable: { percent: 40 } } },
  ],
]
for (const [name, spec, changes] of statefulSets)
  test(`a StatefulSet: ${name} (W4)`, async () => {
    assert.equal((await workloadOf('StatefulSet', spec)).statefulSet, { ...stateful, ...changes })
  })

test('pods of a StatefulSet are called by their ordinals, from the first on (W4)', async () => {
  const set = await workloadOf('StatefulSet', ', ordinals: {start: 3}, replicas: 2')
  assert.equal(
    [0, 1].map((ordinal) => podName(set, ordinal)),
    ['s-3', 's-4'],
  )
})

const daemon = { minReadyUs: 0, update: { maxUnavailable: { count: 1 }, maxSurge: { count: 0 } } }
const daemonSets: readonly (readonly [name: string, spec: string, changes: object])[] = [
  ['nothing is set', '', {}],
  ['minReadySeconds', ', minReadySeconds: 7', { minReadyUs: 7_000_000 }],
  ['OnDelete', ', updateStrategy: {type: OnDelete}', { update: 'OnDelete' }],
  [
    'surge',
    ', updateStrategy: {rollingUpdate: {maxSurge: 10%, maxUnavailable: 0}}',
    { update: { maxUnavailable: { count: 0 }, maxSurge: { percent: 10 } } },
  ],
]
for (const [name, spec, changes] of daemonSets)
  test(`a DaemonSet: ${name} (W3)`, async () => {
    assert.equal((await workloadOf('DaemonSet', spec)).daemonSet, { ...daemon, ...changes })
  })

test.run()
