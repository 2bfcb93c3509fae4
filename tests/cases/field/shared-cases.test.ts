/** Manifests on which real use got a wrong answer, with the right one. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { inDirectory } from '../../../scenarios/load-text.test.helper.ts'
import { runHere } from '../../support/command.ts'
import { podsOf, podsOnNodes } from './case.ts'

const test = suite('field cases')

const fileOf = (name: string): string => new URL(`./${name}.yaml`, import.meta.url).pathname
const load = (name: string) => loadScenario({ files: [fileOf(name)] })

test('05: a Deployment without replicas has the pods that its autoscaler wants at least', async () => {
  const loaded = await load('05-autoscaled-without-replicas')
  assert.equal(podsOf(loaded), { 'default/deployment/web': 5 })
  assert.ok(
    loaded.notes.some((note) => note.includes('default/deployment/web 5 (HorizontalPodAutoscaler web)')),
  )
})

test('06: Helm hooks are no part of what is installed', async () => {
  const loaded = await load('06-helm-hooks')
  assert.equal(podsOf(loaded), { 'default/deployment/rel': 2 })
  assert.is(loaded.counts.instances.probes, 2)
  assert.ok(loaded.notes.some((note) => note.startsWith('2 Helm hooks left out')))
})

test('12: a generateName gets five characters', async () => {
  const loaded = await load('12-generate-name')
  assert.match(loaded.spec.workloads[0]!.name, /^storage-migration-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  assert.equal(Object.values(podsOf(loaded)), [1])
  assert.ok(loaded.notes.some((note) => note.includes('generateName')))
})

test('13: DaemonSets run where they may, and nodes show what they are', async () => {
  const loaded = await load('13-taints-and-affinity')
  assert.equal(podsOf(loaded), { 'default/daemonset/agent': 3, 'default/daemonset/lin': 3 })
  assert.equal(podsOnNodes(loaded), { cp: 1, w1: 2, w2: 2, win1: 1 })
  assert.ok(loaded.notes.some((note) => note.startsWith('2 pods on 1 node that is not ready')))
  const nodes = await runHere(['get', 'nodes', '-f', fileOf('13-taints-and-affinity')])
  const states = nodes.stdout.split('\n').map((line) => line.split(/ +/).slice(0, 2).join(' '))
  assert.equal(states.slice(1, 5), ['cp Ready', 'w1 NotReady', 'w2 Ready,SchedulingDisabled', 'win1 Ready'])
  const plan = await runHere(['validate', '-f', fileOf('13-taints-and-affinity')])
  assert.match(plan.stdout, /30 to 110/)
})

test('19: names make nodes, and pods of one controller are one workload', async () => {
  const loaded = await load('19-node-names-in-a-dump')
  assert.equal(podsOf(loaded), { 'default/replicaset/web-6f5d': 3 })
  assert.equal(podsOnNodes(loaded), { n1: 2, n2: 1 })
})

test('19: pods per node are right in nodes.csv', async () => {
  await inDirectory({}, async (directory) => {
    const words = ['run', '-f', fileOf('19-node-names-in-a-dump'), '--duration', '10m', '--quiet']
    assert.is((await runHere([...words, '--out-dir', `${directory}/out`])).code, 0)
    const rows = readFileSync(`${directory}/out/nodes.csv`, 'utf8').split('\n')
    assert.equal(
      rows.slice(1, 3).map((row) => row.split(',').slice(0, 3).join(',')),
      ['1,n1,2', '1,n2,1'],
    )
  })
})

test('a request larger than any node needs no nodes, and its pods are named', async () => {
  for (const cpu of ['1000000000000', '50000000', '16001m']) {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: "web:1", resources: { requests: { cpu: "${cpu}" } } }] }
`
    const loaded = await loadScenario({ files: ['-'], readStdin: () => text })
    assert.is(loaded.spec.nodes.length, 1)
    assert.equal(podsOnNodes(loaded), {})
    assert.match(loaded.warnings[0]!.message, /default\/deployment\/web asks for; these pods stay Pending/)
  }
})

test.run()
