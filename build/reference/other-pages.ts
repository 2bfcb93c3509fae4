/** Columns of the tables, and exit codes. */
import { exitCodeTexts } from '../../cli/exit-code.ts'
import { tableTexts } from '../../reports/column-text.ts'
import { code, type Page, page, table } from './page.ts'

export function columnPage(): Page {
  return page(
    'columns',
    'Columns of the tables',
    'Of the files that `run` writes; `probestorm metrics` prints the same. Times are seconds since the start of the run. An empty cell is unknown or does not apply, `inf` is never. Numbers have at most six decimals. [Estimates](../estimates.md) tells how they are worked out.',
    ...tableTexts.map(({ file, row, columns }) =>
      [
        `## ${file}`,
        `A row per ${row}.`,
        table(
          ['column', 'unit', 'meaning'],
          columns.map(({ name, unit, meaning }) => [code(name), unit || '-', meaning]),
        ),
      ].join('\n\n'),
    ),
  )
}

export function exitCodePage(): Page {
  return page(
    'exit-codes',
    'Exit codes',
    table(
      ['code', 'means'],
      exitCodeTexts.map(([exitCode, meaning]) => [String(exitCode), meaning]),
    ),
  )
}
