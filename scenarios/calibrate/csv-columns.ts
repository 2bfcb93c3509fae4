/** Which column of a table holds what: by its header, or by what the first rows look like. */

import { parseTime } from '../text/api-time.ts'
import { type TimeUnit, unitInName } from '../text/time-unit.ts'

export type Row = { readonly line: number; readonly text: string; readonly cells: readonly string[] }

export type Columns = {
  /** Rows to skip. */
  readonly headerRows: 0 | 1
  readonly value: number
  readonly count?: number
  readonly time?: number
  /** Whose times they are, if that is asked for. */
  readonly by?: number
  /** Of the values, if the header says it. */
  readonly unit?: TimeUnit
  /** How it was understood, if there was a choice. */
  readonly note?: string
}

const timeName = /^(time|timestamp|date|datetime|at|when|ts|epoch)\b/
const countName = /^(count|n|frequency|freq|number|weight|hits)$/
const valueName = /(latency|duration|elapsed|value|response|time|took|start|seconds|millis)/

/** Columns that say whose times the rows are. */
const ownerName =
  /^(service|app|application|component|workload|deployment|statefulset|daemonset|pod|container)$/

/**
 * The columns of a table by its first rows, or what is not clear about them.
 * @param by the column that says whose times they are.
 */
export function columnsOf(
  rows: readonly (readonly string[])[],
  by?: string,
): Columns | { readonly problem: string } {
  const [first] = rows
  const isHeader =
    first.every((cell) => !isNumber(cell) && parseTime(cell) === undefined) && first.some(isName)
  if (by === undefined) return isHeader ? byHeader(first) : byContent(rows)
  const column = first.findIndex((cell) => cell.toLowerCase() === by.toLowerCase())
  if (!isHeader || column < 0)
    return {
      problem: `there is no column ${JSON.stringify(by)}${isHeader ? '' : ', for there is no header'}`,
    }
  const found = byHeader(first, column)
  return 'problem' in found ? found : { ...found, by: column }
}

/** A column of a header that says whose times they are, though nobody asked for it. */
export function ownerColumn(header: readonly string[]): number | undefined {
  const column = header.findIndex((cell) => ownerName.test(cell.toLowerCase()))
  return column < 0 ? undefined : column
}

function isNumber(cell: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*(ns|us|µs|μs|ms|s|m)?$/.test(cell)
}

function isName(cell: string): boolean {
  return /[A-Za-z]/.test(cell)
}

/** @param except a column that holds something else. */
function byHeader(header: readonly string[], except = -1): Columns | { readonly problem: string } {
  const names = header.map((cell, index) => (index === except ? '' : cell.toLowerCase()))
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
    if (index === except || countName.test(name) || (timeName.test(name) && names.length > 1)) return []
    return valueName.test(name) || unitInName(name) !== undefined ? [index] : []
  })
  if (candidates.length === 1) return withUnit(candidates[0])
  const rest = names.flatMap((name, index) =>
    index === except || countName.test(name) || timeName.test(name) ? [] : [index],
  )
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
