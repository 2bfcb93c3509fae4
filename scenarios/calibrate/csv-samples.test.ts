import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe } from './observed.test.helper.ts'

const test = suite('observations in tables')

type Found = { readonly us: number[]; readonly count?: number[]; readonly timeUs?: number[] }
const options = { subject: {}, quantity: 'latency' } as const

/** What the table is like; the text; the options; values, counts and times. */
const tables: readonly (readonly [string, string, object, Found])[] = [
  ['one column of seconds', '0.5\n2\n', {}, { us: [5e5, 2e6] }],
  ['one column with --unit ms', '0.5\n2\n', { unit: 'ms' }, { us: [500, 2000] }],
  ['a header with a unit', 'latency_ms\r\n5\r\n7\r\n', {}, { us: [5e3, 7e3] }],
  ['a unit in brackets, quotes', '"duration (us)"\n"5"\n', {}, { us: [5] }],
  ['values with units of their own', '12ms\n1.5s\n3us\n', {}, { us: [12e3, 1.5e6, 3] }],
  ['a header without a unit', 'value\n2\n', {}, { us: [2e6] }],
  ['value,count', 'seconds,count\n1,3\n2,0\n4,1\n', {}, { us: [1e6, 4e6], count: [3, 1] }],
  ['value,count without a header', '0.01,3\n0.02,9\n', {}, { us: [1e4, 2e4], count: [3, 9] }],
  [
    'time,value, out of order',
    'time,latency_ms\n2026-01-01T00:00:02Z,5\n2026-01-01T00:00:01Z,7\n',
    {},
    { us: [5e3, 7e3], timeUs: [1767225601e6, 1767225602e6] },
  ],
  [
    'timestamp,seconds in milliseconds since 1970',
    'timestamp,seconds\n1767225600000,1\n1767225600500,2\n',
    {},
    { us: [1e6, 2e6], timeUs: [1767225600e6, 1767225600.5e6] },
  ],
  [
    'times since 1970 without a header',
    '1767225600,0.1\n1767225610,0.2\n',
    {},
    { us: [1e5, 2e5], timeUs: [1767225600e6, 1767225610e6] },
  ],
  [
    'rows in order with --period',
    '1\n2\n3\n',
    { periodUs: 10e6 },
    { us: [1e6, 2e6, 3e6], timeUs: [0, 10e6, 20e6] },
  ],
  ['columns that mean nothing here', 'name,latency_ms,status\nx,5,200\ny,6,200\n', {}, { us: [5e3, 6e3] }],
  ['semicolons, comments, empty lines', 'ms;n\n# so\n\n5;2\n', {}, { us: [5e3], count: [2] }],
  ['values of 0', 'ms\n0\n4\n', {}, { us: [2e3, 4e3] }],
]
for (const [what, csv, rest, { us, count, timeUs }] of tables) {
  test(`are read: ${what}`, async () => {
    const [sample] = (await observe({ csv }, { csvOptions: { ...options, ...rest } })).samples
    assert.equal(
      Array.from(sample.spans.low, (value) => Math.round(value * 1e6) / 1e6),
      us,
    )
    assert.equal(Array.from(sample.spans.count), count ?? us.map(() => 1))
    assert.equal(sample.series === undefined ? undefined : Array.from(sample.series.timeUs), timeUs)
  })
}

test('say aloud what was assumed', async () => {
  const notes = async (csv: string): Promise<string> => (await observe({ csv })).samples[0].notes.join('; ')
  assert.match(await notes('1\n2\n'), 'taken to be seconds')
  assert.not.match(await notes('latency_ms\n2\n'), 'taken to be seconds')
  assert.match(await notes('0.01,3\n0.02,9\n'), 'read as value,count')
  assert.match(await notes('ms\n0\n4\n'), '1 values of 0 count as half')
})

test.run()
