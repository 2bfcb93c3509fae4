/** `kubectl describe pod`: the text that kubectl 1.32 printed for the same object, but for ages. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ContainerView, PodView } from '../../engine/contract/cluster-view.ts'
import { podDescription } from './pod-description.ts'
import { podObject } from './pod-object.ts'

const container: ContainerView = {
  name: 'app',
  image: 'nginx:1.27',
  startedImage: 'nginx:1.27',
  isReady: false,
  isStarted: true,
  restartCount: 1,
  state: { kind: 'running', startedSeconds: 71 },
  lastState: { kind: 'terminated', reason: 'Error', exitCode: 137, startedSeconds: 2, finishedSeconds: 70 },
}
const view: PodView = {
  namespace: 'shop',
  name: 'web-0',
  workload: 0,
  node: 'worker-1',
  isStatic: false,
  controller: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' },
  createdSeconds: 0,
  deletedSeconds: null,
  deletionGraceSeconds: null,
  phase: 'Running',
  readyCount: 0,
  containerCount: 1,
  status: 'Running',
  restarts: 1,
  lastRestartSeconds: 70,
  conditions: [
    { type: 'PodReadyToStartContainers', isTrue: true },
    { type: 'Ready', isTrue: false, reason: 'ContainersNotReady' },
  ],
  hasStatus: true,
  initContainers: [],
  containers: [container],
}
const template = {
  status: { qosClass: 'Burstable' },
  metadata: { labels: { tier: 'front', app: 'web' }, annotations: { note: 'hello: world' } },
  spec: {
    nodeSelector: { disk: 'ssd' },
    serviceAccountName: 'default',
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'x', effect: 'NoSchedule' }],
    volumes: [
      { name: 'data', emptyDir: {} },
      { name: 'cfg', configMap: { name: 'conf' } },
    ],
    containers: [
      {
        name: 'app',
        image: 'nginx:1.27',
        ports: [{ containerPort: 80 }, { containerPort: 443, name: 'https' }],
        command: ['/bin/sh'],
        args: ['-c', 'echo\nhi'],
        resources: { limits: { memory: '128Mi', cpu: '500m' }, requests: { cpu: '250m' } },
        livenessProbe: {
          httpGet: { path: '/healthz', port: 80 },
          initialDelaySeconds: 15,
          periodSeconds: 20,
        },
        readinessProbe: { tcpSocket: { port: 'https' } },
        startupProbe: { exec: { command: ['cat', '/tmp/healthy'] }, failureThreshold: 30 },
        env: [
          { name: 'A', value: '1' },
          { name: 'LONGNAME', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
          { name: 'F', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
        ],
        envFrom: [{ configMapRef: { name: 'cm' } }],
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'cfg', mountPath: '/cfg', readOnly: true, subPath: 'x' },
        ],
      },
    ],
  },
}

/** A dot stands for the blank at the end of a line. */
const expected = `Name:             web-0
Namespace:        shop
Service Account:  default
Node:             worker-1/
Labels:           app=web
                  tier=front
Annotations:      note: hello: world
Status:           Running
IP:               .
IPs:              <none>
Controlled By:    StatefulSet/web
Containers:
  app:
    Container ID:  .
    Image:         nginx:1.27
    Image ID:      .
    Ports:         80/TCP, 443/TCP
    Host Ports:    0/TCP, 0/TCP
    Command:
      /bin/sh
    Args:
      -c
      echo
      hi
    State:          Running
      Started:      Thu, 01 Jan 2026 00:01:11 +0000
    Last State:     Terminated
      Reason:       Error
      Exit Code:    137
      Started:      Thu, 01 Jan 2026 00:00:02 +0000
      Finished:     Thu, 01 Jan 2026 00:01:10 +0000
    Ready:          False
    Restart Count:  1
    Limits:
      cpu:     500m
      memory:  128Mi
    Requests:
      cpu:      250m
    Liveness:   http-get http://:80/healthz delay=15s timeout=1s period=20s #success=1 #failure=3
    Readiness:  tcp-socket :https delay=0s timeout=1s period=10s #success=1 #failure=3
    Startup:    exec [cat /tmp/healthy] delay=0s timeout=1s period=10s #success=1 #failure=30
    Environment Variables from:
      cm  ConfigMap  Optional: false
    Environment:
      A:         1
      LONGNAME:  <set to the key 'k' in secret 's'>  Optional: false
      F:         web-0 (v1:metadata.name)
    Mounts:
      /cfg from cfg (ro,path="x")
      /data from data (rw)
Conditions:
  Type                        Status
  PodReadyToStartContainers   True.
  Ready                       False.
Volumes:
  data:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     .
    SizeLimit:  <unset>
  cfg:
    Type:        ConfigMap (a volume populated by a ConfigMap)
    Name:        conf
    Optional:    false
QoS Class:       Burstable
Node-Selectors:  disk=ssd
Tolerations:     dedicated=x:NoSchedule
                 node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                 node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
Events:          <none>
`.replace(/ ?\.$/gm, ' ')

const test = suite('kubectl describe pod')

test('prints what kubectl prints', () => {
  assert.is(podDescription(podObject({ view, template }), [], 100), expected)
})

test('says how long a pod has been going, and what its volumes are only if it knows', () => {
  const going = { ...view, deletedSeconds: 60, deletionGraceSeconds: 30 }
  const other = { ...template, spec: { ...template.spec, volumes: [{ name: 'x', nfs: {} }] } }
  const text = podDescription(podObject({ view: going, template: other }), [], 100)
  assert.match(text, /^Status: +Terminating \(lasts 10s\)\nTermination Grace Period: +30s$/m)
  assert.match(text, /^ {2}x:\n {2}<unknown>$/m)
})

test('a static pod tolerates everything that would evict it (T2)', () => {
  const object = podObject({ view: { ...view, isStatic: true }, template: { spec: {} } })
  assert.equal((object['spec'] as { tolerations: unknown }).tolerations, [
    { effect: 'NoExecute', operator: 'Exists' },
  ])
})

test.run()
