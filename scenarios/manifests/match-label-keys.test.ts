/** Terms about pods with the same values of labels, or with others: `matchLabelKeys` and `mismatchLabelKeys` (D3, D4). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PodTermSpec } from '../../engine/contract/cluster-spec.ts'
import { loadText, stream } from '../load-text.test.helper.ts'

const test = suite('label keys of affinity')

/** Three Deployments of one app, of which two have the tenant a. */
const deployment = (name: string, tenant: string, more = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { name: ${name} } }
  template:
    metadata: { labels: { name: ${name}, app: web, tenant: ${tenant} } }
    spec:
      containers: [{ name: app, image: app:1 }]
      ${more}
`
async function termOf(kind: string, keys: string): Promise<PodTermSpec> {
  const term = `{ topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } }, ${keys} }`
  const affinity = `affinity: { ${kind}: { requiredDuringSchedulingIgnoredDuringExecution: [${term}] } }`
  const { spec } = await loadText(
    stream(deployment('one', 'a', affinity), deployment('three', 'b'), deployment('two', 'a')),
  )
  const { near, apart } = spec.workloads[0]!.pod.scheduling!
  return [...near, ...apart][0]!
}
const hostname = { topologyKey: 'kubernetes.io/hostname' }

for (const [what, keys, expected] of [
  ['no keys', '', { workloads: [0, 1, 2] }],
  ['the same value', 'matchLabelKeys: [tenant]', { workloads: [0, 2] }],
  ['another value', 'mismatchLabelKeys: [tenant]', { workloads: [1] }],
  ['a key that the pod has not', 'matchLabelKeys: [nobody]', { workloads: [0, 1, 2] }],
  ['the same template', 'matchLabelKeys: [pod-template-hash]', { workloads: [0, 1, 2], templates: 'same' }],
  [
    'the same revision',
    'matchLabelKeys: [controller-revision-hash]',
    { workloads: [0, 1, 2], templates: 'same' },
  ],
  ['other templates', 'mismatchLabelKeys: [pod-template-hash]', { workloads: [0, 1, 2], templates: 'other' }],
] as const)
  test(`pods by ${what} (D3)`, async () => {
    for (const kind of ['podAffinity', 'podAntiAffinity'])
      assert.equal(await termOf(kind, keys), { ...hostname, ...expected })
  })

test.run()
