/** A search for other programs, and for a pull request. */
import { type Cell, csvTable } from '../csv-text.ts'
import { markdownText } from '../markdown-text.ts'
import { formatNumber } from '../number-format.ts'
import { outcomeOf, type ReportedTipping, stateWords } from './reported-tipping.ts'
import { tippingAnswer, tippingReasons } from './tipping-answer.ts'
import { boundText, valueText } from './tipping-value.ts'

/** Columns of `points.csv`: a row per value that was tried, ascending. */
const tippingColumns = [
  'setting',
  'setting_number',
  'order',
  'replications',
  'value',
  'low',
  'high',
  'state',
] as const

export function tippingCsv({ result, settingAt }: ReportedTipping): Iterable<string> {
  const rows = result.points.map((point): Cell[] => {
    const { value, number } = settingAt(point.step)
    const { order, replications, low, high, state } = point
    return [String(value), number, order, replications, point.value, low, high, state]
  })
  return csvTable(tippingColumns, rows)
}

export function tippingJson(tipping: ReportedTipping): string {
  const { result, path, lastStep, settingAt } = tipping
  const turns = result.turns.map(({ from, to, becomes }) => ({
    from: settingAt(from),
    to: settingAt(to),
    becomes,
  }))
  const { found } = result
  const answer = {
    parameter: path,
    from: settingAt(0),
    to: settingAt(lastStep),
    condition: result.condition.text,
    outcome: outcomeOf(tipping),
    low: found === null ? null : settingAt(found.from),
    high: found === null ? null : settingAt(found.to),
    becomes: found?.becomes ?? null,
    isMonotone: result.turns.length < 2,
    basis: result.basis,
    replicationsMax: result.replicationsMax,
    turns,
    points: result.points.map((point) => {
      const { order, replications, value, low, high, state } = point
      return {
        setting: settingAt(point.step),
        order,
        replications,
        value: rounded(value),
        low: rounded(low),
        high: rounded(high),
        state,
      }
    }),
  }
  return `${JSON.stringify(answer, null, 2)}\n`
}

/** As the CSV files have it; JSON has no infinity. */
function rounded(value: number | null): number | string | null {
  if (value === null) return null
  return Number.isFinite(value) ? Number(formatNumber(value)) : formatNumber(value)
}

export function tippingMarkdown(tipping: ReportedTipping): string {
  const { result, path } = tipping
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |\n`
  const head = [
    path,
    'replications',
    result.condition.text,
    'from',
    'to',
    'meet it by themselves',
    'condition',
  ]
  return [
    `**${markdownText(tippingAnswer(tipping))}**\n\n`,
    ...tippingReasons(tipping).map((text) => `- ${markdownText(text)}\n`),
    '\n',
    line(head),
    '| ---: | ---: | ---: | ---: | ---: | ---: | --- |\n',
    ...pointRows(tipping).map(line),
  ].join('')
}

/** A row for each value that was tried: value, replications, what was compared, its bounds, replications that meet the condition by themselves, the state. */
export function pointRows({ result, settingAt }: ReportedTipping): string[][] {
  const { condition } = result
  return result.points.map((point) => [
    String(settingAt(point.step).value),
    String(point.replications),
    valueText(point, condition),
    boundText(point.low, condition),
    boundText(point.high, condition),
    `${point.meeting} of ${point.knowing}`,
    stateWords[point.state],
  ])
}
