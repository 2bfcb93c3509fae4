import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashName } from './name-hash.ts'
import {
  createStreams,
  nextUniform,
  pathKey,
  peekUniform,
  purposeKey,
  reorderStreams,
  seedEntity,
  seedStream,
} from './random-stream.ts'

const tests = suite('random stream')

const key = purposeKey('1', 0, 'test')

function draws(count: number, name: string, from = key): Float64Array {
  const streams = createStreams(1)
  seedStream(streams, 0, from, name)
  return Float64Array.from({ length: count }, () => nextUniform(streams, 0))
}

/** The first draw of each of `count` streams with neighbouring names. */
function firstDraws(count: number, draw = 0): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => draws(draw + 1, `shop/web-${index}`)[draw])
}

/** Kolmogorov-Smirnov distance from the uniform distribution, times sqrt(n): above 2.23 once in 10^4. */
function uniformDistance(values: Float64Array): number {
  const sorted = values.slice().sort()
  let distance = 0
  sorted.forEach((value, index) => {
    distance = Math.max(distance, value - index / sorted.length, (index + 1) / sorted.length - value)
  })
  return distance * Math.sqrt(sorted.length)
}

/** Chi-square statistic over equal cells as a standard normal deviate. */
function chiSquareDeviate(values: Float64Array, cells: number): number {
  const counts = new Float64Array(cells)
  for (const value of values) counts[Math.floor(value * cells)]++
  const expected = values.length / cells
  let chiSquare = 0
  for (const count of counts) chiSquare += (count - expected) ** 2 / expected
  return (chiSquare - (cells - 1)) / Math.sqrt(2 * (cells - 1))
}

/** Correlation times sqrt(n): a standard normal deviate for independent samples. */
function correlationDeviate(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let index = 0; index < x.length; index++) sum += (x[index] - 0.5) * (y[index] - 0.5)
  return (sum * 12) / Math.sqrt(x.length)
}

tests('gives the same values for the same key and name, everywhere and always', () => {
  assert.equal(key, { a: -2141182082, b: 1958507917 })
  assert.equal(
    Array.from(draws(3, 'shop/web-1')),
    [0.783341954404311, 0.42676005235672976, 0.1807577527383487],
  )
  assert.equal(Array.from(draws(2, '')), [0.7046667598406954, 0.5933831728289596])
  assert.is(hashName('web'), 3420730511)
})

tests('joins two outputs of sfc32, as its author writes it', () => {
  let [a, b, c, counter] = [1, 2, 3, 4]
  const next = () => {
    const output = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + output) | 0
    return output >>> 0
  }
  const streams = createStreams(1)
  streams.state.set([a, b, c, counter])
  for (let draw = 0; draw < 100; draw++) {
    const high = next()
    const low = next()
    assert.is(nextUniform(streams, 0), ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53)
  }
})

tests('draws from [0, 1) with 53 bits', () => {
  const values = draws(10_000, 'bits')
  assert.ok(values.every((value) => value >= 0 && value < 1 && Number.isInteger(value * 2 ** 53)))
  assert.ok(values.some((value) => !Number.isInteger(value * 2 ** 52)))
})

tests('is uniform within one stream', () => {
  const values = draws(100_000, 'one')
  assert.ok(uniformDistance(values) < 2.23)
  assert.ok(Math.abs(chiSquareDeviate(values, 1000)) < 4)
  const lowBits = values.map((value) => (value * 2 ** 43) % 1)
  assert.ok(Math.abs(chiSquareDeviate(lowBits, 1024)) < 4)
})

tests('is uniform across neighbouring names', () => {
  for (const draw of [0, 1, 5]) {
    const values = firstDraws(20_000, draw)
    assert.ok(uniformDistance(values) < 2.23)
    assert.ok(Math.abs(chiSquareDeviate(values, 500)) < 4)
  }
})

tests('does not correlate with itself, nor with streams of neighbouring names', () => {
  const one = draws(50_000, 'web-1')
  const across = firstDraws(20_000)
  for (const lag of [1, 2, 3, 7]) {
    assert.ok(Math.abs(correlationDeviate(one.subarray(0, -lag), one.subarray(lag))) < 4)
    assert.ok(Math.abs(correlationDeviate(across.subarray(0, -lag), across.subarray(lag))) < 4)
  }
  assert.ok(Math.abs(correlationDeviate(one, draws(50_000, 'web-2'))) < 4)
  assert.ok(Math.abs(correlationDeviate(one, draws(50_000, 'web-11'))) < 4)
})

