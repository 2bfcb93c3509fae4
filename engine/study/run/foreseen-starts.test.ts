import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { app, deployed } from '../../../tests/support/one-workload.ts'
import { constant, probe } from '../../../tests/support/spec.ts'
import type { BehaviorSpec, ContainerSpec, DistributionSpec } from '../../contract/cluster-spec.ts'
import { simulate } from './experiment.ts'
import { foreseen } from './foreseen-starts.ts'

const test = suite('foreseen starts')

const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * 1e6 })
const day = 86_400

const rows: readonly (readonly [
  what: string,
  probes: ContainerSpec['probes'],
  does: Partial<BehaviorSpec>,
])[] = [
  ['a container that runs on', { liveness: probe() }, {}],
  ['a crash each second', {}, { crash: { after: [constant(1)], exitCode: 1 } }],
  ['a crash each 20 minutes', {}, { crash: { after: [exponential(1200)], exitCode: 1 } }],
  ['a crash each 10 minutes', {}, { crash: { after: [exponential(600)], exitCode: 1 } }],
  ['a container that completes each hour', {}, { complete: { after: [constant(3600)] } }],
  ['a hang each hour, seen', { liveness: probe() }, { hang: { after: [exponential(3600)], tcpOk: true } }],
  ['a hang, not seen', {}, { hang: { after: [exponential(3600)], tcpOk: true } }],
  ['probes that always fail', { liveness: probe() }, { errorRate: 1 }],
  ['probes that fail every other time', { liveness: probe() }, { errorRate: 0.5 }],
  ['a start that is never over', { startup: probe() }, { startup: [{ kind: 'never' }] }],
]
for (const [what, probes, does] of rows) {
  test(`${what}: neither half of what comes nor more than three times as many`, async () => {
    const spec = deployed(app(probes, does), day, { replicas: 20 })
    const { starts, hangs } = foreseen(spec)
    const [{ starts: came, detections }] = (await simulate(spec)).replications
    assert.ok(starts >= 0.5 * came.length && starts <= 3 * came.length + 20, `${starts}, ${came.length}`)
    assert.ok(hangs >= 0.5 * detections.length, `${hangs}, ${detections.length}`)
  })
}

test('no more than are kept', () => {
  const spec = deployed(app({}, { crash: { after: [constant(1)], exitCode: 1 } }), day, { replicas: 20 })
  assert.is(foreseen(spec, 7).starts, 140)
})

test.run()
