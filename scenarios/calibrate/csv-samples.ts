/** `--csv`: a table of times, one a line, with how often each came or when. */
import type { Series } from '../../engine/contract/fit-result.ts'
import { parseTime } from '../text/api-time.ts'
import { durationUsMax } from '../text/duration.ts'
import type { InputFile, InputFiles } from '../text/input-files.ts'
import { samplesMax } from '../text/input-limits.ts'
import { shown } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { microsecondsPer, type TimeUnit, timeUnits } from '../text/time-unit.ts'
import { checkOwners, checkUnits } from './csv-checks.ts'
import { type Columns, columnsOf, type Row } from './csv-columns.ts'
import { timeText } from './law-text.ts'
import { type Quantity, type Sample, type Subject, subjectText } from './observations.ts'
import { subjectBy } from './owner-name.ts'

export type CsvOptions = {
  readonly subject: Subject
  readonly quantity: Quantity
  /** Of values whose header and text name none. */
  readonly unit?: TimeUnit
  /** Between values in the order of the file, if they were taken regularly. */
  readonly periodUs?: number
  /** The column that says whose times they are: each of its values is a workload. */
  readonly by?: string
}

/** Lines of a table: a header and the end of the last line beside the values. */
const linesMax = samplesMax + 2

/** Rows by which columns without a header are told apart. */
const rowsLookedAt = 100
/** A median latency of so much is more likely one in another unit. */
const oddLatencyUs = 1e6
/** Workloads of a table, at most: each gets laws of its own. */
const ownersMax = 1000
/** Wrong cells of a table that are reported. */
const errorsMax = 20

type Values = { valueUs: number[]; count: number[]; timeUs: number[]; zeros: number }
/** By whose they are; all of one without a column that says it. */
type ValuesByOwner = Map<string, { readonly subject: Subject; readonly values: Values }>

export function readCsvSamples(
  paths: readonly string[],
  options: CsvOptions,
  files: InputFiles,
  report: Report,
): Sample[] {
  return paths.flatMap((path) => {
    const file = files.readTable(path)
    return file === undefined ? [] : csvSample(file, options, report)
  })
}

function csvSample(file: InputFile, options: CsvOptions, report: Report): Sample[] {
  const here = { name: file.path, line: 1, column: 1 }
  const lines = file.text.split(/\r?\n/)
  const rows = lines.length > linesMax ? [] : rowsOf(lines)
  if (rows.length === 0) {
    report.error(
      'calibration-values',
      here,
      `the file has ${lines.length > linesMax ? lines.length : 'no'} lines with values; expected 1 to ${samplesMax}`,
      'write one value per line, or value,count',
    )
    return []
  }
  const columns = columnsOf(
    rows.slice(0, rowsLookedAt).map(({ cells }) => cells),
    options.by,
  )
  if ('problem' in columns) {
    report.error(
      'calibration-format',
      { ...here, line: rows[0].line, sourceLine: rows[0].text },
      `${columns.problem}; expected one column of values, value,count or time,value`,
      'keep these columns only, under a header such as time,latency_ms',
    )
    return []
  }
  const errorsBefore = report.errorCount
  if (columns.by === undefined && options.subject.name === undefined && columns.headerRows === 1)
    checkOwners(rows, file.path, report)
  checkUnits(rows.slice(columns.headerRows), columns, options.unit, file.path, report)
  const byOwner = valuesOf(rows.slice(columns.headerRows), columns, options, file.path, report)
  if (report.errorCount > errorsBefore) return []
  if (byOwner.size > ownersMax) {
    report.error(
      'calibration-values',
      here,
      `the column ${JSON.stringify(options.by)} holds ${byOwner.size} workloads; expected at most ${ownersMax}`,
      'name the column of the workloads with --by',
    )
    return []
  }
  if (byOwner.size === 0) {
    report.error(
      'calibration-values',
      here,
      'the file has a header and no values; expected at least one',
      'write one value per line',
    )
    return []
  }
  return [...byOwner]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([, { subject, values }]) =>
      sampleOf(values, columns, { ...options, subject: { ...options.subject, ...subject } }, file.path),
    )
}

function rowsOf(lines: readonly string[]): Row[] {
  const separator = /[,;\t]/.exec(lines[0] ?? '')?.[0] ?? ','
  return lines.flatMap((line, index) =>
    line.trim() === '' || line.startsWith('#')
      ? []
      : [
          {
            line: index + 1,
            text: line,
            cells: line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')),
          },
        ],
  )
}

