/** Objects as the API server decodes them; see tests/conformance/api-validation for what a real one says. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { LoadOptions } from '../load-scenario.ts'
import { loadError, loadText, podWith } from '../load-text.test.helper.ts'
import { safeText } from '../text/safe-text.ts'

const test = suite('decoding as the API server')

/** A Deployment with lines at several depths. */
function deployment(parts: {
  readonly root?: string
  readonly spec?: string
  readonly template?: string
  readonly pod?: string
  readonly container?: string
}): string {
  return [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: web}',
    parts.root ?? '',
    'spec:',
    '  selector: {matchLabels: {app: web}}',
    parts.spec === undefined ? '' : `  ${parts.spec}`,
    '  template:',
    '    metadata: {labels: {app: web}}',
    parts.template === undefined ? '' : `    ${parts.template}`,
    '    spec:',
    parts.pod === undefined ? '' : `      ${parts.pod}`,
    '      containers:',
    '        - name: app',
    '          image: app:1',
    parts.container === undefined ? '' : `          ${parts.container}`,
    '',
  ].join('\n')
}

async function firstError(
  text: string,
  options: Partial<LoadOptions> = {},
): Promise<{ rule: string; message: string; fix: string }> {
  const { diagnostics } = await loadError(loadText(text, options))
  return diagnostics[0]
}

/** Unknown fields: the field as kubectl names it, and what to do. */
const unknownFields: readonly (readonly [text: string, field: string, fix: RegExp])[] = [
  [
    deployment({ container: 'livenesProbe: {tcpSocket: {port: 80}}' }),
    'spec.template.spec.containers[0].livenesProbe',
    /^write livenessProbe$/,
  ],
  [
    deployment({ container: 'imagepullpolicy: Always' }),
    'spec.template.spec.containers[0].imagepullpolicy',
    /^write imagePullPolicy: keys are case-sensitive$/,
  ],
  [deployment({ spec: 'replica: 2' }), 'spec.replica', /^write replicas$/],
  [
    deployment({ pod: 'terminationGracePeriodSecond: 5' }),
    'spec.template.spec.terminationGracePeriodSecond',
    /^write terminationGracePeriodSeconds$/,
  ],
  [deployment({ root: 'replicas: 2' }), 'replicas', /^move it: the field is spec\.replicas$/],
  [
    deployment({ template: 'replicas: 2' }),
    'spec.template.replicas',
    /^move it: the field is spec\.replicas$/,
  ],
  [
    deployment({ container: 'terminationGracePeriodSeconds: 5' }),
    'spec.template.spec.containers[0].terminationGracePeriodSeconds',
    /^move it: the field is spec\.template\.spec\.terminationGracePeriodSeconds$/,
  ],
  [
    deployment({ pod: 'livenessProbe: {tcpSocket: {port: 80}}' }),
    'spec.template.spec.livenessProbe',
    /^move it: the field is spec\.template\.spec\.containers\[0\]\.livenessProbe$/,
  ],
  [
    deployment({ container: 'periodSeconds: 5' }),
    'spec.template.spec.containers[0].periodSeconds',
    /^move it: the field is spec\.template\.spec\.containers\[0\]\.livenessProbe\.periodSeconds$/,
  ],
  [deployment({ root: 'labels: {a: b}' }), 'labels', /^move it: the field is metadata\.labels$/],
  [
    deployment({ container: 'livenessProbe: {port: 80, tcpSocket: {port: 80}}' }),
    'spec.template.spec.containers[0].livenessProbe.port',
    /^move it: the field is spec\.template\.spec\.containers\[0\]\.livenessProbe\.(grpc|httpGet|tcpSocket)\.port$/,
  ],
  [deployment({ spec: 'template2: 5' }), 'spec.template2', /^write template$/],
  [
    deployment({ spec: 'qqqqqqqq: null' }),
    'spec.qqqqqqqq',
    /^delete the line, or take it with --validate warn/,
  ],
  [
    podWith('livenessProbe: {grpc: {port: 80, mode: TLS}}'),
    'spec.containers[0].livenessProbe.grpc.mode',
    /^a field of Kubernetes 1\.37, whose feature gate is off by default: delete the line, or take it with --validate warn/,
  ],
  [
    podWith('livenessProbe: {httpGet: {port:8080}}'),
    'spec.containers[0].livenessProbe.httpGet.port:8080',
    /^write a space after the colon of port, or YAML/,
  ],
  [
    podWith('$patch: delete'),
    'spec.containers[0].$patch',
    /^render the manifests first \(kubectl kustomize\)/,
  ],
  [podWith('resources: {request: {cpu: 1}}'), 'spec.containers[0].resources.request', /^write requests$/],
  [
    podWith('livenessProbe: {"httpGet ": {port: 80}}'),
    'spec.containers[0].livenessProbe.httpGet ',
    /^write httpGet$/,
  ],
]
for (const [text, field, fix] of unknownFields) {
  test(`does not know the field ${field}`, async () => {
    const error = await firstError(text)
    assert.is(error.rule, 'unknown-field')
    assert.ok(error.message.startsWith(`unknown field "${field}"; expected a field of `), error.message)
    assert.match(error.fix, fix)
  })
}

