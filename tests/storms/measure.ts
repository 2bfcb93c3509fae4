/** Simulates a study of the storm library as the command line does, and reads its figures. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../support/cli.ts'
import { runHere } from '../support/command.ts'
import { figures } from './figures.ts'
import { Tables } from './tables.ts'

/** A figure by `<study>: <what>`, to at most four digits that count. */
export type Measured = Readonly<Record<string, number>>

export const storms = [...new Set(figures.map(({ study }) => study))]

export async function measure(study: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'probestorm-storm-'))
  try {
    const input = join(repository, 'scenarios/library/storms', study)
    const command = existsSync(join(input, 'sweep.yaml')) ? 'sweep' : 'run'
    const { code } = await runHere([command, '-f', input, '--quiet', '--out-dir', folder])
    if (code !== 0) throw new Error(`${study}: exit code ${code}`)
    const tables = new Tables(folder)
    const asked = figures.filter((figure) => figure.study === study)
    return Object.fromEntries(
      asked.map(({ what, read }) => [`${study}: ${what}`, numberOf(what, read(tables))]),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function numberOf(what: string, value: number): number {
  if (!Number.isFinite(value))
    throw new Error(`${what}: ${value}; no row of the table is what the figure asks for`)
  return Number(value.toPrecision(4))
}
