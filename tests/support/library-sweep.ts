/** A sweep of the library, simulated anew. */
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type CsvRow, readCsv, repository, runCli, withTemporaryDirectory } from './cli.ts'

export type SweepTables = {
  /** The rows of `points.csv`. */
  readonly points: CsvRow[]
  /** The rows of `differences.csv`. */
  readonly differences: CsvRow[]
}

export function sweepTables(study: string, replications: number): SweepTables {
  return withTemporaryDirectory((directory) => {
    const input = join(repository, 'scenarios/library', study)
    const numbers = ['--replications', String(replications), '--workers', '1']
    const run = runCli(['sweep', '-f', input, ...numbers, '--quiet', '--out-dir', directory])
    assert.is(run.exitCode, 0, run.stderr)
    return {
      points: readCsv(join(directory, 'points.csv')),
      differences: readCsv(join(directory, 'differences.csv')),
    }
  })
}
