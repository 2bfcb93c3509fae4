import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterSpec } from '../engine/index.ts'
import { nameHint } from './name-hint.ts'

const test = suite('names that are near')

const workload = (namespace: string, kind: string, name: string, replicas = 2) => ({
  namespace,
  kind,
  name,
  replicas,
})
const spec = {
  workloads: [
    workload('data', 'StatefulSet', 'cache'),
    workload('shop', 'Deployment', 'web'),
    workload('shop', 'Pod', 'once', 1),
  ],
} as unknown as ClusterSpec

const cases: readonly (readonly [namespace: string | undefined, pods: readonly string[], hint: string])[] = [
  ['shp', [], 'the input has no namespace "shp"; did you mean -n shop?\n'],
  ['elsewhere', [], 'the input has no namespace "elsewhere"; it has data, shop\n'],
  ['shop', ['wbe-1'], 'did you mean web-1?\n'],
  ['shop', ['wbe'], 'did you mean web-0?\n'],
  ['shop', ['onec'], 'did you mean once?\n'],
  ['shop', ['web-7'], 'shop/deployment/web begins with 2 pods\n'],
  ['data', ['web-0'], ''],
  ['shop', [], ''],
  [undefined, ['cahce-1'], 'did you mean cache-1?\n'],
]

for (const [namespace, pods, hint] of cases)
  test(`-n ${namespace} ${pods.join(' ')}: ${hint.trim() || 'nothing is near'}`, () => {
    assert.is(nameHint(spec, namespace, pods), hint)
  })

test('the only namespace is offered as the option to write', () => {
  const only = { workloads: spec.workloads.slice(0, 1) }
  assert.is(
    nameHint(only, 'default', []),
    'the input has no namespace "default"; it has only data: add -n data\n',
  )
})

test.run()
