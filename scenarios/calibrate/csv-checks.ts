/** What a table holds that would be read as something else than it is. */
import { shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { TimeUnit } from '../text/time-unit.ts'
import { type Columns, ownerColumn, type Row } from './csv-columns.ts'

/** Times of several workloads as if they were of one: nobody wants that by accident. */
export function checkOwners([header, ...rows]: readonly Row[], name: string, report: Report): void {
  const column = ownerColumn(header.cells)
  if (column === undefined) return
  const owners = new Set(rows.map(({ cells }) => cells[column] ?? ''))
  if (owners.size < 2) return
  const title = header.cells[column]
  report.error(
    'calibration-format',
    { name, line: header.line, column: 1, sourceLine: header.text },
    `the column ${JSON.stringify(title)} holds ${owners.size} values, such as ${shown([...owners][0])}; expected times of one workload, or --by`,
    `write --by ${title} for one law each, or --workload NAME if all are of that one ("*": of every workload)`,
  )
}

/** Numbers without a unit among values with one: in seconds they would be a thousand times too much, or too little. */
export function checkUnits(
  rows: readonly Row[],
  columns: Columns,
  unit: TimeUnit | undefined,
  name: string,
  report: Report,
): void {
  if (columns.unit !== undefined || unit !== undefined) return
  const cellOf = ({ cells }: Row): string => cells[columns.value] ?? ''
  const bare = rows.filter((row) => /^[+-]?[\d.]+(?:[eE][+-]?\d+)?$/.test(cellOf(row)))
  const others = rows.filter((row) => /^[+-]?[\d.]+(?:[eE][+-]?\d+)?\s*[a-zµμ]+$/.test(cellOf(row))).length
  if (bare.length === 0 || others === 0) return
  const [row] = bare
  report.error(
    'calibration-format',
    { name, line: row.line, column: 1, sourceLine: row.text },
    `${bare.length} values have no unit, such as ${shown(cellOf(row))}, and ${others} have one; expected a unit for all, or for none`,
    'write the units, or --unit for the values without one',
  )
}
