import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ComparedMetric, SweepComparison } from '../../engine/contract/comparison-result.ts'
import { painter } from '../text-blocks.ts'
import {
  sweepComparisonJson,
  sweepComparisonMarkdown,
  sweepComparisonText,
} from './sweep-comparison-report.ts'

const test = suite('comparison of sweeps, as text')

const estimate = (mean: number, half: number): ComparedMetric['base'] => ({
  mean,
  sd: 1,
  ci95Low: mean - half,
  ci95High: mean + half,
  replications: 4,
  basis: 'student',
})

const hostile = '\u001b[31m`<b>|'

function comparisonOf(finding: 'more' | 'equal'): SweepComparison {
  const difference = finding === 'more' ? estimate(3, 1) : estimate(0, 0)
  const metric: ComparedMetric = {
    workload: '*',
    metric: 'restarts_total',
    base: estimate(5, 1),
    head: estimate(8, 1),
    difference,
    pairs: [],
    finding,
  }
  const counts = { equal: 0, more: 0, less: 0, unclear: 0, unknown: 0, [finding]: 1 }
  const comparison = {
    isPaired: true,
    replications: [4, 4] as const,
    troubled: new Set(['*']),
    metrics: [metric],
  }
  const largest = finding === 'more' ? { values: [hostile], difference } : null
  return {
    parameters: ['image'],
    pointCounts: [1, 2],
    points: [{ values: [hostile], comparison }],
    metrics: [{ metric: 'restarts_total', counts, largest }],
  }
}

function factsOf(verdict: boolean): Parameters<typeof sweepComparisonText>[1] {
  const rows = verdict ? [{ threshold: 'restarts_total <= 0', value: 3, state: 'fails' as const }] : []
  const thresholds = { parameters: ['image'], points: [{ values: [hostile], rows }] }
  return { base: `out/${hostile}`, head: 'out/b', notes: [], thresholds }
}

test('text: where it differs, by how much, and what is asked of it', () => {
  const text = sweepComparisonText(comparisonOf('more'), factsOf(true), painter(false))
  assert.not.match(text, '\u001b')
  assert.match(text, /1 point in common, of 1 and 2/)
  assert.match(text, /at 1 of 1 point a metric or more surely differs/)
  assert.match(text, /restarts_total +1 +0 +0 +0 +\+3 +\+2 to \+4 +image=\\x1b/)
  assert.match(text, /✗ restarts_total <= 0: holds at 0 of 1 point\n +3 at image=/)
})

test('text of what is equal has neither table nor thresholds', () => {
  const text = sweepComparisonText(comparisonOf('equal'), factsOf(false), painter(false))
  assert.match(text, /no difference at any point: every number of every replication is the same\n$/)
})

test('Markdown: text of inputs starts no markup', () => {
  const text = sweepComparisonMarkdown(comparisonOf('more'), factsOf(true))
  assert.not.match(text, '\u001b')
  assert.not.match(text, /[^\\]<b>/)
  assert.match(text, /- ❌ restarts\\_total \\<= 0: holds at 0 of 1 point\n {2}- 3 at image=/)
  assert.match(text, /\| restarts\\_total \| 1 \| 0 \| 0 \| 0 \| \+3 \| \+2 to \+4 \| image=/)
})

test('JSON has every point, with its values as they are', () => {
  const json = JSON.parse(sweepComparisonJson(comparisonOf('more'), factsOf(true)))
  assert.equal(json.points[0].values, [hostile])
  assert.equal(json.points[0].thresholds, [
    { threshold: 'restarts_total <= 0', value: 3, holds: false, state: 'fails' },
  ])
  assert.is(json.points[0].metrics[0].ci95_low, 2)
})

test.run()
