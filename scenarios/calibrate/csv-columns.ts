/** Which column of a table holds what: by its header, or by what the first rows look like. */

import { parseTime } from '../text/api-time.ts'
import { type TimeUnit, unitInName } from '../text/time-unit.ts'

export type Columns = {
  /** Rows to skip. */
  readonly headerRows: 0 | 1
  readonly value: number
  readonly count?: number
  readonly time?: number
  /** Of the values, if the header says it. */
  readonly unit?: TimeUnit
  /** How it was understood, if there was a choice. */
  readonly note?: string
}

const timeName = /^(time|timestamp|date|datetime|at|when|ts|epoch)\b/
const countName = /^(count|n|frequency|freq|number|weight|hits)$/
const valueName = /(latency|duration|elapsed|value|response|time|took|start|seconds|millis)/

/** The columns of a table by its first rows, or what is not clear about them. */
export function columnsOf(rows: readonly (readonly string[])[]): Columns | { readonly problem: string } {
  const [first] = rows
  const isHeader =
    first.every((cell) => !isNumber(cell) && parseTime(cell) === undefined) && first.some(isName)
  return isHeader ? byHeader(first) : byContent(rows)
}

function isNumber(cell: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*(ns|us|µs|μs|ms|s|m)?$/.test(cell)
}

function isName(cell: string): boolean {
  return /[A-Za-z]/.test(cell)
}

function byHeader(header: readonly string[]): Columns | { readonly problem: string } {
  const names = header.map((cell) => cell.toLowerCase())
  const withUnit = (index: number): Columns => {
    const unit = unitInName(names[index])
    const time = names.findIndex((name, at) => at !== index && timeName.test(name))
    const count = names.findIndex((name, at) => at !== index && countName.test(name))
    return {
      headerRows: 1,
      value: index,
      ...(unit === undefined ? {} : { unit }),
      ...(time < 0 ? {} : { time }),
      ...(count < 0 ? {} : { count }),
    }
  }
  if (names.length === 1) return withUnit(0)
  const candidates = names.flatMap((name, index) => {
    if (countName.test(name) || (timeName.test(name) && names.length > 1)) return []
    return valueName.test(name) || unitInName(name) !== undefined ? [index] : []
  })
  if (candidates.length === 1) return withUnit(candidates[0])
  const rest = names.flatMap((name, index) => (countName.test(name) || timeName.test(name) ? [] : [index]))
  if (candidates.length === 0 && rest.length === 1) return withUnit(rest[0])
  const found = candidates.length > 1 ? candidates : rest
  return {
    problem: `the columns ${found.map((index) => JSON.stringify(header[index].slice(0, 40))).join(', ') || 'are none that'} could all be the values`,
  }
}

function byContent(rows: readonly (readonly string[])[]): Columns | { readonly problem: string } {
  const width = rows[0].length
  if (width === 1) return { headerRows: 0, value: 0 }
  if (width > 2) return { problem: `there are ${width} columns and no header` }
  if (rows.every(([time]) => parseTime(time) !== undefined || Number(time) > 1e8))
    return { headerRows: 0, time: 0, value: 1, note: 'read as time,value' }
  if (rows.every(([, count]) => /^\d+$/.test(count)))
    return { headerRows: 0, value: 0, count: 1, note: 'read as value,count; a header would say it' }
  return { headerRows: 0, time: 0, value: 1, note: 'read as time,value; a header would say it' }
}
