import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleSweep, grid } from '../../tests/support/example-sweep.ts'
import { sweepPage } from './sweep-page.ts'
import { differingMetrics, pointsMax, sweepPicture } from './sweep-picture.ts'

const test = suite('page of a sweep')

const page = (...example: Parameters<typeof exampleSweep>): string =>
  sweepPage(exampleSweep(...example), '1.2.3').join('')

const ofThreshold = grid({ threshold: [6, 2, 3] })
const ofBoth = grid({ period: [5, 10], threshold: [2, 3, 6] })
const byThreshold = ({ threshold }: { readonly threshold?: number | string }): number =>
  60 / Number(threshold)

test('says what matters most', () => {
  assert.match(
    page(ofBoth, byThreshold),
    'Restarts: threshold matters most (100\u00a0% of the variance), 11 at threshold 6; 31 at threshold 2; 31 at the base.',
  )
  assert.match(
    page(ofThreshold, byThreshold),
    'Restarts: 11 at threshold 6; 31 at threshold 2; 11 at the base.',
  )
  assert.match(
    page(ofBoth, () => 1),
    'No metric of interest differs between the points.',
  )
})

test('does not tell parameters apart that change together', () => {
  const points = [1, 2, 3].flatMap((slowness) =>
    [2, 3].map((threshold) => ({ errors: -slowness, slowness, threshold })),
  )
  assert.match(
    page(points, ({ slowness }) => Number(slowness)),
    'Restarts: errors with slowness matters most (100\u00a0% of the variance), 2 at errors -1 and slowness 1; 4 at errors -3 and slowness 3; 2 at the base.',
  )
})

test('shortens the bounds of drawn values, and no name', () => {
  const drawn = Array.from({ length: 20 }, (_, index) => ({ factor: 1.23456 + index }))
  assert.match(
    page(drawn, ({ factor }) => Number(factor)),
    'at factor 1.23 to 5.23;',
  )
  const names = grid({ image: ['web:1.2.3456', 'web:2'] })
  assert.match(
    page(names, ({ image }) => Number(image === 'web:2')),
    'at image web:1.2.3456;',
  )
})

test('has a row per point with its interval, and points to points.csv for the others', () => {
  const text = page(ofThreshold, byThreshold)
  // Counts of 10 and 12: two clusters, and so tails as wide as those of Student's t with one degree of freedom.
  assert.match(
    text,
    /<th scope="row">1\u00a0<span class="of">base<\/span><\/th><td[^>]*>6<\/td><td[^>]*>2<\/td><td[^>]*>11 \(2\.547 to 29\.31\)<\/td>/,
  )
  const many = page(grid({ threshold: Array.from({ length: 103 }, (_, index) => index + 1) }), byThreshold)
  assert.match(many, '3 points more: see points.csv.')
})

test('says what is missing', () => {
  const text = page(ofThreshold, byThreshold, { isFinished: (point: number) => point === 1 })
  assert.match(text, 'Not finished: 2 of 6 cells are simulated, at 1 of 3 points.')
  assert.match(text, /<td[^>]*>0 of 2<\/td>/)
  assert.match(text, 'Of fewer than two points there is nothing to compare.')
  assert.match(text, /<td[^>]*>11 \(2\.547 to 29\.31\)<\/td>/)
  assert.not.match(page(ofThreshold, byThreshold), 'Not finished')
})

test('orders levels that are numbers or durations, and leaves others as they come', () => {
  const levelsOf = (values: readonly (number | string)[]) => {
    const result = exampleSweep(grid({ value: values }), ({ value }) => values.indexOf(value!))
    return sweepPicture(result, differingMetrics(result))!.parameters[0]
  }
  assert.equal(levelsOf([30, 4]), { name: 'value', levels: ['4', '30'], numbers: [4, 30] })
  assert.equal(levelsOf(['300s', '60s']), { name: 'value', levels: ['60s', '300s'], numbers: [60, 300] })
  assert.equal(levelsOf(['small', 'big']), { name: 'value', levels: ['small', 'big'], numbers: null })
})

test('draws no metric that is the same at every point, and says never in JSON', () => {
  const result = exampleSweep(ofThreshold, ({ threshold }) => (threshold === 6 ? Infinity : 1))
  assert.equal(differingMetrics(result), ['restarts_total'])
  const { values } = sweepPicture(result, differingMetrics(result))!
  assert.is(values[0]![0]![0], 'inf')
  assert.is(values[0]![1]![0], 2)
})

test('draws no more points than a page can hold, and the most interesting metrics of many', () => {
  const many = exampleSweep(
    grid({ value: Array.from({ length: pointsMax + 1 }, (_, index) => index) }),
    ({ value }) => Number(value),
  )
  assert.is(sweepPicture(many, ['restarts_total']), undefined)
  const all = exampleSweep(
    grid({ value: Array.from({ length: pointsMax }, (_, index) => index) }),
    ({ value }) => Number(value),
  )
  const metrics = Array.from({ length: 30 }, () => 'restarts_total' as const)
  assert.is(sweepPicture(all, metrics)!.metrics.length, 10)
})

test('holds nothing of an input as markup', () => {
  const text = page(
    grid({ value: ['</script><b onload="x">&', 'b'] }),
    ({ value }) => Number(value === 'b'),
    {
      name: '<b onload="y">',
    },
  )
  assert.not.match(text, '<b onload')
  assert.match(text, '&lt;/script&gt;&lt;b onload=&quot;x&quot;&gt;&amp;')
})

test.run()
