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
  'probe.grpc': 66,
  'probe.http': 46,
  'probe.exec': 100,
  'probe.unknown': 69,
  lifecycle: 50,
  restart: 94,
  'restart.rules': 82,
  init: 81,
  container: 62,
  ports: 31,
  resources: 69,
  env: 18,
  volumes: 28,
  'pod.grace': 30,
  scheduling: 30,
  'pod.other': 38,
  metadata: 75,
  'workload.selector': 68,
  deployment: 42,
  strategy: 43,
  statefulset: 25,
  job: 55,
  'job.policy': 21,
  cronjob: 15,
  service: 28,
  pdb: 35,
  hpa: 24,
  node: 42,
  typemeta: 68,
  unknown: 0,
  text: 81,
  several: 71,
}
/** Over all cases: verdicts under `--validate strict` and `warn`, and first fields of what both refuse. */
const overallMin = { strict: 57, warn: 60, sameField: 70 }

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