tests('tells purposes, replications and seeds apart', () => {
  const one = draws(50_000, 'web-1')
  for (const other of [purposeKey('1', 0, 'tests'), purposeKey('1', 1, 'test'), purposeKey('2', 0, 'test')]) {
    assert.ok(Math.abs(correlationDeviate(one, draws(50_000, 'web-1', other))) < 4)
  }
  assert.not.equal(purposeKey('1', 0, 'a'), purposeKey('1,0', 0, 'a'))
})

tests('gives replications uniform first draws', () => {
  const values = Float64Array.from(
    { length: 2000 },
    (_, index) => draws(1, 'web-1', purposeKey('1', index, 'x'))[0],
  )
  assert.ok(uniformDistance(values) < 2.23)
})

tests('gives no two of many names the same stream', () => {
  const streams = createStreams(1)
  const seen = new Set<string>()
  for (let index = 0; index < 100_000; index++) {
    seedStream(streams, 0, key, `shop/web-${index}/app`)
    seen.add(`${streams.state[0]} ${streams.state[1]}`)
  }
  assert.is(seen.size, 100_000)
})

const workload = pathKey(key, 'shop/Deployment/web')

/** The draw of this number of each of `count` streams whose numbers go up one of three ways, all others 0. */
function drawsByNumber(count: number, way: number, draw = 0, from = workload): Float64Array {
  const streams = createStreams(1)
  return Float64Array.from({ length: count }, (_, index) => {
    const numbers: [number, number, number] = [0, 0, 0]
    numbers[way] = index
    seedEntity(streams, 0, from, ...numbers)
    for (let before = 0; before < draw; before++) nextUniform(streams, 0)
    return nextUniform(streams, 0)
  })
}

const ways = [0, 1, 2]

tests('gives the same values for the same key, path and numbers, everywhere and always', () => {
  assert.equal(workload, { a: -2084670094, b: 512186300 })
  const streams = createStreams(1)
  seedEntity(streams, 0, workload, 3, 1, 2)
  assert.equal(
    Array.from({ length: 3 }, () => nextUniform(streams, 0)),
    [0.07444854297215997, 0.8139117903725889, 0.8271681608578179],
  )
})

tests('is uniform across neighbouring numbers, to the low bits', () => {
  for (const way of ways) {
    for (const draw of [0, 1, 2, 5]) {
      const values = drawsByNumber(50_000, way, draw)
      assert.ok(uniformDistance(values) < 2.23, `${way}, ${draw}`)
      assert.ok(Math.abs(chiSquareDeviate(values, 1000)) < 4, `${way}, ${draw}`)
      const lowBits = values.map((value) => (value * 2 ** 43) % 1)
      assert.ok(Math.abs(chiSquareDeviate(lowBits, 1024)) < 4, `${way}, ${draw}`)
    }
  }
})

tests('does not correlate between streams of neighbouring numbers, nor between their first draws', () => {
  for (const way of ways) {
    const first = drawsByNumber(50_000, way)
    for (const lag of [1, 2, 3, 4, 8, 1024]) {
      const deviate = correlationDeviate(first.subarray(0, -lag), first.subarray(lag))
      assert.ok(Math.abs(deviate) < 4, `${way}, lag ${lag}: ${deviate}`)
    }
    for (const draw of [1, 2, 3]) {
      const later = drawsByNumber(50_000, way, draw)
      assert.ok(Math.abs(correlationDeviate(first, later)) < 4, `${way}, draw ${draw}`)
      // Pairs of first and later draw over a grid of 32 x 32 cells.
      const pairs = first.map((value, index) => (Math.floor(value * 32) + later[index]) / 32)
      assert.ok(Math.abs(chiSquareDeviate(pairs, 1024)) < 4, `${way}, draw ${draw}`)
    }
  }
})

