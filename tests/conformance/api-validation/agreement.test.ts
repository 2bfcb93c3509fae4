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
  'probe.http': 100,
  'probe.exec': 100,
  'probe.unknown': 100,
  lifecycle: 100,
  restart: 100,
  'restart.rules': 100,
  init: 100,
  container: 100,
  ports: 100,
  resources: 100,
  env: 100,
  volumes: 100,
  'pod.grace': 100,
  scheduling: 100,
  'pod.other': 100,
  metadata: 100,
  'workload.selector': 100,
  deployment: 100,
  strategy: 100,
  statefulset: 100,
  job: 100,
  'job.policy': 100,
  cronjob: 100,
  // The addresses of Services are a setting of the cluster.
  service: 96,
  pdb: 100,
  hpa: 100,
  node: 100,
  typemeta: 99,
  unknown: 99,
  text: 99,
  several: 100,
}
/** Over all cases: verdicts under `--validate strict` and `warn`, and first fields of what both refuse. */
const overallMin = { strict: 98, warn: 98, sameField: 99 }

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
