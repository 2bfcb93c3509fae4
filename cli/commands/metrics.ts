/** `metrics`: every column of the tables of a run, with its unit and meaning. */
import { tableTexts } from '../../reports/column-text.ts'
import { alignedTable, block } from '../../reports/text-blocks.ts'
import type { Positionals } from '../command-row.ts'
import { ExitCode } from '../exit-code.ts'
import type { Output } from '../streams.ts'

export async function metrics(words: Positionals, { out }: Output): Promise<ExitCode> {
  const [file] = words.get('table') ?? []
  const tables = tableTexts.filter((table) => file === undefined || table.file.startsWith(`${file}.`))
  out(
    tables
      .map(({ file, row, columns }) =>
        block(
          `${file}, a row per ${row}`,
          alignedTable(
            ['COLUMN', 'UNIT', 'MEANING'],
            columns.map(({ name, unit, meaning }) => [name, unit || '-', meaning]),
            [0, 1, 2],
          ),
        ),
      )
      .join('\n'),
  )
  return ExitCode.Done
}
