/** Kinds with a pod template: read, or named with what to do. */

import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { podName } from '../../../engine/contract/cluster-spec.ts'
import type { LoadOptions } from '../../../scenarios/load-scenario.ts'
import { inDirectory, loadError, loadText } from '../../../scenarios/load-text.test.helper.ts'
import { runHere } from '../../support/command.ts'
import { deployment, listOf, object, podsOf, template } from './case.ts'

const test = suite('kinds with a pod template')

const rollout = (spec: string): string => object('argoproj.io/v1alpha1', 'Rollout', 'web', spec)
const config = (spec: string, apiVersion = 'apps.openshift.io/v1'): string =>
  object(apiVersion, 'DeploymentConfig', 'web', `${spec}, template: ${template('web')}`)
const knative = (metadata: string, container = 'image: "a:1"'): string =>
  object(
    'serving.knative.dev/v1',
    'Service',
    'hello',
    `template: { metadata: { annotations: { ${metadata} } }, spec: { containers: [{ ${container} }] } }`,
  )
const widget = object('example.com/v1', 'Widget', 'w', `replicas: 3, template: ${template('w')}`)
const nested = object('example.com/v1', 'Widget', 'w', `worker: { podTemplate: ${template('w')} }`)
const dollar = '$'
const app = `${dollar}{APP}`
const processed = `{ apiVersion: template.openshift.io/v1, kind: Template, metadata: { name: t }, parameters: [{ name: APP, value: shop }, { name: COUNT, value: "5" }, { name: KEY, generate: expression, from: "[a-z]{8}" }], objects: [${deployment('NAME').replace('replicas: 1', `replicas: "${dollar}{{COUNT}}"`).replaceAll('NAME', `"${app}"`)}] }`
const custom = (text: string): Partial<LoadOptions> => ({ podTemplateKinds: [text] })

const read: readonly (readonly [
  name: string,
  items: readonly string[],
  pods: Readonly<Record<string, number>>,
  options?: Partial<LoadOptions>,
])[] = [
  [
    'a ReplicationController, whose selector is a map of labels',
    [
      object(
        'v1',
        'ReplicationController',
        'rc',
        `replicas: 2, selector: { app: rc }, template: ${template('rc')}`,
      ),
    ],
    { 'default/replicationcontroller/rc': 2 },
  ],
  [
    'a ReplicationController without replicas and selector',
    [object('v1', 'ReplicationController', 'rc', `template: ${template('rc')}`)],
    { 'default/replicationcontroller/rc': 1 },
  ],
  ['a DeploymentConfig', [config('replicas: 3')], { 'default/deploymentconfig/web': 3 }],
  ['a DeploymentConfig of old', [config('replicas: 3', 'v1')], { 'default/deploymentconfig/web': 3 }],
  [
    'a DeploymentConfig without replicas, which OpenShift takes for none',
    [config('paused: false'), deployment('other')],
    { 'default/deployment/other': 1, 'default/deploymentconfig/web': 0 },
  ],
  [
    'a Rollout',
    [rollout(`replicas: 4, strategy: { canary: {} }, template: ${template('web')}`)],
    { 'default/rollout/web': 4 },
  ],
  [
    'a Rollout that takes the template of a Deployment',
    [
      rollout('replicas: 4, workloadRef: { apiVersion: apps/v1, kind: Deployment, name: base }'),
      deployment('base', 0),
    ],
    { 'default/deployment/base': 0, 'default/rollout/web': 4 },
  ],
  [
    'a Rollout that scales its Deployment down',
    [
      rollout(
        'replicas: 4, workloadRef: { apiVersion: apps/v1, kind: Deployment, name: base, scaleDown: onsuccess }',
      ),
      deployment('base', 4),
    ],
    { 'default/deployment/base': 0, 'default/rollout/web': 4 },
  ],
  [
    'a Deployment and a Rollout of one name',
    [rollout(`replicas: 4, template: ${template('web')}`), deployment('web', 2)],
    { 'default/deployment/web': 2, 'default/rollout/web': 4 },
  ],
  [
    'a Knative Service, which runs one pod at least at first',
    [knative('a: b')],
    { 'default/service/hello': 1 },
  ],
  [
    'the scale of a Knative Service',
    [knative('autoscaling.knative.dev/min-scale: "3"')],
    { 'default/service/hello': 3 },
  ],
  [
    'a probe of a Knative Service without a port',
    [knative('a: b', 'image: "a:1", readinessProbe: { httpGet: { path: / } }, livenessProbe: {}')],
    { 'default/service/hello': 1 },
  ],
  [
    'a Knative Service beside a Service of its name',
    [knative('a: b'), object('v1', 'Service', 'hello', 'selector: { app: a }, ports: [{ port: 80 }]')],
    { 'default/service/hello': 1 },
  ],
  [
    'the Deployments of a Knative Service in its place',
    [knative('a: b'), deployment('hello-00001', 2, '', 'labels: { serving.knative.dev/service: hello }')],
    { 'default/deployment/hello-00001': 2 },
  ],
  ['a custom resource', [widget], { 'default/widget/w': 3 }, custom('example.com/Widget=spec.template')],
  [
    'a custom resource by the path of its pod spec',
    [widget],
    { 'default/widget/w': 3 },
    custom('example.com/Widget=spec.template.spec'),
  ],
  [
    'a custom resource with its template elsewhere',
    [nested],
    { 'default/widget/w': 1 },
    custom('example.com/Widget=spec.worker.podTemplate'),
  ],
  ['an OpenShift Template with the values of its parameters', [processed], { 'default/deployment/shop': 5 }],
  [
    'a List within a List',
    [`{ apiVersion: v1, kind: List, items: [${deployment('web', 2)}] }`],
    { 'default/deployment/web': 2 },
  ],
]