/** Wrong types, in the server's words. */
const wrongTypes: readonly (readonly [text: string, words: string, fix: RegExp])[] = [
  [
    deployment({ spec: 'replicas: "2"' }),
    'spec.replicas: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32;',
    /without quotes/,
  ],
  [
    deployment({ spec: 'paused: "yes"' }),
    'spec.paused: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool;',
    /true or false/,
  ],
  [
    deployment({ spec: 'replicas: 2147483648' }),
    'spec.replicas: json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32;',
    /whole number/,
  ],
  [
    deployment({ pod: 'terminationGracePeriodSeconds: 9223372036854775808' }),
    'spec.template.spec.terminationGracePeriodSeconds: json: cannot unmarshal number 9223372036854775808 into Go struct field PodSpec.spec.template.spec.terminationGracePeriodSeconds of type int64;',
    /whole number/,
  ],
  [
    deployment({ pod: 'securityContext: runAsUser:5' }),
    'spec.template.spec.securityContext: json: cannot unmarshal string into',
    /^write a space after the colon of runAsUser/,
  ],
  [
    deployment({ pod: 'dnsPolicy: 5' }),
    'spec.template.spec.dnsPolicy: json: cannot unmarshal number into Go struct field PodSpec.spec.template.spec.dnsPolicy of type v1.DNSPolicy;',
    /quotes/,
  ],
  [
    deployment({ pod: 'volumes: [{name: v, emptyDir: []}]' }),
    'spec.template.spec.volumes[0].emptyDir: json: cannot unmarshal array into Go struct field Volume.spec.template.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource;',
    /keys and values/,
  ],
  [
    deployment({ pod: 'nodeSelector: {disk: 5}' }),
    'spec.template.spec.nodeSelector: json: cannot unmarshal number into Go struct field PodSpec.spec.template.spec.nodeSelector of type string; expected a text at spec.template.spec.nodeSelector.disk',
    /quotes/,
  ],
  [
    deployment({ container: 'command: {a: b}' }),
    'spec.template.spec.containers[0].command: json: cannot unmarshal object into Go struct field Container.spec.template.spec.containers.command of type []string;',
    /list/,
  ],
  [
    deployment({ container: 'resources: {requests: [cpu]}' }),
    'spec.template.spec.containers[0].resources.requests: json: cannot unmarshal array into Go struct field ResourceRequirements.spec.template.spec.containers.resources.requests of type v1.ResourceList;',
    /keys and values/,
  ],
  [
    deployment({ container: 'env: [{name: A, valueFrom: {configMapKeyRef: {name: 5, key: a}}}]' }),
    'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name: json: cannot unmarshal number into Go struct field ConfigMapKeySelector.spec.template.spec.containers.env.valueFrom.configMapKeyRef.LocalObjectReference.name of type string;',
    /quotes/,
  ],
  [
    deployment({ container: 'readinessProbe: {httpGet: {port: true}}' }),
    'spec.template.spec.containers[0].readinessProbe.httpGet.port: json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.template.spec.containers.readinessProbe.ProbeHandler.httpGet.port of type int32;',
    /whole number/,
  ],
  [
    deployment({ container: 'resources: {limits: {memory: 8GB}}' }),
    "spec.template.spec.containers[0].resources.limits.memory: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'; expected a quantity",
    /suffix/,
  ],
  [
    deployment({ container: 'resources: {limits: {memory: 1mi}}' }),
    "spec.template.spec.containers[0].resources.limits.memory: unable to parse quantity's suffix;",
    /suffix/,
  ],
  [
    podWith().replace('{name: web}', '{name: web, creationTimestamp: 2026-13-01T00:00:00Z}'),
    'metadata.creationTimestamp: parsing time "2026-13-01T00:00:00Z": month out of range;',
    /time/,
  ],
  [
    podWith().replace('{name: web}', '{name: web, creationTimestamp: 2026-02-01}'),
    'metadata.creationTimestamp: parsing time "2026-02-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T";',
    /time/,
  ],
]
for (const [text, words, fix] of wrongTypes) {
  test(`says ${safeText(words)}`, async () => {
    const error = await firstError(text)
    assert.ok(error.message.startsWith(words), error.message)
    assert.match(error.fix, fix)
  })
}