function valuesOf(
  rows: readonly Row[],
  columns: Columns,
  { by, unit: fallback = 's' }: CsvOptions,
  name: string,
  report: Report,
): ValuesByOwner {
  const byOwner: ValuesByOwner = new Map()
  let errors = 0
  const wrong = (row: Row, column: number, found: string, expected: string, fix: string): undefined => {
    if (errors++ >= errorsMax) return undefined
    const before = row.cells.slice(0, column).reduce((sum, cell) => sum + cell.length + 1, 0)
    report.error(
      'calibration-format',
      { name, line: row.line, column: Math.min(before + 1, row.text.length + 1), sourceLine: row.text },
      `${found}; expected ${expected}`,
      fix,
    )
    return undefined
  }
  for (const row of rows) {
    const subject = columns.by === undefined ? {} : subjectBy(by!, row.cells[columns.by] ?? '')
    if (subject === undefined) {
      const found = `the ${by} is ${shown(row.cells[columns.by!])}`
      wrong(
        row,
        columns.by!,
        found,
        'a name of Kubernetes such as web',
        'correct the cell, or delete the line',
      )
      continue
    }
    const valueUs = microseconds(row.cells[columns.value], columns.unit ?? fallback)
    if (valueUs === undefined || valueUs < 0 || valueUs > durationUsMax) {
      wrong(
        row,
        columns.value,
        `the value is ${shown(row.cells[columns.value])}`,
        'a time such as 0.012 or 12ms, from 0 to 1000 days',
        'correct the cell, or delete the line',
      )
      continue
    }
    const count = columns.count === undefined ? 1 : Number(row.cells[columns.count] || Number.NaN)
    if (!(Number.isInteger(count) && count >= 0 && count <= Number.MAX_SAFE_INTEGER)) {
      const found = `the count is ${shown(row.cells[columns.count!])}`
      wrong(row, columns.count!, found, 'a whole number, 0 or more', 'write how often the value came')
      continue
    }
    if (columns.time !== undefined) {
      const timeUs = momentUs(row.cells[columns.time])
      if (timeUs === undefined) {
        wrong(
          row,
          columns.time,
          `the time is ${shown(row.cells[columns.time])}`,
          'seconds, or a time such as 2026-01-01T12:00:00Z',
          'correct the cell, or delete the column of times',
        )
        continue
      }
      if (count > 0) valuesAt(byOwner, subject).timeUs.push(timeUs)
    }
    if (count === 0) continue
    const values = valuesAt(byOwner, subject)
    if (valueUs === 0) values.zeros++
    values.valueUs.push(valueUs)
    values.count.push(count)
  }
  return byOwner
}

function valuesAt(byOwner: ValuesByOwner, subject: Subject): Values {
  const owner = subjectText(subject)
  let known = byOwner.get(owner)
  if (known === undefined) {
    known = { subject, values: { valueUs: [], count: [], timeUs: [], zeros: 0 } }
    byOwner.set(owner, known)
  }
  return known.values
}

/** A number in the unit, or with a unit of its own. */
function microseconds(cell: string | undefined, unit: TimeUnit): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(ns|us|µs|μs|ms|s|m)?$/.exec(cell ?? '')
  if (match === null) return undefined
  const written = match[2]?.replace(/^[µμ]/, 'u')
  const own = timeUnits.find((known) => known === written)
  return Number(match[1]) * microsecondsPer(own ?? unit)
}

/** A moment in microseconds: a date, or a number that is seconds, or by its size milli-, micro- or nanoseconds since 1970. */
function momentUs(cell: string | undefined): number | undefined {
  const date = parseTime((cell ?? '').replace(' ', 'T'))
  if (date !== undefined) return date * 1e6
  const number = Number(cell === undefined || cell === '' ? Number.NaN : cell)
  if (!Number.isFinite(number)) return undefined
  const size = Math.abs(number)
  if (size > 1e17) return number / 1e3
  if (size > 1e14) return number
  return size > 1e11 ? number * 1e3 : number * 1e6
}

function sampleOf(values: Values, columns: Columns, options: CsvOptions, path: string): Sample {
  const { subject, quantity, unit, periodUs } = options
  const notes = [`from ${path}${options.by === undefined ? '' : `, by ${options.by}`}`]
  if (columns.note !== undefined) notes.push(columns.note)
  if (columns.unit !== undefined) notes.push(`in ${columns.unit}, as the header says`)
  else if (unit === undefined) notes.push(secondsNote(values.valueUs, quantity))
  const least = values.valueUs.reduce((a, b) => (b > 0 && b < a ? b : a), Infinity)
  const standIn = least === Infinity ? 1 : least / 2
  if (values.zeros > 0) notes.push(`${values.zeros} values of 0 count as half of the least above 0`)
  const valueUs = Float64Array.from(values.valueUs, (value) => (value === 0 ? standIn : value))
  const series = seriesOf(valueUs, values, columns, periodUs)
  return {
    subject,
    quantity,
    spans: { kind: 'values', low: valueUs, high: valueUs, count: Float64Array.from(values.count) },
    ...(series === undefined ? {} : { series }),
    notes,
  }
}

function secondsNote(valueUs: readonly number[], quantity: Quantity): string {
  const note = 'numbers without a unit are taken to be seconds; --unit says otherwise'
  const middleUs = valueUs.toSorted((a, b) => a - b)[valueUs.length >> 1]
  return quantity === 'latency' && middleUs >= oddLatencyUs
    ? `${note}: half of them would be ${timeText(middleUs)} or more, which is odd for a latency; if they are milliseconds, write --unit ms`
    : note
}

/** In the order of time; rows of equal time stay in the order of the file. */
function seriesOf(
  valueUs: Float64Array,
  { timeUs }: Values,
  columns: Columns,
  periodUs: number | undefined,
): Series | undefined {
  if (columns.time !== undefined) {
    const order = Array.from(timeUs.keys()).sort((a, b) => timeUs[a] - timeUs[b] || a - b)
    return {
      timeUs: Float64Array.from(order, (row) => timeUs[row]),
      valueUs: Float64Array.from(order, (row) => valueUs[row]),
    }
  }
  if (periodUs === undefined || columns.count !== undefined) return undefined
  return { timeUs: valueUs.map((_, index) => index * periodUs), valueUs }
}
