import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type EntityNames, probeResultNames, probeTypeNames } from '../engine/contract/run-result.ts'
import { ProbeTraceFile, probeColumns } from './probe-trace-file.ts'

const test = suite<{ directory: string }>('probe trace file')
test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'probestorm-trace-'))
})
test.after.each((context) => rmSync(context.directory, { recursive: true, force: true }))

/** Two pods in an order that is not the order of their names; one name needs quotes. */
const places = [
  ['shop', 'web-1', 'app', 1],
  ['shop', 'web-1', 'app', 2],
  ['shop', 'web-0', 'app', 2],
  ['base', 'db,0', '=app', 0],
  ['base', 'db,0', '=app', 2],
] as const
const names: EntityNames = {
  probeCount: places.length,
  probe(probe) {
    const [namespace, pod, container, type] = places[probe]!
    return { namespace, pod, container, type: probeTypeNames[type]! }
  },
}

type Row = readonly [
  timeUs: number,
  durationUs: number,
  probe: number,
  incarnation: number,
  result: number,
  resultRun: number,
  published: number,
]

const anyRow: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: 0, max: 40 }).map((n) => n * 250_001),
  fc.integer({ min: 0, max: 5_000_000 }),
  fc.nat(4),
  fc.nat(2),
  fc.nat(4),
  fc.integer({ min: 0, max: 1000 }),
  fc.nat(2),
)

/** The same table by a plain sort and csv-stringify. */
function plainTable(replications: readonly (readonly Row[])[]): string {
  const rows = replications.flatMap((runs, replication) =>
    runs
      .map(([timeUs, durationUs, probe, incarnation, result, resultRun, published]) => {
        const { namespace, pod, container, type } = names.probe(probe)
        const entity = [namespace, pod, container, type]
        const outcome = [probeResultNames[result]!, resultRun, ['', 'success', 'failure'][published]!]
        return {
          timeUs,
          entity,
          incarnation,
          cells: [replication, timeUs / 1e6, durationUs / 1e6, ...entity, incarnation, ...outcome],
        }
      })
      .sort(
        (a, b) => a.timeUs - b.timeUs || compareLists(a.entity, b.entity) || a.incarnation - b.incarnation,
      )
      .map((row) => row.cells),
  )
  return stringify([probeColumns, ...rows], { escape_formulas: true })
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    if (text < b[index]!) return -1
    if (text > b[index]!) return 1
  }
  return 0
}

function writeTrace(
  directory: string,
  replications: readonly (readonly Row[])[],
  chunkRows: number,
  finished: readonly number[],
): string {
  const file = new ProbeTraceFile(directory, chunkRows)
  for (const [replication, rows] of replications.entries()) {
    const trace = file.trace(replication)
    trace.begin(names)
    for (const row of rows) trace.row(...row)
  }
  const written = file.finish(finished)
  const text = readFileSync(join(directory, 'probes.csv'), 'utf8')
  assert.is(written.bytes, Buffer.byteLength(text))
  return text
}

test('has the bytes of a plain sort and csv-stringify, whatever fits into memory', ({ directory }) => {
  fc.assert(
    fc.property(
      fc.array(fc.array(anyRow, { maxLength: 60 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 20 }),
      (replications, chunkRows) => {
        const all = replications.map((_, replication) => replication)
        assert.is(writeTrace(directory, replications, chunkRows, all), plainTable(replications))
      },
    ),
    { numRuns: 60 },
  )
})

test('merges chunks that are longer than what is read at a time', ({ directory }) => {
  const rows: Row[] = Array.from({ length: 30_000 }, (_, index) => [
    (index * 7919) % 30_000,
    0,
    index % 5,
    0,
    0,
    1,
    0,
  ])
  assert.is(writeTrace(directory, [rows], 7000, [0]), plainTable([rows]))
})

test('probes that come while rows are written stand in their order, too', ({ directory }) => {
  const rows: Row[] = Array.from({ length: 40 }, (_, index) => [
    Math.floor(index / 8) * 1000,
    0,
    index < 20 ? index % 2 : 4 - (index % 5),
    0,
    0,
    1,
    0,
  ])
  let probeCount = 2
  const file = new ProbeTraceFile(directory, 7)
  const trace = file.trace(0)
  trace.begin({
    get probeCount() {
      return probeCount
    },
    probe: names.probe,
  })
  for (const [index, row] of rows.entries()) {
    if (index === 20) probeCount = places.length
    trace.row(...row)
  }
  file.finish([0])
  assert.is(readFileSync(join(directory, 'probes.csv'), 'utf8'), plainTable([rows]))
})

test('removes its temporary files', ({ directory }) => {
  const rows: Row[] = Array.from({ length: 50 }, (_, index) => [index, 0, 0, 0, 0, 1, 0])
  writeTrace(directory, [rows, rows], 8, [0])
  assert.equal(readdirSync(directory), ['probes.csv'])
})

test('drops the rows of a replication that was interrupted', ({ directory }) => {
  const first: Row[] = [[1, 0, 0, 0, 0, 1, 0]]
  const second: Row[] = [[2, 0, 0, 0, 0, 1, 0]]
  assert.is(writeTrace(directory, [first, second], 8, [0]), plainTable([first]))
})

test.run()
