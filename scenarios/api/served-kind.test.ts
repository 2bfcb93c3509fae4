/** Kinds and versions as kubectl looks them up. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText, podWith } from '../load-text.test.helper.ts'

const test = suite('kinds that the API serves')

const refused: readonly (readonly [apiVersion: string, kind: string, fix: RegExp])[] = [
  ['extensions/v1beta1', 'Deployment', /^write apiVersion: apps\/v1$/],
  ['extensions/v1beta1', 'Ingress', /^write apiVersion: networking\.k8s\.io\/v1$/],
  ['apps/v1beta1', 'StatefulSet', /^write apiVersion: apps\/v1$/],
  ['apps/v1beta2', 'DaemonSet', /^write apiVersion: apps\/v1$/],
  ['batch/v1beta1', 'CronJob', /^write apiVersion: batch\/v1$/],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', /^write apiVersion: autoscaling\/v2$/],
  ['policy/v1beta1', 'PodDisruptionBudget', /^write apiVersion: policy\/v1$/],
  ['policy/v1beta1', 'PodSecurityPolicy', /./],
  ['networking.k8s.io/v1beta1', 'Ingress', /^write apiVersion: networking\.k8s\.io\/v1$/],
  ['v1', 'Deployment', /^write apiVersion: apps\/v1$/],
  ['apps/v1', 'Pod', /^write apiVersion: v1$/],
  ['apps', 'Deployment', /^write apiVersion: apps\/v1$/],
  ['Apps/v1', 'Deployment', /^write apiVersion: apps\/v1$/],
  ['app/v1', 'Deployment', /^write apiVersion: apps\/v1$/],
  ['apps/v1', 'deployment', /^write kind: Deployment$/],
  ['apps/v1', 'Deployments', /^write kind: Deployment$/],
  ['v1', 'Deploymnet', /^write apiVersion: apps\/v1 and kind: Deployment$/],
  ['batch/v1', 'Cronjob', /^write kind: CronJob$/],
  ['Networking.k8s.io/v1', 'Ingress', /^write apiVersion: networking\.k8s\.io\/v1$/],
]
for (const [apiVersion, kind, fix] of refused) {
  test(`finds no match for kind ${kind} in version ${apiVersion}`, async () => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n---\n${podWith()}`
    const { diagnostics } = await loadError(loadText(text))
    assert.is(diagnostics.length, 1)
    assert.is(diagnostics[0].rule, 'no-such-kind')
    assert.is(diagnostics[0].line, 2)
    assert.ok(
      diagnostics[0].message.startsWith(
        `kind: no matches for kind "${kind}" in version "${apiVersion}"; expected`,
      ),
    )
    assert.match(diagnostics[0].fix, fix)
  })
}

const taken: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['/v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['snapshot.storage.k8s.io/v1', 'VolumeSnapshot'],
  ['metrics.k8s.io/v1beta1', 'PodMetrics'],
  ['v1', 'Template'],
]
for (const [apiVersion, kind] of taken) {
  test(`takes ${kind} of ${apiVersion} beside a pod`, async () => {
    await loadText(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n---\n${podWith()}`)
  })
}

const untyped: readonly (readonly [text: string, message: RegExp])[] = [
  [podWith().replace('kind: Pod\n', ''), /Object 'kind' is missing/],
  [podWith().replace('apiVersion: v1\n', ''), /Object 'apiVersion' is missing/],
  [podWith().replace('kind: Pod', 'Kind: Pod'), /Object 'kind' is missing/],
  [podWith().replace('kind: Pod', 'kind: 5'), /Object 'kind' is missing/],
  [podWith().replace('kind: Pod', 'kind: ~'), /Object 'kind' is missing/],
]
for (const [text, message] of untyped) {
  test(`refuses ${JSON.stringify(text.slice(0, 40))}`, async () => {
    const { diagnostics } = await loadError(loadText(text))
    assert.is(diagnostics[0].rule, 'object-kind')
    assert.match(diagnostics[0].message, message)
  })
}

test('takes /v1 for v1, as kubectl does', async () => {
  assert.is((await loadText(podWith().replace('v1', '/v1'))).counts.pods, 1)
})

test.run()