for (const [name, items, pods, options] of read) {
  test(`reads ${name}`, async () => {
    assert.equal(podsOf(await loadText(listOf(...items), options)), pods)
  })
}

const named: readonly [name: string, item: string, message: RegExp, fix: RegExp][] = [
  [
    'a PodTemplate',
    `{ apiVersion: v1, kind: PodTemplate, metadata: { name: p }, template: ${template('p')} }`,
    /but PodTemplate 1;/,
    /makes no pods/,
  ],
  ['a custom resource', widget, /but Widget 1;/, /--pod-template-kind example\.com\/Widget=spec\.template/],
  ['a ConfigMap', object('v1', 'ConfigMap', 'c'), /but ConfigMap 1;/, /-f/],
  [
    'Deployments of a group that nobody knows',
    object('example.com/v1', 'Deployment', 'd', `template: ${template('d')}`),
    /but Deployment\.example\.com 1;/,
    /example\.com\/Deployment=spec\.template/,
  ],
]

for (const [name, item, message, fix] of named) {
  test(`names ${name} when nothing else is there`, async () => {
    const [diagnostic] = (await loadError(loadText(item))).diagnostics
    assert.is(diagnostic!.rule, 'nothing-to-simulate')
    assert.match(diagnostic!.message, message)
    assert.match(diagnostic!.fix, fix)
  })
}

test('names kinds beside others in a note', async () => {
  const { notes } = await loadText(listOf(deployment('web'), widget))
  assert.ok(
    notes.includes(
      'pods of Widget are not simulated: --pod-template-kind example.com/Widget=spec.template reads it',
    ),
  )
})

const refused: readonly [name: string, text: string, options: Partial<LoadOptions>, rule: string][] = [
  ['a path that leads nowhere', widget, custom('example.com/Widget=spec.pods'), 'container-required'],
  ['an option that is none', widget, custom('Widget=spec.template'), 'pod-template'],
  ['a path that is none', widget, custom('example.com/Widget=spec..template'), 'pod-template'],
  [
    'a Rollout of a Deployment that is not there',
    rollout('workloadRef: { apiVersion: apps/v1, kind: Deployment, name: base }'),
    {},
    'pod-template',
  ],
  [
    'a required parameter without a value',
    `{ apiVersion: template.openshift.io/v1, kind: Template, metadata: { name: t }, parameters: [{ name: A, required: true }], objects: [${deployment('web')}] }`,
    {},
    'template-parameter',
  ],
]

for (const [name, text, options, rule] of refused) {
  test(`refuses ${name}`, async () => {
    const error = await loadError(loadText(text, options))
    assert.equal([...new Set(error.diagnostics.map((one) => one.rule))].includes(rule), true)
  })
}

test('the option works on the command line, in summaries and by name of the kind', async () => {
  await inDirectory({ 'w.yaml': widget }, async (directory) => {
    const words = [
      '-f',
      `${directory}/w.yaml`,
      '--pod-template-kind',
      'example.com/Widget=spec.template',
      '--quiet',
    ]
    assert.is((await runHere(['run', ...words, '--duration', '1m', '--out-dir', `${directory}/out`])).code, 0)
    assert.match(readFileSync(`${directory}/out/summary.csv`, 'utf8'), /default\/widget\/w,3,/)
    const pods = await runHere(['get', 'pods', ...words, '-o', 'name'])
    assert.equal(pods.stdout.split('\n').slice(0, 3), ['pod/w-0', 'pod/w-1', 'pod/w-2'])
  })
})

test('a match names other kinds, too', async () => {
  const study = `
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: s }
spec: { workloads: [{ match: { kind: Rollout }, replicas: 7 }] }
`
  const loaded = await loadText(rollout(`template: ${template('web')}`) + study)
  assert.equal(podsOf(loaded), { 'default/rollout/web': 7 })
  assert.is(podName(loaded.spec.workloads[0]!, 6), 'web-6')
})

test.run()
