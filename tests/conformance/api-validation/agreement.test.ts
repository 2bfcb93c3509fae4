/** We refuse what the API server refuses and take what it takes, at least as often as the table says. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { agreementByGroup, compareAll, totalAgreement } from './agreement.ts'

/** Percent of the cases of each group whose verdict must be the server's. */
const verdictMin: Readonly<Record<string, number>> = {
  base: 100,
  'probe.int': 100,
  'probe.grace': 100,
  'probe.handler': 100,
  'probe.port': 100,
  'probe.grpc': 100,
  'probe.http': 69,
  'probe.exec': 100,
  'probe.unknown': 100,
  lifecycle: 69,
  restart: 94,
  'restart.rules': 82,
  init: 81,
  container: 83,
  ports: 52,
  resources: 73,
  env: 36,
  volumes: 28,
  'pod.grace': 38,
  scheduling: 43,
  'pod.other': 61,
  metadata: 85,
  'workload.selector': 73,
  deployment: 66,
  strategy: 58,
  statefulset: 37,
  job: 66,
  'job.policy': 28,
  cronjob: 47,
  service: 40,
  pdb: 52,
  hpa: 28,
  node: 64,
  typemeta: 99,
  unknown: 99,
  text: 99,
  several: 71,
}
/** Over all cases: verdicts under `--validate strict` and `warn`, and first fields of what both refuse. */
const overallMin = { strict: 71, warn: 70, sameField: 94 }

const test = suite('agreement with a real API server')

test('verdicts and first fields agree at least as often as the table says', async () => {
  const groups = agreementByGroup(await compareAll())
  assert.equal([...groups.keys()].sort(), Object.keys(verdictMin).sort())
  for (const [group, { strict, total }] of groups) {
    const percent = (100 * strict) / total
    assert.ok(percent >= verdictMin[group], `${group}: ${strict} of ${total} verdicts are the server's`)
  }
  const { total, strict, warn, fields, sameField } = totalAgreement(groups)
  const text = `strict ${strict} and warn ${warn} of ${total}, fields ${sameField} of ${fields}`
  assert.ok((100 * strict) / total >= overallMin.strict, text)
  assert.ok((100 * warn) / total >= overallMin.warn, text)
  assert.ok((100 * sameField) / fields >= overallMin.sameField, text)
})

test.run()
