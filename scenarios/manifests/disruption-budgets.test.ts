/** PodDisruptionBudgets of the input: what they say, and whose pods they cover (Z28). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../load-scenario.ts'
import { Located, namedSource } from '../text/located.ts'
import { covers } from './disruption-budgets.ts'

const test = suite('disruption budgets')

const labels = { app: 'web', tier: 'front' }
const rows: readonly (readonly [selector: unknown, isCovered: boolean])[] = [
  [undefined, false],
  [{}, true],
  [{ matchLabels: { app: 'web' } }, true],
  [{ matchLabels: { app: 'api' } }, false],
  [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['front', 'back'] }] }, true],
  [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['front'] }] }, false],
  [{ matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }, true],
  [{ matchExpressions: [{ key: 'zone', operator: 'Exists' }] }, false],
  [{ matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] }, true],
  [{ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false],
]
for (const [selector, isCovered] of rows) {
  test(`the selector ${JSON.stringify(selector)} ${isCovered ? 'covers' : 'does not cover'} a pod (Z28)`, () => {
    const at = Located.root({ selector }, namedSource('test')).get('selector')
    assert.is(covers(at, labels), isCovered)
  })
}

const budget = (name: string, spec: string): string => `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
---`
const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: web }] }
`

test('budgets reach the engine with the workloads that they cover, those that cover none do not (Z28)', async () => {
  const selector = 'selector: { matchLabels: { app: web } }'
  const text = [
    budget('least', `{ minAvailable: 50%, ${selector} }`),
    budget('most', `{ maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, ${selector} }`),
    budget('other', '{ minAvailable: 1, selector: { matchLabels: { app: api } } }'),
    deployment,
  ].join('')
  const { spec, notes } = await loadScenario({ files: [], texts: [{ name: 'shop.yaml', text }] })
  assert.equal(spec.budgets, [
    { namespace: 'shop', name: 'least', minAvailable: { percent: 50 }, alwaysAllowsUnhealthy: false },
    { namespace: 'shop', name: 'most', maxUnavailable: { pods: 1 }, alwaysAllowsUnhealthy: true },
  ])
  assert.equal(spec.workloads[0].budgets, [0, 1])
  assert.not.ok(notes.some((note) => note.includes('PodDisruptionBudget')))
})

test.run()
