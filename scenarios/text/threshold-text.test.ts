import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseThreshold } from './threshold-text.ts'

const test = suite('threshold text')

type Case = { readonly text: string; readonly reads: readonly unknown[] }

const right: readonly Case[] = [
  { text: 'restarts_total < 1', reads: ['mean', null, 'restarts_total', '*', '<', 1] },
  { text: ' availability_ratio>=99.9%', reads: ['mean', null, 'availability_ratio', '*', '>=', 0.999] },
  { text: 'p99(detection_seconds) < 30', reads: ['percentile', 0.99, 'detection_seconds', '*', '<', 30] },
  { text: 'p99.9(removal_seconds)<=1e2', reads: ['percentile', 0.999, 'removal_seconds', '*', '<=', 100] },
  {
    text: 'max(restarts_total{workload:shop/deployment/web}) == 0',
    reads: ['max', null, 'restarts_total', 'shop/deployment/web', '==', 0],
  },
  {
    text: 'zero_ready_seconds{workload="shop/deployment/web"} != 0',
    reads: ['mean', null, 'zero_ready_seconds', 'shop/deployment/web', '!=', 0],
  },
  { text: 'all(recovery_seconds) < 60', reads: ['all', null, 'recovery_seconds', '*', '<', 60] },
  { text: 'high(restarts_total) < .5', reads: ['high', null, 'restarts_total', '*', '<', 0.5] },
]
for (const { text, reads } of right) {
  test(`reads ${text}`, () => {
    const parsed = parseThreshold(text)
    assert.not.ok('fix' in parsed, JSON.stringify(parsed))
    if ('fix' in parsed) return
    const { aggregate, share, metric, workload, operator, limit } = parsed
    assert.equal(
      [aggregate, share === null ? null : Number(share.toFixed(6)), metric, workload, operator, limit],
      reads,
    )
  })
}

const wrong: readonly (readonly [text: string, column: number, message: RegExp, fix: RegExp])[] = [
  ['restarts_total', 1, /is no threshold/, /write it as/],
  ['restarts_total < 1e999', 18, /1e999 in .* is too large/, /smaller/],
  ['restarts_total << 1', 1, /is no threshold/, /write it as/],
  ['p99(restarts_total < 1', 1, /is no threshold/, /write it as/],
  ['restarts_total) < 1', 1, /is no threshold/, /write it as/],
  ['restarts_total < 1s', 1, /is no threshold/, /write it as/],
  ['restart_total < 1', 1, /is no metric/, /write restarts_total/],
  ['p99(detection_second) < 1', 5, /is no metric/, /write detection_seconds/],
  ['  average(restarts_total) < 1', 3, /is no function/, /write/],
  ['p0(restarts_total) < 1', 1, /is no function/, /write/],
  ['detection_seconds < 30', 1, /a number for each hang/, /p99\(detection_seconds\)/],
  ['low(detection_seconds) < 30', 5, /a number for each hang/, /p99\(detection_seconds\)/],
]
for (const [text, column, message, fix] of wrong) {
  test(`says what is wrong with ${text}`, () => {
    const parsed = parseThreshold(text)
    assert.ok('fix' in parsed)
    if (!('fix' in parsed)) return
    assert.is(parsed.column, column)
    assert.match(parsed.message, message)
    assert.match(parsed.fix, fix)
  })
}

test.run()