tests('has within one stream of numbers what a stream of a name has', () => {
  const streams = createStreams(2)
  seedEntity(streams, 0, workload, 17, 0, 1)
  seedEntity(streams, 1, workload, 18, 0, 1)
  const [values, others] = [0, 1].map((row) =>
    Float64Array.from({ length: 100_000 }, () => nextUniform(streams, row)),
  )
  assert.ok(uniformDistance(values) < 2.23)
  assert.ok(Math.abs(chiSquareDeviate(values, 1000)) < 4)
  for (const lag of [1, 2, 3, 7])
    assert.ok(Math.abs(correlationDeviate(values.subarray(0, -lag), values.subarray(lag))) < 4)
  assert.ok(Math.abs(correlationDeviate(values, others)) < 4)
})

tests('each bit of the numbers flips half of the bits of the state', () => {
  const streams = createStreams(2)
  const pairs = 400
  for (const way of ways) {
    for (let bit = 0; bit < 22; bit++) {
      let flips = 0
      for (let index = 0; index < pairs; index++) {
        const numbers: [number, number, number] = [index, 0, index % 4]
        seedEntity(streams, 0, workload, ...numbers)
        numbers[way] ^= 1 << bit
        seedEntity(streams, 1, workload, ...numbers)
        for (let word = 0; word < 3; word++)
          for (let left = streams.state[word] ^ streams.state[4 + word]; left !== 0; left &= left - 1) flips++
      }
      // Binomial(96 * pairs, 1/2).
      assert.ok(Math.abs(flips - 48 * pairs) < 4.5 * Math.sqrt(24 * pairs), `${way}, bit ${bit}: ${flips}`)
    }
  }
})

tests('gives no two of many numbers, paths and purposes the same stream', () => {
  const streams = createStreams(1)
  const seen = new Set<string>()
  const keys = [
    workload,
    pathKey(key, 'shop/Deployment/wea'),
    pathKey(purposeKey('1', 0, 'other'), 'shop/Deployment/web'),
  ]
  for (const from of keys)
    for (let first = 0; first < 5000; first++)
      for (let second = 0; second < 4; second++)
        for (let third = 0; third < 3; third++) {
          seedEntity(streams, 0, from, first, second, third)
          seen.add(`${streams.state[0]} ${streams.state[1]}`)
        }
  assert.is(seen.size, keys.length * 5000 * 12)
  const values = drawsByNumber(50_000, 0)
  for (const from of keys.slice(1))
    assert.ok(Math.abs(correlationDeviate(values, drawsByNumber(50_000, 0, 0, from))) < 4)
})

tests('keeps rows apart', () => {
  const streams = createStreams(3)
  seedStream(streams, 1, key, 'web-1')
  seedStream(streams, 2, key, 'web-2')
  nextUniform(streams, 2)
  assert.is(nextUniform(streams, 1), draws(1, 'web-1')[0])
  assert.equal(Array.from(streams.state.subarray(0, 4)), [0, 0, 0, 0])
})

tests('hashes names that differ in one character to bits that differ in half of their places', () => {
  let flips = 0
  const pairs = 5000
  for (let index = 0; index < pairs; index++) {
    let word = hashName(`web-${index}`) ^ hashName(`wea-${index}`)
    for (; word !== 0; word &= word - 1) flips++
  }
  // The number of flipped bits is binomial(32 * pairs, 1/2).
  assert.ok(Math.abs(flips - 16 * pairs) < 4 * Math.sqrt(8 * pairs))
  const hashes = Float64Array.from({ length: 20_000 }, (_, index) => hashName(`web-${index}`) / 2 ** 32)
  assert.ok(uniformDistance(hashes) < 2.23)
})

tests('shows the next uniform without taking it', () => {
  const streams = createStreams(1)
  seedStream(streams, 0, purposeKey('seed', 1, 'peek'), 'web-0')
  const shown = peekUniform(streams, 0)
  assert.is(nextUniform(streams, 0), shown)
})

tests('a stream goes on where it was in another row', () => {
  const key = purposeKey('seed', 1, 'reorder')
  const [streams, before] = [createStreams(3), createStreams(3)]
  for (const table of [streams, before])
    for (let row = 0; row < 3; row++) seedStream(table, row, key, `web-${row}`)
  const from = Int32Array.of(2, 0, 1)
  reorderStreams(streams, from)
  for (let row = 0; row < 3; row++) assert.is(nextUniform(streams, row), nextUniform(before, from[row]))
})

tests.run()
