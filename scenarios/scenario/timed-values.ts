/** A .csv file of times and numbers: a line per time, in order. */
import type { RuleId } from '../rules/rule-id.ts'
import { parseDuration } from '../text/duration.ts'
import { shown } from '../text/located.ts'
import type { Reading } from './shape.ts'

export type TimedValue = { readonly atUs: number; readonly value: number }

export type TimedLines = {
  readonly rule: RuleId
  /** What a line is, and what its number is: `step`, `a number of cores`. */
  readonly line: string
  readonly number: string
  readonly max: number
  readonly example: string
}

/** Two values that lie this far apart are a jump. */
const jumpUs = 1_000

/** A first line that holds no time is a header. What cannot be read is reported at its line. */
export function readTimedValues(
  { name, text }: { readonly name: string; readonly text: string },
  { rule, line: noun, number, max, example }: TimedLines,
  reading: Reading,
): readonly TimedValue[] | undefined {
  const values: TimedValue[] = []
  const lines = text.split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const [time = '', cell = ''] = line.split(',').map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
    const atUs = timeOf(time)
    if (atUs === undefined && index === 0) continue
    const value = cell === '' ? Number.NaN : Number(cell)
    const lastUs = values.at(-1)?.atUs ?? -1
    const isLater = atUs !== undefined && atUs > lastUs
    if (isLater && value >= 0 && value <= max) {
      values.push({ atUs, value })
      continue
    }
    reading.report.error(
      rule,
      { name, line: index + 1, column: 1, sourceLine: line },
      `the line is ${shown(line)}; expected a time later than that of the line before, and ${number} from 0 to ${max}`,
      atUs === lastUs
        ? `delete one of the two lines, or write a time a moment later, such as ${(lastUs + jumpUs) / 1e6}s`
        : `write a line such as ${example}`,
    )
    return undefined
  }
  if (values.length > 0) return values
  reading.report.error(
    rule,
    { name, line: 1, column: 1, sourceLine: lines[0] ?? '' },
    `the file has no ${noun}; expected a time and ${number} in each line`,
    `write a line such as ${example}`,
  )
  return undefined
}

/** Undefined = it is none. */
function timeOf(text: string): number | undefined {
  const seconds = /^[0-9.eE+-]+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isNaN(seconds)) return seconds < 0 ? undefined : Math.round(seconds * 1_000_000)
  const parsed = parseDuration(text)
  return 'us' in parsed && parsed.us >= 0 ? parsed.us : undefined
}
