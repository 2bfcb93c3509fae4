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

/** Names of the values of a column; the option; the subjects. */
const owners: readonly (readonly [string, readonly string[], string, object[]])[] = [
  ['services', ['cart', 'web', 'cart'], 'service', [{ name: 'cart' }, { name: 'web' }]],
  ['the same in other letters', ['cart', 'web'], 'SERVICE', [{ name: 'cart' }, { name: 'web' }]],
]
for (const [what, values, by, subjects] of owners) {
  test(`are apart for each workload with --by: ${what}`, async () => {
    const csv = `time,service,ms\n${values.map((value, index) => `${index + 1.7e9},${value},${index + 1}\n`).join('')}`
    const { samples } = await observe({ csv }, { csvOptions: { ...options, by } })
    assert.equal(
      samples.map(({ subject }) => subject),
      subjects,
    )
    const [first] = samples
    assert.equal(
      Array.from(first.series!.valueUs),
      values.flatMap((value, index) => (value === 'cart' ? [(index + 1) * 1000] : [])),
    )
  })
}

test('are of the workload of a pod, and of a container, by those columns', async () => {
  const subjectsOf = async (by: string, ...values: readonly string[]): Promise<object[]> => {
    const csv = `${by},ms\n${values.map((value) => `${value},5\n`).join('')}`
    return (await observe({ csv }, { csvOptions: { ...options, by } })).samples.map(({ subject }) => subject)
  }
  assert.equal(
    await subjectsOf('pod', 'web-7d9f8c6b5-x2v4z', 'db-0', 'db-12', 'log-x2v4z', 'alone'),
    ['alone', 'db', 'log', 'web'].map((name) => ({ name })),
  )
  assert.equal(await subjectsOf('container', 'app'), [{ container: 'app' }])
})

test('of several workloads are taken as one only if --workload says so', async () => {
  const csv = 'service,ms\ncart,5\nweb,6\n'
  const csvOptions = { ...options, subject: { name: '*' } }
  assert.is((await observe({ csv }, { csvOptions })).samples.length, 1)
  assert.is((await observe({ csv: 'service,ms\ncart,5\ncart,6\n' })).samples.length, 1)
})

test('say aloud what was assumed', async () => {
  const notes = async (csv: string): Promise<string> => (await observe({ csv })).samples[0].notes.join('; ')
  assert.match(await notes('1\n2\n'), 'taken to be seconds')
  assert.match(await notes('12\n20\n'), 'if they are milliseconds, write --unit ms')
  assert.not.match(await notes('0.1\n0.2\n'), 'milliseconds')
  assert.not.match(await notes('latency_ms\n2\n'), 'taken to be seconds')
  assert.match(await notes('0.01,3\n0.02,9\n'), 'read as value,count')
  assert.match(await notes('ms\n0\n4\n'), '1 values of 0 count as half')
})

test.run()
