/** What is written of a life beats what is default, and each key of it takes a list of whole settings. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type BehaviorSpec, containersOfPod } from '../../engine/contract/cluster-spec.ts'
import { simulate } from '../../engine/index.ts'
import { loadError, loadText, scenarioWith } from '../load-text.test.helper.ts'

const test = suite('settings of a life')

const s = 1_000_000
const at = (seconds: number) => ({ kind: 'constant', value: seconds * s })
const never = { kind: 'never' }

async function behaviorOf(behavior: string): Promise<BehaviorSpec> {
  const { spec } = await loadText(scenarioWith('workloads:', `  - {behavior: {${behavior}}}`))
  return spec.workloads[0].pod.containers[0].behavior
}

const lists: readonly [text: string, key: 'hang' | 'crash' | 'complete' | 'shutdown', spec: unknown][] = [
  ['hang: 10m', 'hang', { after: [at(600)], tcpOk: true }],
  ['hang: [10m, never]', 'hang', { after: [at(600), never], tcpOk: true }],
  ['hang: [{after: 10m, tcp: fails}, never]', 'hang', { after: [at(600), never], tcpOk: [false, true] }],
  ['hang: {after: [10m, never], tcp: fails}', 'hang', { after: [at(600), never], tcpOk: false }],
  [
    'hang: [{after: 1s, tcp: fails}, {after: 2s, tcp: fails}]',
    'hang',
    { after: [at(1), at(2)], tcpOk: false },
  ],
  [
    'crash: [{after: 1s, exitCode: 3}, {after: 5s, exitCode: 0}]',
    'crash',
    { after: [at(1), at(5)], exitCode: [3, 0] },
  ],
  ['crash: [1s, {after: 5s, exitCode: 0}]', 'crash', { after: [at(1), at(5)], exitCode: [1, 0] }],
  ['crash: [{exponential: 1s}]', 'crash', { after: [{ kind: 'exponential', mean: s }], exitCode: 1 }],
  ['crash: {after: {exponential: 1s}}', 'crash', { after: [{ kind: 'exponential', mean: s }], exitCode: 1 }],
  ['complete: [{after: 1s}, 2s, never]', 'complete', { after: [at(1), at(2), never] }],
  ['shutdown: [{after: 2s, exitCode: 0}, never]', 'shutdown', { after: [at(2), never], exitCode: [0, 143] }],
]

for (const [text, key, expected] of lists)
  test(`reads ${text}`, async () => assert.equal((await behaviorOf(text))[key], expected))

test('start and startup have nothing but a time', async () => {
  const { start, startup } = await behaviorOf('start: [1s, 2s], startup: [{uniform: [1s, 2s]}, 5s]')
  assert.equal(start, [at(1), at(2)])
  assert.equal(startup[1], at(5))
})

const wrong: readonly [text: string, place: RegExp][] = [
  ['crash: []', /crash is .*expected a list of at least 1/],
  ['crash: [{exitCode: 3}]', /crash\[0\] has no after/],
  ['crash: [{after: 1s, tcp: fails}]', /crash\[0\]\.tcp: there is no key "tcp"/],
  ['hang: [1s, {after: 1s, tcp: maybe}]', /hang\[1\]\.tcp is "maybe"/],
  ['hang: [1s, soon]', /hang\[1\].*soon/],
  ['crash: [{after: [1s, 2s]}]', /crash\[0\]\.after/],
  ['complete: [{after: 1s, exitCode: 0}]', /complete\[0\]\.exitCode: there is no key/],
]

for (const [text, place] of wrong)
  test(`refuses ${text}, with the place in the list`, async () =>
    assert.match((await loadError(behaviorOf(text))).message, place))

const pod = (behavior: string): string =>
  [
    'apiVersion: probestorm.dev/v1alpha1',
    'kind: Scenario',
    `spec: {duration: 5m, initialState: created, overheads: ideal, workloads: [{match: {container: init}, behavior: {${behavior}}}]}`,
    '---',
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: web}',
    'spec: {initContainers: [{name: init, image: "i:1"}], containers: [{name: app, image: "a:1"}]}',
    '',
  ].join('\n')

const inits: readonly [behavior: string, completes: unknown][] = [
  ['errorRate: 0', [at(1)]],
  ['crash: 1s', [never]],
  ['crash: {exponential: 10m}', [never]],
  ['hang: 5s', [never]],
  ['crash: [1s, never]', [never, at(1)]],
  ['crash: [never, 1s], hang: [1s, never]', [never, never]],
  ['crash: 1s, complete: 2s', [at(2)]],
  ['crash: never', [at(1)]],
]

for (const [behavior, completes] of inits) {
  test(`an init container with ${behavior} completes after ${JSON.stringify(completes)}`, async () => {
    const { spec } = await loadText(pod(behavior))
    const [init, app] = containersOfPod(spec.workloads[0].pod)
    assert.equal(init!.behavior.complete.after, completes)
    assert.equal(app!.behavior.complete.after, [never])
  })
}

test('an init container with crash: 1s crashes, again and again', async () => {
  const { spec } = await loadText(pod('crash: 1s'))
  const { replications } = await simulate(spec, { traceStarts: true })
  const { starts, podStatuses } = replications[0]!
  assert.equal(new Set(starts.slice(1).map(({ cause }) => cause)), new Set(['crash']))
  assert.equal(podStatuses, [{ status: 'Init:CrashLoopBackOff', pods: 1 }])
})

test('one that crashes once then completes, and the pod runs', async () => {
  const { spec } = await loadText(pod('crash: [{after: 1s, exitCode: 7}, never]'))
  const { replications } = await simulate(spec, { traceStarts: true })
  const { starts, podStatuses } = replications[0]!
  assert.equal(
    starts.map(({ container, cause, previousExitCode }) => [container, cause, previousExitCode]),
    [
      ['init', 'initial', null],
      ['init', 'crash', 7],
      ['app', 'initial', null],
    ],
  )
  assert.equal(podStatuses, [{ status: 'Running', pods: 1 }])
})

test('each incarnation exits with its own code', async () => {
  const { spec } = await loadText(
    scenarioWith(
      'duration: 2m',
      'overheads: ideal',
      'workloads: [{behavior: {crash: [{after: 1s, exitCode: 3}, {after: 5s, exitCode: 0}]}}]',
    ),
  )
  const { replications } = await simulate(spec, { traceStarts: true })
  const codes = replications[0]!.starts.map(({ previousExitCode }) => previousExitCode)
  assert.equal(codes.slice(0, 3), [3, 0, 0])
})

test.run()
