/** Cases 03 and 13, and others of their kind: pods of StatefulSets and DaemonSets come, go and come again as on a cluster (W3, W4). */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ReplicationResult } from '../../../engine/contract/run-result.ts'
import { simulate } from '../../../engine/study/run/experiment.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { loadText } from '../../../scenarios/load-text.test.helper.ts'
import { repository } from '../../support/cli.ts'
import { runHere } from '../../support/command.ts'
import { summaryOf } from '../../support/observe.ts'

const test = suite('field cases: sets')

const pathOf = (name: string): string => join(repository, 'tests/cases/field', name)
const ordered = pathOf('03-ordered-ready.yaml')
const tainted = pathOf('13-taints-and-affinity.yaml')

test('a pod of a StatefulSet is created when the one before is ready, about a minute after its creation (W4)', async () => {
  const { stdout } = await runHere(['get', 'pods', '-f', ordered, '-w', '--quiet'])
  const rows = stdout
    .split('\n')
    .map((line) => /^(db-\d) +(\S+) +(\S+) +\S+ +(\d+)s$/.exec(line) ?? [])
    .flatMap(([, name, ready, status, age]) => (name === undefined ? [] : [{ name, ready, status, age }]))
  const turns = rows.filter(({ ready, status }) => ready === '1/1' || status === 'Pending')
  const each = [0, 1, 2, 3, 4].flatMap((ordinal) => [`db-${ordinal} 0/1`, `db-${ordinal} 1/1`])
  // A pod is Pending before it has a node, and then until its containers are created.
  const seen = turns.map(({ name, ready }) => `${name} ${ready}`)
  assert.equal(
    seen.filter((turn, place) => turn !== seen[place - 1]),
    each,
  )
  for (const { name, age } of turns.filter(({ ready }) => ready === '1/1'))
    assert.ok(Number(age) >= 60 && Number(age) <= 63, `${name}: ${age}`)
})

const deletion = (kind: string, policy = ''): string =>
  [
    `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: web}, spec: {${kind === 'DaemonSet' ? '' : `replicas: 6, serviceName: web, ${policy}`}`,
    'selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [',
    '{name: web, image: "example/web:1", readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}}]}}}}',
    '---',
    '{apiVersion: probestorm.dev/v1alpha1, kind: Scenario, metadata: {name: deleted-pods}, spec: {duration: 20m,',
    'workloads: [{match: {name: web}, behavior: {startup: 30s}}], nodes: [{name: n, count: 6}],',
    'faults: [{kind: delete, at: 5m, match: {name: web}, count: 2}]}}',
  ].join('\n')

async function afterDeletion(kind: string, policy = ''): Promise<ReplicationResult> {
  const { spec, notes } = await loadText(deletion(kind, policy))
  assert.not.match(notes.join('\n'), /not replaced/)
  return (await simulate(spec, {})).replications[0]!
}

for (const [kind, policy, pods] of [
  ['DaemonSet', '', 'both at once'],
  ['StatefulSet', 'podManagementPolicy: Parallel,', 'both at once'],
  ['StatefulSet', '', 'one after the other'],
] as const) {
  test(`deleted pods of a ${kind} come again, ${pods} (W3, W4)`, async () => {
    const result = await afterDeletion(kind, policy)
    const least = pods === 'both at once' ? 30 : 60
    const back = summaryOf(result, 'recovery_99_seconds')!
    assert.ok(back > least && back < 1.4 * least, String(back))
  })
}

test('a pod of a StatefulSet that the input does not hold comes again under its name (W4)', async () => {
  const pod = (name: string): string =>
    [
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, labels: {app: db}, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet,`,
      `name: db, uid: "1", controller: true}]}, spec: {nodeName: one, containers: [{name: db, image: "db:1"}]}, status: {phase: Running}}`,
    ].join(' ')
  const input = [
    pod('db-10'),
    pod('db-9'),
    '{apiVersion: v1, kind: Node, metadata: {name: one}, status: {allocatable: {pods: "110"}, conditions: [{type: Ready, status: "True"}]}}',
    '{apiVersion: probestorm.dev/v1alpha1, kind: Scenario, metadata: {name: s}, spec: {duration: 5m, overheads: ideal, faults: [{kind: delete, at: 1m, match: {name: db}}]}}',
  ].join('\n---\n')
  const { spec } = await loadText(input)
  const { starts } = (await simulate(spec, {})).replications[0]!
  assert.equal(starts.map((row) => row.pod).sort(), ['db-10', 'db-9'])
})

test('created, a DaemonSet has a pod on the nodes whose taints it tolerates, a cordoned one among them (W3, N5)', async () => {
  const { spec } = await loadScenario({ files: [tainted] })
  const { replications } = await simulate({ ...spec, initialState: 'created', durationUs: 60e6 }, {})
  assert.equal(
    replications[0]!.podStatuses.map(({ status, pods }) => [status, pods]),
    // The condition of w1 is Unknown: at once it gets the taint unreachable with NoSchedule, which only lin tolerates.
    [['Running', 5]],
  )
})

test.run()
