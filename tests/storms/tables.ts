/** The tables of one study, read for a figure. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type CsvRow, readCsv } from '../support/cli.ts'

/** Cells that rows must have. */
export type Cells = Readonly<Record<string, string>>

export class Tables {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Rows of a table in which all these cells hold. */
  rows(table: string, cells: Cells = {}): CsvRow[] {
    return readCsv(join(this.folder, table)).filter((row) =>
      Object.entries(cells).every(([column, value]) => row[column] === value),
    )
  }

  /** Mean of a column over the rows in which all these cells hold. NaN if there is none, or if a cell is empty. */
  meanOf(table: string, column: string, cells: Cells = {}): number {
    const values = this.rows(table, cells).map((row) => Number(row[column] || Number.NaN))
    return values.reduce((sum, value) => sum + value, 0) / values.length
  }

  /**
   * Mean of a metric over the replications.
   * @param cells parameters of a point, if it is a sweep; a workload, if it is not about all.
   */
  mean(metric: string, cells: Cells = {}): number {
    const table = existsSync(join(this.folder, 'sweep.csv')) ? 'sweep.csv' : 'summary.csv'
    return this.meanOf(table, metric, { workload: '*', ...cells })
  }
}
