import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { junitXml, type ThresholdRow, thresholdLines, thresholdsCsv } from './threshold-report.ts'

const test = suite('threshold report')

const rows: readonly ThresholdRow[] = [
  { threshold: 'restarts_total < 1', value: 0, holds: true },
  { threshold: 'p99(detection_seconds) < 30', value: 41.5, holds: false },
  { threshold: 'recovery_seconds < 30', value: null, holds: false },
]

test('marks each threshold, with the number that was found', () => {
  assert.equal(thresholdLines(rows), [
    '  ✓ restarts_total < 1 ............ 0',
    '  ✗ p99(detection_seconds) < 30 ... 41.5',
    '  ✗ recovery_seconds < 30 ......... unknown: nothing was measured',
  ])
})

test('writes a table', () => {
  assert.is(
    [...thresholdsCsv(rows)].join(''),
    'threshold,value,holds\nrestarts_total < 1,0,true\np99(detection_seconds) < 30,41.5,false\nrecovery_seconds < 30,,false\n',
  )
})

test('writes a JUnit test case for each, with nothing that ends an attribute', () => {
  const xml = junitXml('a"b\u0000', rows)
  assert.match(xml, 'tests="3" failures="2"')
  assert.match(xml, '<testcase classname="probestorm a&quot;b\\x00" name="restarts_total &lt; 1"/>')
  assert.match(xml, 'message="is 41.5"')
  assert.is((xml.match(/<testcase/g) ?? []).length, 3)
})

test.run()
