/** What of a simulated scenario is told beside the answer. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Comparison } from '../../engine/contract/comparison-result.ts'
import { checkRows, checkText } from './scenario-check.ts'

const test = suite('the scenario with both settings')

type Change = readonly [
  metric: string,
  before: number,
  after: number,
  low: number | null,
  high: number | null,
]

const comparison = (changes: readonly Change[]): Comparison =>
  ({
    metrics: changes.map(([metric, before, after, ci95Low, ci95High]) => ({
      workload: '*',
      metric,
      base: { mean: before },
      head: { mean: after },
      difference: { mean: after - before, ci95Low, ci95High },
    })),
  }) as unknown as Comparison

test('says what people would notice, for better and for worse', () => {
  const text = checkText(
    comparison([
      ['restarts_total', 76_814, 0, null, null],
      ['recovery_seconds', 10, 742.3, 700, 740],
      ['api_writes_total', 9, 5, null, null],
    ]),
  )
  assert.is(
    text,
    'Simulated, its faults included: restarts 76,814 → 0; recovery after the last fault 10 s → 742.3 s.',
  )
})

test('differences have the unit of what differs, those of shares in points', () => {
  const rows = checkRows(
    comparison([
      ['availability_ratio', 0.1, 0.9, 0.793, 0.834],
      ['recovery_seconds', Infinity, 7, -5, 6],
    ]),
  )
  assert.equal(
    rows.map(({ before, interval }) => [before, interval]),
    [
      ['10 %', '+79.3 %-points to +83.4 %-points'],
      ['never', '-5 s to +6 s'],
    ],
  )
})

test('says nothing of what is equal, or may be chance', () => {
  assert.is(checkText(comparison([['restarts_total', 3, 3, 0, 0]])), '')
  assert.is(checkText(comparison([['restarts_total', 3, 2, -4, 2]])), '')
})

test.run()
