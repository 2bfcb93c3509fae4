/** A sweep of the library, simulated anew, in this process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { type CsvRow, readCsv, repository } from './cli.ts'
import { runHere } from './command.ts'

export type SweepTables = {
  /** The rows of `points.csv`. */
  readonly points: CsvRow[]
  /** The rows of `differences.csv`. */
  readonly differences: CsvRow[]
}

export async function sweepTables(study: string, replications: number): Promise<SweepTables> {
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-library-'))
  try {
    const input = join(repository, 'scenarios/library', study)
    const numbers = ['--replications', String(replications), '--workers', '1']
    const { code } = await runHere(['sweep', '-f', input, ...numbers, '--quiet', '--out-dir', directory])
    assert.is(code, 0)
    return {
      points: readCsv(join(directory, 'points.csv')),
      differences: readCsv(join(directory, 'differences.csv')),
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
