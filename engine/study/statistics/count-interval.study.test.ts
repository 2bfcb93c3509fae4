import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clumpStudies, coverageOfClumps } from '../../../tests/support/clumps.ts'
import { countInterval, discordantInterval, poissonInterval } from './count-interval.ts'

const test = suite('intervals of counts')

const confidence = 0.95

function near(actual: number, expected: number, tolerance = 1e-3): boolean {
  return Math.abs(actual - expected) < tolerance
}

test("one count has Garwood's interval, as the tables give it", () => {
  // Pearson and Hartley, Biometrika Tables for Statisticians, table 40.
  for (const [count, low, high] of [
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [10, 4.795, 18.39],
    [50, 37.11, 65.92],
  ]) {
    const interval = poissonInterval(count, confidence)
    assert.ok(near(interval.low, low, 0.01) && near(interval.high, high, 0.01), `${count}`)
  }
})

test('the bounds of large counts go on where the exact ones end', () => {
  const [exact, near] = [100, 100 + 1e-9].map((count) => poissonInterval(count, confidence))
  assert.ok(Math.abs(exact.low / near.low - 1) < 1e-4 && Math.abs(exact.high / near.high - 1) < 1e-4)
})

test('counts in clumps have an interval as wide as their clumps: variance / mean 13 makes it sqrt(13) times as wide', () => {
  const total = 40 * 100
  const deviation = Math.sqrt(1300 * (39 / 40))
  const counts = Array.from({ length: 40 }, (_, index) => 100 + (index % 2 === 0 ? deviation : -deviation))
  const { low, high } = countInterval(counts, confidence)!
  // 2.0227: Student's distribution with 39 degrees of freedom.
  assert.ok(Math.abs((high - low) / (2 * 2.0227 * Math.sqrt(13 * total)) - 1) < 0.02, `${low} ${high}`)
})

test('no count at all is bounded, one cluster alone is not, and clusters of one event are Poisson', () => {
  assert.equal(countInterval([0, 0, 0], confidence), poissonInterval(0, confidence))
  assert.is(countInterval([7], confidence), null)
  const single = [0, 1, 0, 0, 1, 0, 0, 0, 1, 0]
  const { low, high } = countInterval(single, confidence)!
  const poisson = poissonInterval(3, confidence)
  assert.ok(low <= poisson.low && high >= poisson.high && high < 1.5 * poisson.high)
})

test('three replications that agree by chance do not make a count sure; a thousand times the same does', () => {
  const poisson = poissonInterval(6, confidence)
  assert.equal(countInterval([2, 2, 2], confidence), poisson)
  assert.equal(countInterval([1000, 1000, 1000], confidence), { low: 3000, high: 3000 })
  assert.equal(countInterval([0, 0, 7, 0], confidence)!.low > 0, true)
})

test('never narrower than Poisson unless surely even, and always around the count', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 30 }), (counts) => {
      const total = counts.reduce((sum, count) => sum + count, 0)
      const { low, high } = countInterval(counts, confidence)!
      assert.ok(low >= 0 && low <= total && high >= total)
      const mean = total / counts.length
      const squares = counts.reduce((sum, count) => sum + (count - mean) * (count - mean), 0)
      const poisson = poissonInterval(total, confidence)
      if (squares >= mean * counts.length) assert.ok(low <= poisson.low && high >= poisson.high)
    }),
  )
})

test('two clusters have an interval too, however far out the tails are', () => {
  for (const counts of [
    [22, 24],
    [1, 400],
    [100_000, 101_000],
  ]) {
    const { low, high } = countInterval(counts, confidence)!
    assert.ok(low >= 0 && low < counts[0] + counts[1] && high > counts[0] + counts[1] && high < Infinity)
  }
})

test('clusters that last longer may count more', () => {
  const exposures = [1, 2, 3, 4]
  const inStep = countInterval([10, 20, 30, 40], confidence, exposures)!
  const without = countInterval([10, 20, 30, 40], confidence)!
  assert.ok(inStep.high - inStep.low < without.high - without.low)
})

test('paired differences are as wide as the events that only one side has', () => {
  assert.is(discordantInterval([0, 0, 0], confidence), null)
  // As a sign test: five of none are chance, six are not.
  const [five, six] = [
    [1, 2, 1, 1],
    [2, 2, 2],
  ].map((each) => discordantInterval(each, confidence)!)
  assert.ok(five.low < 0 && five.high > 11, `${five.low} ${five.high}`)
  assert.ok(six.low > 0 && six.low < 1, `${six.low}`)
  assert.is(discordantInterval(new Array(10).fill(3), confidence), null, 'more even than chance')
  assert.is(discordantInterval([1000, 1000, 1000], confidence), null, 'no chance')
})

for (const [index, { name, variance }] of clumpStudies.entries())
  test(`intervals hold the truth about 95 times in 100: ${name}`, async () => {
    const { covered, dispersion, width } = await coverageOfClumps(clumpStudies[index], 20)
    // Four standard deviations of a binomial number below.
    assert.ok(covered >= 0.75, `${covered}`)
    assert.ok(width > 0.8 && width < 1.3, `${width}`)
    assert.ok(Math.abs(dispersion / variance - 1) < 0.5, `variance / mean ${dispersion}`)
  })

test.run()
