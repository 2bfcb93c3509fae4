/** `get services|endpointslices|endpoints|hpa` and `describe service`, as kubectl prints them (R4, R5). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommandLine } from './command-line.ts'
import type { Output } from './streams.ts'

const input = `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
spec:
  duration: 10m
  overheads: ideal
  faults:
    - { kind: delete, at: 5m, match: { name: web }, count: 1 }
  workloads:
    - { match: { name: web }, cpuLoad: 0.3, behavior: { shutdown: 10s } }
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web, namespace: shop }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: web:1, ports: [{ name: http, containerPort: 8080 }], resources: { requests: { cpu: 100m } } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop, labels: { tier: front } }
spec: { type: NodePort, selector: { app: web }, ports: [{ name: web, port: 80, targetPort: http }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: ReplicaSet, name: web }
  maxReplicas: 9
---
apiVersion: v1
kind: Service
metadata: { name: outside, namespace: shop }
spec: { type: ExternalName, externalName: example.com }
`
const directory = mkdtempSync(join(tmpdir(), 'probestorm-services-'))
const file = join(directory, 'all.yaml')

async function printed(words: string, given = input): Promise<string> {
  writeFileSync(file, given)
  let stdout = ''
  const output: Output = {
    out: (text) => {
      stdout += text
    },
    err: () => {},
  }
  await runCommandLine([...words.split(' '), '-n', 'shop', '-f', file, '--quiet'], 'probestorm', '1', output)
  return stdout
}

const test = suite('get services')

test('Services as kubectl prints them', async () => {
  assert.is(
    await printed('get services --at 1m -o wide'),
    `NAME      TYPE           CLUSTER-IP   EXTERNAL-IP   PORT(S)            AGE   SELECTOR
outside   ExternalName   <none>       example.com   <none>             24h   <none>
web       NodePort       <unknown>    <none>        80:<unknown>/TCP   24h   app=web
`,
  )
})

test('EndpointSlices with names of pods in place of addresses', async () => {
  assert.is(
    await printed('get endpointslices --at 1m'),
    `NAME    ADDRESSTYPE   PORTS   ENDPOINTS                       AGE
web-0   IPv4          8080    web-0,web-1,web-2 + 1 more...   24h
`,
  )
})

test('an Endpoints object has no pod that terminates, a slice has (R5)', async () => {
  assert.ok((await printed('get ep --at 301s')).includes('+ 1 more...'))
  const slice = JSON.parse(await printed('get endpointslice web-0 --at 301s -o json')) as {
    readonly endpoints: readonly { readonly conditions: Readonly<Record<string, boolean>> }[]
    readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  }
  assert.is(slice.endpoints.length, 5)
  assert.equal(
    slice.endpoints.filter(({ conditions }) => conditions['terminating']).map(({ conditions }) => conditions),
    [{ ready: false, serving: true, terminating: true }],
  )
  assert.is(slice.metadata.labels['kubernetes.io/service-name'], 'web')
})

test('a watch prints each change', async () => {
  const lines = (await printed('get endpointslices -w --at 4m')).trim().split('\n')
  assert.equal(
    lines.map((line) => line.split(/ +/)[0]),
    ['TIME', '4m', '5m', '5m', '5m10s'],
  )
})

test('describe service names the endpoints that are ready', async () => {
  assert.is(
    await printed('describe service web --at 301s'),
    `Name:                     web
Namespace:                shop
Labels:                   tier=front
Annotations:              <none>
Selector:                 app=web
Type:                     NodePort
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       <unknown>
IPs:                      <unknown>
Port:                     web  80/TCP
TargetPort:               http/TCP
NodePort:                 web  <unknown>/TCP
Endpoints:                web-0:8080,web-2:8080,web-3:8080 + 1 more...
Session Affinity:         None
External Traffic Policy:  Cluster
Internal Traffic Policy:  Cluster
Events:                   <none>
`,
  )
})

test('autoscalers with what their pods use (Z29)', async () => {
  assert.is(
    await printed('get hpa --at 1m'),
    `NAME   REFERENCE        TARGETS        MINPODS   MAXPODS   REPLICAS   AGE
web    ReplicaSet/web   cpu: 75%/80%   1         9         4          24h
`,
  )
})

test('what an autoscaler has done and why (Z29)', async () => {
  const events = await printed('get events --at 8m', input.replace('cpuLoad: 0.3', 'cpuLoad: 0.6'))
  assert.match(
    events,
    'SuccessfulRescale   horizontalpodautoscaler/web   New size: 8; reason: cpu resource utilization (percentage of request) above target',
  )
})

test.after(() => rmSync(directory, { recursive: true }))

test.run()