test('takes null for absent, whole floats for whole numbers, and the largest int64', async () => {
  for (const text of [
    deployment({ spec: 'replicas: ~', container: 'env: null' }),
    deployment({ spec: 'replicas: 2.0' }),
    deployment({ spec: 'replicas: 2e0', pod: 'activeDeadlineSeconds: ~' }),
    deployment({ spec: 'revisionHistoryLimit: 0x10' }),
    podWith('resources: {requests: {cpu: 1e-1, memory: 1e3}}'),
    podWith('livenessProbe: {httpGet: {port: ~}, tcpSocket: ~, exec: {command: [a]}}').replace(
      'httpGet: {port: ~}, ',
      '',
    ),
  ])
    await loadText(text)
  const { diagnostics } = await loadError(loadText(deployment({ pod: 'priority: 9223372036854775807' })))
  assert.is(diagnostics[0].rule, 'wrong-type')
  const { warnings } = await loadText(
    deployment({ pod: 'terminationGracePeriodSeconds: 9223372036854775807' }),
  )
  assert.is(warnings.length, 0)
})

test('prints the first wrong type in the order of the keys before all else, and names them all', async () => {
  const text = podWith('tty: "yes"', 'foo: 1', 'stdin: "no"', 'resources: {limits: {cpu: x}}')
  const { diagnostics } = await loadError(loadText(text))
  assert.equal(
    diagnostics.map(({ rule, line }) => [rule, line]),
    [
      ['quantity-format', 11],
      ['wrong-type', 8],
      ['unknown-field', 9],
      ['wrong-type', 10],
    ],
  )
  const { diagnostics: types } = await loadError(loadText(podWith('tty: "yes"', 'foo: 1', 'stdin: "no"')))
  assert.match(types[0].message, /stdin/)
})

test('an object of which a value has a wrong type is not judged any further', async () => {
  const { diagnostics } = await loadError(loadText(podWith('livenessProbe: {periodSeconds: "5"}')))
  assert.is(diagnostics.length, 1)
})

test('--validate warn drops unknown fields with a warning, ignore without a word, and neither takes wrong types', async () => {
  const text = podWith('foo: 1')
  const warned = await loadText(text, { validate: 'warn' })
  assert.equal(
    warned.warnings.map(({ rule, line }) => [rule, line]),
    [['unknown-field', 8]],
  )
  const ignored = await loadText(text, { validate: 'ignore' })
  assert.is(ignored.warnings.length, 0)
  assert.not.match(JSON.stringify(ignored.podTemplates), /foo/)
  const probe = podWith(
    'livenessProbe: {handler: {exec: {command: [a]}}, exec: {command: [b]}, periodSecond: 5}',
  )
  assert.is((await loadText(probe, { validate: 'ignore' })).warnings.length, 0)
  for (const validate of ['warn', 'ignore'] as const)
    assert.is((await firstError(podWith('foo: 1', 'tty: 5'), { validate })).rule, 'wrong-type')
})

test('the status of an object that a server wrote may have fields of a newer version, its spec may not', async () => {
  const live = podWith().replace('{name: web}', '{name: web, uid: a, resourceVersion: "5"}')
  const status = 'status: {phase: Running, newField: {a: 1}}\n'
  assert.is((await loadText(live + status)).warnings.length, 0)
  assert.is((await firstError(podWith() + status)).message.slice(0, 30), 'unknown field "status.newField')
  const spec = live.replace('      image: app:1', '      image: app:1\n      foo: 1')
  assert.is((await firstError(spec)).rule, 'unknown-field')
})

test('takes every field that kubectl get prints of a pod', async () => {
  const { warnings } = await loadText(`
apiVersion: v1
kind: Pod
metadata:
  name: web
  uid: 6b1
  generation: 1
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: a7, controller: true, blockOwnerDeletion: true }]
  managedFields: [{ manager: kubelet, operation: Update, apiVersion: v1, time: "2026-01-01T00:00:00Z", fieldsType: FieldsV1, fieldsV1: { "f:status": { "k:{}": {} } }, subresource: status }]
spec:
  containers: [{ name: app, image: "a:1", terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File, resources: {} }]
  tolerations: [{ key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 300 }]
  schedulerName: default-scheduler
  priority: 0
  preemptionPolicy: PreemptLowerPriority
  enableServiceLinks: true
status:
  qosClass: BestEffort
  podIPs: [{ ip: 10.0.0.1 }]
  observedGeneration: 1
  conditions: [{ type: Ready, status: "True", lastProbeTime: null, lastTransitionTime: "2026-01-01T00:00:00Z", observedGeneration: 1 }]
  containerStatuses: [{ name: app, ready: true, started: true, restartCount: 0, image: "a:1", imageID: x, state: { running: { startedAt: "2026-01-01T00:00:00Z" } }, lastState: {}, allocatedResources: { cpu: 1 }, user: { linux: { uid: 0, gid: 0, supplementalGroups: [0] } } }]
`)
  assert.is(warnings.length, 0)
})

test('custom resources are never looked into', async () => {
  const custom = 'apiVersion: example.com/v1\nkind: Pod\nmetadata: {name: x}\nspec: {anything: [1, "2"]}\n'
  await loadText(`${custom}---\n${podWith()}`)
})

test.run()
