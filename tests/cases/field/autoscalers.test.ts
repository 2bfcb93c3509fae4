/** Workloads that leave the number of their pods to an autoscaler. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText } from '../../../scenarios/load-text.test.helper.ts'
import { deployment, listOf, object, podsOf, template } from './case.ts'

const test = suite('autoscalers')

const target = (kind = 'Deployment', name = 'web', apiVersion = 'apps/v1'): string =>
  `scaleTargetRef: { apiVersion: ${apiVersion}, kind: ${kind}, name: ${name} }`
const hpa = (spec: string, apiVersion = 'autoscaling/v2', metadata = ''): string =>
  object(apiVersion, 'HorizontalPodAutoscaler', 'web', `maxReplicas: 50, ${spec}`, metadata)
const keda = (spec: string): string => object('keda.sh/v1alpha1', 'ScaledObject', 'web', spec)
const set = (replicas: string): string =>
  object(
    'apps/v1',
    'StatefulSet',
    'web',
    `${replicas}serviceName: web, selector: { matchLabels: { app: web } }, template: ${template('web')}`,
  )
const without = deployment('web', '')

const rows: readonly [name: string, items: readonly string[], pods: number, note: RegExp | undefined][] = [
  ['minReplicas', [without, hpa(`minReplicas: 5, ${target()}`)], 5, /web 5 \(HorizontalPodAutoscaler web\)/],
  ['minReplicas left out', [without, hpa(target())], 1, /web 1 \(HorizontalPodAutoscaler web\)/],
  ['the first version', [without, hpa(`minReplicas: 3, ${target()}`, 'autoscaling/v1')], 3, /web 3 \(/],
  ['written replicas', [deployment('web', 9), hpa(`minReplicas: 5, ${target()}`)], 9, undefined],
  [
    'written replicas below the least',
    [deployment('web', 2), hpa(`minReplicas: 5, ${target()}`)],
    2,
    /left as written: default\/deployment\/web 2 of 5/,
  ],
  [
    'written replicas above the most',
    [deployment('web', 60), hpa(`minReplicas: 5, ${target()}`)],
    60,
    /more replicas than an autoscaler allows, left as written: default\/deployment\/web 60 of 50/,
  ],
  ['no replicas, which it leaves alone', [deployment('web', 0), hpa(target())], 0, undefined],
  [
    'no replicas, which KEDA brings up',
    [deployment('web', 0), keda('minReplicaCount: 3, scaleTargetRef: { name: web }')],
    0,
    /left as written: default\/deployment\/web 0 of 3/,
  ],
  ['another name', [without, hpa(`minReplicas: 5, ${target('Deployment', 'other')}`)], 1, undefined],
  ['another kind', [without, hpa(`minReplicas: 5, ${target('StatefulSet')}`)], 1, undefined],
  [
    'another group',
    [without, hpa(`minReplicas: 5, ${target('Deployment', 'web', 'example.com/v1')}`)],
    1,
    undefined,
  ],
  [
    'another namespace',
    [without, hpa(`minReplicas: 5, ${target()}`, 'autoscaling/v2', 'namespace: other')],
    1,
    undefined,
  ],
  ['a StatefulSet', [set(''), hpa(`minReplicas: 4, ${target('StatefulSet')}`)], 4, /statefulset\/web 4/],
  [
    'a Rollout',
    [
      object('argoproj.io/v1alpha1', 'Rollout', 'web', `template: ${template('web')}`),
      hpa(`minReplicas: 6, ${target('Rollout', 'web', 'argoproj.io/v1alpha1')}`),
    ],
    6,
    /rollout\/web 6/,
  ],
  [
    'KEDA',
    [without, keda('minReplicaCount: 3, scaleTargetRef: { name: web }')],
    3,
    /web 3 \(ScaledObject web\)/,
  ],
  [
    'KEDA from nothing',
    [without, keda('minReplicaCount: 0, scaleTargetRef: { name: web }')],
    1,
    /web 1 \(Scaled/,
  ],
  ['KEDA without a least', [without, keda('scaleTargetRef: { name: web }')], 1, /web 1 \(ScaledObject web\)/],
  [
    'KEDA for a StatefulSet',
    [set(''), keda('minReplicaCount: 2, scaleTargetRef: { kind: StatefulSet, name: web }')],
    2,
    /statefulset\/web 2/,
  ],
  [
    'KEDA with the autoscaler that it made',
    [without, keda('scaleTargetRef: { name: web }'), hpa(`minReplicas: 4, ${target()}`)],
    4,
    /web 4 \(HorizontalPodAutoscaler web\)/,
  ],
]

for (const [name, items, pods, note] of rows) {
  test(`counts pods with ${name}`, async () => {
    const loaded = await loadText(listOf(...items))
    assert.equal(Object.values(podsOf(loaded)), [pods])
    assert.is(
      loaded.notes.some((one) => one.includes('autoscaler')),
      note !== undefined,
    )
    if (note !== undefined)
      assert.ok(
        loaded.notes.some((one) => note.test(one)),
        loaded.notes.join('\n'),
      )
  })
}

test('an entry of the scenario wins', async () => {
  const study = `
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: s }
spec: { workloads: [{ match: { name: web }, replicas: 7 }] }
`
  const loaded = await loadText(`${without}\n---\n${hpa(`minReplicas: 5, ${target()}`)}${study}`)
  assert.equal(Object.values(podsOf(loaded)), [7])
})

test.run()
