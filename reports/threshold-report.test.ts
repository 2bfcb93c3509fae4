import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { junitXml, type ThresholdRow, thresholdLines, thresholdsCsv } from './threshold-report.ts'

const test = suite('threshold report')

const rows: readonly ThresholdRow[] = [
  { threshold: 'restarts_total < 1', value: 0, state: 'holds' as const },
  { threshold: 'p99(detection_seconds) < 30', value: 41.5, state: 'fails' as const },
  { threshold: 'recovery_seconds < 30', value: null, state: 'untested' },
  { threshold: 'zero_ready_seconds < 30', value: 0, state: 'untested' },
  { threshold: 'node_cpu_saturated_seconds < 30', value: null, state: 'untested' },
]

test('marks each threshold, with the number that was found', () => {
  assert.equal(thresholdLines(rows), [
    '  ✓ restarts_total < 1 ................ 0',
    '  ✗ p99(detection_seconds) < 30 ....... 41.5',
    '  ⚠ recovery_seconds < 30 ............. untested: nothing was measured',
    '  ⚠ zero_ready_seconds < 30 ........... 0, untested: no probe failed, nothing ended or hung, and there was no fault',
    '  ⚠ node_cpu_saturated_seconds < 30 ... untested: no container has behavior.cpu',
  ])
})

test('the processors of nodes are of no workload', () => {
  const threshold = 'node_cpu_saturated_seconds{workload="shop/deployment/web"} < 30'
  assert.match(
    thresholdLines([{ threshold, value: null, state: 'untested' }])[0]!,
    /untested: nodes are not of a workload: leave the workload out$/,
  )
})

test('writes a table', () => {
  assert.is(
    [...thresholdsCsv(rows)].join(''),
    'threshold,value,holds,state\nrestarts_total < 1,0,true,holds\np99(detection_seconds) < 30,41.5,false,fails\nrecovery_seconds < 30,,,untested\nzero_ready_seconds < 30,0,,untested\nnode_cpu_saturated_seconds < 30,,,untested\n',
  )
})

test('writes a JUnit test case for each, with nothing that ends an attribute', () => {
  const xml = junitXml('a"b\u0000', rows)
  assert.match(xml, 'tests="5" failures="1" errors="0" skipped="3"')
  assert.match(xml, '<skipped message="untested: nothing was measured"/>')
  assert.match(xml, '<testcase classname="probestorm a&quot;b\\x00" name="restarts_total &lt; 1"/>')
  assert.match(xml, 'message="is 41.5"')
  assert.is((xml.match(/<testcase/g) ?? []).length, 5)
})

test.run()
