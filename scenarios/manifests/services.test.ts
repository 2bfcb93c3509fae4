/** Services select pods by the labels of their templates, and by those that controllers give them (R5). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadText, podWith } from '../load-text.test.helper.ts'

const test = suite('services')

const workload = (kind: string, name: string, labels: string, ports = ''): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop}
spec:
  ${kind === 'StatefulSet' ? 'serviceName: x' : 'replicas: 1'}
  selector: {matchLabels: {${labels}}}
  template:
    metadata: {labels: {${labels}}}
    spec: {containers: [{name: app, image: app:1${ports}}]}
`
const service = (name: string, spec: string, namespace = 'shop'): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {${spec}}
`
const web = workload(
  'Deployment',
  'web',
  'app: web, tier: front',
  ', ports: [{name: http, containerPort: 8080}]',
)
const port80 = 'ports: [{port: 80}]'

const cases: readonly {
  readonly what: string
  readonly text: readonly string[]
  readonly selectedBy: readonly unknown[] | undefined
}[] = [
  {
    what: 'all labels of the selector must be there',
    text: [
      web,
      service('a', `selector: {app: web}, ${port80}`),
      service('b', `selector: {app: web, env: x}, ${port80}`),
    ],
    selectedBy: [{ service: 0, ports: [{ name: '', port: 80, protocol: 'TCP' }] }],
  },
  {
    what: 'a port name is looked up in the containers',
    text: [web, service('a', 'selector: {app: web}, ports: [{port: 80, targetPort: http, name: main}]')],
    selectedBy: [{ service: 0, ports: [{ name: 'main', port: 8080, protocol: 'TCP' }] }],
  },
  {
    what: 'a port that no container defines is left out',
    text: [web, service('a', 'selector: {app: web}, ports: [{port: 80, targetPort: admin}]')],
    selectedBy: [{ service: 0, ports: [], lacksPort: true }],
  },
  {
    what: 'requests come to the first port, and pods that have only another one lack it',
    text: [
      web,
      service(
        'a',
        'selector: {app: web}, ports: [{name: b, port: 80, targetPort: admin}, {name: c, port: 81, targetPort: http}]',
      ),
    ],
    selectedBy: [{ service: 0, ports: [{ name: 'c', port: 8080, protocol: 'TCP' }], lacksPort: true }],
  },
  {
    what: 'pods that lack another port than the first get the requests',
    text: [
      web,
      service(
        'a',
        'selector: {app: web}, ports: [{name: b, port: 80, targetPort: http}, {name: c, port: 81, targetPort: admin}]',
      ),
    ],
    selectedBy: [{ service: 0, ports: [{ name: 'b', port: 8080, protocol: 'TCP' }] }],
  },
  {
    what: 'a protocol is a part of a port',
    text: [web, service('a', 'selector: {app: web}, ports: [{port: 80, protocol: UDP, targetPort: http}]')],
    selectedBy: [{ service: 0, ports: [], lacksPort: true }],
  },
  {
    what: 'a Service without ports lacks none',
    text: [web, service('a', 'selector: {app: web}, clusterIP: None')],
    selectedBy: [{ service: 0, ports: [] }],
  },
  {
    what: 'a container that is not the first one is named where it has the port',
    text: [
      workload(
        'Deployment',
        'web',
        'app: web',
        '}, {name: web, image: web:1, ports: [{name: http, containerPort: 8080}]',
      ),
      service('a', 'selector: {app: web}, ports: [{port: 80, targetPort: http}]'),
    ],
    selectedBy: [{ service: 0, container: 1, ports: [{ name: '', port: 8080, protocol: 'TCP' }] }],
  },
  {
    what: 'a Service of another namespace selects none',
    text: [web, service('a', `selector: {app: web}, ${port80}`, 'other')],
    selectedBy: undefined,
  },
  {
    what: 'a Service without a selector selects none',
    text: [web, service('a', port80)],
    selectedBy: undefined,
  },
  {
    what: 'a Service may select one pod of a StatefulSet by its name',
    text: [
      workload('StatefulSet', 'db', 'app: db'),
      service('a', `selector: {app: db, statefulset.kubernetes.io/pod-name: db-2}, ${port80}`),
    ],
    selectedBy: [{ service: 0, ordinal: 2, ports: [{ name: '', port: 80, protocol: 'TCP' }] }],
  },
  {
    what: 'the name of a pod of another workload selects none',
    text: [
      workload('StatefulSet', 'db', 'app: db'),
      service('a', `selector: {statefulset.kubernetes.io/pod-name: other-2}, ${port80}`),
    ],
    selectedBy: undefined,
  },
]

for (const { what, text, selectedBy } of cases) {
  test(`${what} (R5)`, async () => {
    const { spec } = await loadText(text.join('---'))
    assert.equal(spec.workloads[0].selectedBy, selectedBy)
  })
}

test('Services are sorted, and say what their endpoints depend on', async () => {
  const { spec, notes } = await loadText(
    [
      web,
      service('z', `selector: {app: none}, clusterIP: None`),
      service('a', `selector: {app: web}, publishNotReadyAddresses: true, ${port80}`),
    ].join('---'),
  )
  const common = { namespace: 'shop', hasSelector: true }
  assert.equal(spec.services, [
    { ...common, name: 'a', isHeadless: false, publishNotReadyAddresses: true },
    { ...common, name: 'z', isHeadless: true, publishNotReadyAddresses: false },
  ])
  assert.ok(notes.includes('Services that select no pod of the input: 1'))
})

test('a targetPort that names no port of the pods it selects is told, with its place and what follows (R5, R6)', async () => {
  const warningsOf = async (ports: string) =>
    (await loadText([web, service('web', `selector: {app: web}, ${ports}`)].join('---'))).warnings
  assert.equal(await warningsOf('ports: [{port: 80, targetPort: http}]'), [])
  assert.equal(await warningsOf('ports: [{port: 80, targetPort: 8081}]'), [])
  const [warning] = await warningsOf('ports: [{port: 80, targetPort: https}]')
  assert.equal([warning!.rule, warning!.severity, warning!.column], ['service-port', 'warning', 61])
  assert.match(
    warning!.message,
    'spec.ports[0].targetPort is "https", and no container of Deployment shop/web has a port of this name: proxies send its pods no requests',
  )
  const others = 'ports: [{name: a, port: 80, targetPort: http}, {name: b, port: 443, targetPort: https}]'
  const [other] = await warningsOf(others)
  assert.match(other!.message, 'spec.ports[1].targetPort')
  assert.match(other!.message, 'proxies send its pods nothing at this port')
  const [headless] = await warningsOf('clusterIP: None, ports: [{port: 80, targetPort: https}]')
  assert.match(
    headless!.message,
    'DNS has no record of this port for its pods, and their addresses all the same',
  )
})

test('an address of None makes a Service headless, also beside an empty list of addresses', async () => {
  const headless = async (spec: string): Promise<boolean> => {
    const text = `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {${spec}, ports: [{port: 80}]}\n---\n`
    return (await loadText(text + podWith())).spec.services[0]!.isHeadless
  }
  assert.is(await headless('clusterIP: None, clusterIPs: []'), true)
  assert.is(await headless('clusterIP: None, clusterIPs: [None]'), true)
  assert.is(await headless('clusterIPs: []'), false)
})

test.run()
