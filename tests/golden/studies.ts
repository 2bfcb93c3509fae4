/** The studies whose results are kept as files, and how they are run. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository, runCli, withTemporaryDirectory } from '../support/cli.ts'

export const goldenStudies = ['nginx-liveness', 'exec-tmp-healthy', 'crash-loop', 'slow-start'] as const
export const goldenTables = ['summary.csv', 'starts.csv', 'detections.csv', 'probes.csv'] as const

/** Where a table of a study is kept. */
export function goldenPath(study: string, table: string): string {
  return join(repository, 'tests/golden', study, table)
}

/** The tables of a study as they are now, by name. */
export function runStudy(study: string): Map<string, string> {
  return withTemporaryDirectory((directory) => {
    const out = join(directory, 'out')
    const scenario = join(repository, 'scenarios/library', study)
    const run = runCli(['run', '-f', scenario, '--trace', 'probes', '--quiet', '--out-dir', out])
    if (run.exitCode !== 0) throw new Error(run.stderr)
    return new Map(goldenTables.map((table) => [table, readFileSync(join(out, table), 'utf8')]))
  })
}
