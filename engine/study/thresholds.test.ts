import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Threshold } from './run-result.ts'
import { judge } from './thresholds.ts'

const test = suite('thresholds')

const base: Threshold = {
  text: '',
  aggregate: 'mean',
  share: null,
  metric: 'restarts_total',
  workload: '*',
  operator: '<',
  limit: 3,
}

type Case = {
  readonly does: string
  readonly asks: Partial<Threshold>
  readonly numbers: readonly (number | null)[]
  readonly value: number | null
  readonly holds: boolean
}

const cases: readonly Case[] = [
  { does: 'compares the mean', asks: {}, numbers: [1, 2, 4.5], value: 2.5, holds: true },
  { does: 'leaves unknown numbers out of the mean', asks: {}, numbers: [null, 4], value: 4, holds: false },
  { does: 'does not let pass what is unknown', asks: {}, numbers: [null], value: null, holds: false },
  {
    does: 'takes the nearest rank',
    asks: { aggregate: 'percentile', share: 0.5 },
    numbers: [9, 1, 2, 3],
    value: 2,
    holds: true,
  },
  { does: 'takes the largest', asks: { aggregate: 'max' }, numbers: [1, 5, 2], value: 5, holds: false },
  { does: 'takes the least', asks: { aggregate: 'min' }, numbers: [4, 1, 2], value: 1, holds: true },
  {
    does: 'asks each, and shows the worst',
    asks: { aggregate: 'all' },
    numbers: [1, 7, 5],
    value: 7,
    holds: false,
  },
  {
    does: 'asks each from below',
    asks: { aggregate: 'all', operator: '>=' },
    numbers: [1, 7, 2],
    value: 1,
    holds: false,
  },
  {
    does: 'shows the one nearest to the limit',
    asks: { aggregate: 'all' },
    numbers: [1, 2, 0],
    value: 2,
    holds: true,
  },
  {
    does: 'does not let pass an unknown one of all',
    asks: { aggregate: 'all' },
    numbers: [1, null],
    value: 1,
    holds: false,
  },
  { does: 'holds equal numbers equal', asks: { operator: '==' }, numbers: [3, 3], value: 3, holds: true },
  {
    does: 'knows no interval of one replication',
    asks: { aggregate: 'high' },
    numbers: [1],
    value: null,
    holds: false,
  },
  {
    does: 'takes the end of an interval',
    asks: { aggregate: 'high', limit: 2 },
    numbers: [1, 1],
    value: 1,
    holds: true,
  },
  { does: 'fails on what never ends', asks: {}, numbers: [1, Infinity], value: Infinity, holds: false },
]

for (const { does, asks, numbers, value, holds } of cases) {
  test(does, () => {
    const verdict = judge({ ...base, ...asks }, numbers)
    assert.equal([verdict.value, verdict.holds], [value, holds])
  })
}

test.run()
