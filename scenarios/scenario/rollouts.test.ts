/** Faults `rollout` and `rollback`: what each revision is made of, and what a Deployment says of its rollouts (W2). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import { loadText } from '../load-text.test.helper.ts'

const test = suite('rollouts of a scenario')

const second = 1_000_000
const deployment = (spec = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  selector: {matchLabels: {app: web}}
  ${spec}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: app:1
          readinessProbe: {httpGet: {port: 80}, periodSeconds: 5}
          livenessProbe: {httpGet: {port: 80}, failureThreshold: 4}
        - {name: side, image: "side:1"}
`
const load = async (faults: readonly string[], spec = ''): Promise<ClusterSpec> => {
  const scenario = `---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: {name: roll}
spec:
  workloads:
    - {match: {container: app}, behavior: {startup: 3s, latency: 10ms}}
  faults:
${faults.map((fault) => `    - ${fault}`).join('\n')}
`
  return (await loadText(deployment(spec) + scenario)).spec
}
const containersOf = ({ workloads }: ClusterSpec) =>
  [workloads[0].pod, ...(workloads[0].revisions ?? [])].map(({ containers }) => containers)

test('keys that are written are another setting in the new version, and the others stay', async () => {
  const spec = await load([
    '{kind: rollout, at: 1m, to: {image: "app:2", behavior: {startup: 9s}, livenessProbe: {periodSeconds: 2}, readinessProbe: none}, match: {container: app}}',
  ])
  const [[before], [after, side]] = containersOf(spec)
  assert.is(after.image, 'app:2')
  assert.equal(after.behavior.startup, [{ kind: 'constant', value: 9 * second }])
  assert.equal(after.behavior.latency, before.behavior.latency)
  assert.is(after.behavior.image.present, false)
  assert.equal(after.probes, {
    liveness: { ...before.probes.liveness!, periodUs: 2 * second },
  })
  assert.is(side.image, 'side:1')
  assert.equal(spec.faults, [
    { kind: 'rollout', atUs: 60 * second, revisions: [{ workload: 0, revision: 1 }] },
  ])
})

test('without anything new the same template comes again, as by kubectl rollout restart', async () => {
  const [before, after] = containersOf(await load(['{kind: rollout, at: 1m}']))
  assert.equal(after, before)
})

test('a handler makes a probe where there is none, with the defaults of the API (P21)', async () => {
  const spec = await load([
    '{kind: rollout, at: 1m, match: {container: side}, to: {livenessProbe: {exec: {command: [ls]}}}}',
  ])
  const [, [, side]] = containersOf(spec)
  assert.equal(side.probes.liveness, {
    handler: 'exec',
    initialDelayUs: 0,
    timeoutUs: second,
    periodUs: 10 * second,
    successThreshold: 1,
    failureThreshold: 3,
    portDefined: true,
  })
})

test('each revision is made from the one that the workload has then, after a rollback too, in the order of time', async () => {
  const spec = await load([
    '{kind: rollout, at: 9m, to: {image: "app:4"}, match: {container: app}}',
    '{kind: rollout, at: 1m, to: {behavior: {startup: 9s}}, match: {container: app}}',
    '{kind: rollback, at: 5m}',
    '{kind: rollout, at: 7m, to: {livenessProbe: {periodSeconds: 3}}, match: {container: app}}',
  ])
  const startups = containersOf(spec).map(([app]) => app.behavior.startup[0])
  const seconds = (value: number) => ({ kind: 'constant', value: value * second })
  assert.equal(startups, [seconds(3), seconds(9), seconds(3), seconds(3)])
  assert.equal(
    containersOf(spec).map(([app]) => app.probes.liveness!.periodUs / second),
    [10, 10, 3, 3],
  )
  assert.equal(
    spec.faults.map((fault) => (fault.kind === 'rollout' ? fault.revisions[0].revision : 'rollback')),
    [3, 1, 'rollback', 2],
  )
})

test('going back to an earlier image brings the revision back that had it, and the same image again changes nothing (W2)', async () => {
  const spec = await load([
    '{kind: rollout, at: 1m, to: {image: "app:2"}, match: {container: app}}',
    '{kind: rollout, at: 2m, to: {image: "app:2"}, match: {container: app}}',
    '{kind: rollout, at: 3m, image: "app:1", match: {container: app}}',
    '{kind: rollout, at: 4m, to: {image: "app:2"}, match: {container: app}}',
    '{kind: rollout, at: 5m, to: {image: "app:2", behavior: {startup: 9s}}, match: {container: app}}',
    '{kind: rollout, at: 6m}',
  ])
  assert.equal(
    spec.faults.map((fault) => (fault.kind === 'rollout' ? fault.revisions[0].revision : -1)),
    [1, 1, 0, 1, 2, 3],
  )
  assert.is(spec.workloads[0].revisions?.length, 3)
})

for (const [probe, message] of [
  ['readinessProbe: {tcpSocket: {}}', 'tcpSocket has no port'],
  ['startupProbe: {exec: {}}', 'exec has no command'],
  ['readinessProbe: {httpGet: {path: /live}}', 'accepted'],
] as const)
  test(`a new handler says whom it asks, and one that was there need not: ${probe} (P21)`, async () => {
    const said = await load([`{kind: rollout, at: 1m, match: {container: app}, to: {${probe}}}`]).then(
      () => 'accepted',
      (error) => String(error.message),
    )
    assert.match(said, message)
  })

const returns: readonly (readonly [what: string, first: string, revisions: readonly number[]])[] = [
  [
    'an image that behaves otherwise is left by the old image',
    '{image: "app:2", behavior: {startup: 9s}}',
    [1, 0],
  ],
  ['a restart is an annotation, which stays, so the restarted revision comes back', '{}', [1, 2, 1]],
  [
    'other behavior without another image is an unknown change, which stays as well',
    '{behavior: {startup: 9s}}',
    [1, 2, 1],
  ],
]
for (const [what, first, revisions] of returns)
  test(`a template comes back only if all of it does: ${what} (W2)`, async () => {
    const spec = await load([
      `{kind: rollout, at: 1m, to: ${first}, match: {container: app}}`,
      ...(revisions.length === 3 ? ['{kind: rollout, at: 2m, image: "app:2", match: {container: app}}'] : []),
      '{kind: rollout, at: 3m, image: "app:1", match: {container: app}}',
    ])
    assert.equal(
      spec.faults.map((fault) => (fault.kind === 'rollout' ? fault.revisions[0].revision : -1)),
      revisions,
    )
  })

test('an image that cannot be pulled must be named', async () => {
  const message = await load(['{kind: rollout, at: 1m, fails: true}']).then(
    () => 'accepted',
    (error) => String(error.message),
  )
  assert.match(message, 'but the fault brings none; expected image')
})

test('a new image that cannot be pulled is said of the new version alone', async () => {
  const [[before], [after]] = containersOf(
    await load(['{kind: rollout, at: 1m, image: "app:2", fails: true, match: {container: app}}']),
  )
  assert.equal([before.behavior.image.fails, after.behavior.image.fails], [false, true])
})

test('a Deployment says how it rolls out; one that says nothing is as by default (W2)', async () => {
  const [plain] = (await load([])).workloads
  assert.is(plain.deployment, undefined)
  assert.is(plain.minReadyUs, undefined)
  const own = `minReadySeconds: 5
  progressDeadlineSeconds: 60
  revisionHistoryLimit: 2
  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: "10%"}}`
  const [said] = (await load([], own)).workloads
  assert.is(said.minReadyUs, 5 * second)
  assert.equal(said.deployment, {
    strategy: { kind: 'RollingUpdate', maxSurge: { count: 1 }, maxUnavailable: { percent: 10 } },
    progressDeadlineUs: 60 * second,
    revisionHistoryLimit: 2,
    isPaused: false,
  })
  const [recreated] = (await load([], 'strategy: {type: Recreate}')).workloads
  assert.equal(recreated.deployment?.strategy, { kind: 'Recreate' })
})

test.run()
