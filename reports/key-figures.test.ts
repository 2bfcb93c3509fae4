import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleResult } from './example-result.ts'
import { keyFigures } from './key-figures.ts'
import { possible } from './metric-text.ts'

const test = suite('key figures')

test('pods that came back and were lost again are said once among the figures, at the first recovery', () => {
  const example = exampleResult()
  const [replication] = example.replications
  const [all, ...others] = replication!.summary
  const recoveries = { recovery_90_seconds: 10, recovery_99_seconds: 10, recovery_seconds: 10 }
  const columns = {
    ...replication!.timeseries.columns,
    ready: Float64Array.of(3, 1, 3, 1),
    unready: Float64Array.of(0, 2, 0, 2),
  }
  const timeseries = { timeSeconds: Float64Array.of(0, 10, 20, 30), workloads: ['*'], columns }
  const summary = [{ ...all!, values: { ...all!.values, ...recoveries } }, ...others]
  const [first, ...rest] = example.estimates
  const known = { ...first!.metrics.restarts_total, mean: 10 }
  const metrics = {
    ...first!.metrics,
    recovery_90_seconds: known,
    recovery_99_seconds: known,
    recovery_seconds: known,
  }
  const figures = keyFigures(
    {
      ...example,
      durationSeconds: 40,
      estimates: [{ ...first!, metrics }, ...rest],
      replications: [{ ...replication!, summary, timeseries }],
    },
    3,
    [{ from: 15, to: 20 }],
  )
  const recovered = figures.filter(({ label }) => label.startsWith('Recovery'))
  const saying = recovered.filter(({ about }) => about?.includes('fewer than 90 % again'))
  assert.is(recovered.length, 3)
  assert.equal(
    saying.map(({ label }) => label),
    ['Recovery of 90 % of the pods'],
  )
})

test('no interval holds what cannot be: a negative time, or a share above 1', () => {
  const student = { sd: 1, replications: 3, basis: 'student' as const }
  assert.equal(possible('recovery_seconds', { ...student, mean: 1, ci95Low: -2, ci95High: 4 }), {
    ...student,
    mean: 1,
    ci95Low: 0,
    ci95High: 4,
  })
  const share = possible('availability_ratio', { ...student, mean: 0.9, ci95Low: 0.7, ci95High: 1.1 })
  assert.equal([share.ci95Low, share.ci95High], [0.7, 1])
})

test.run()
