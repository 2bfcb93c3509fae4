/** Runs the command line as a user would, in a process of its own. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = fileURLToPath(new URL('../..', import.meta.url))
/** The executable from the sources as they are: `tests/run.ts` makes it. */
export const commandFile = join(repository, 'dist/sources/cli/main.js')

export type CliRun = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }

export type CliSurroundings = {
  readonly input?: string
  readonly environment?: Readonly<Record<string, string>>
}

export function runCli(words: readonly string[], { input, environment }: CliSurroundings = {}): CliRun {
  const run = spawnSync(process.execPath, [commandFile, ...words], {
    cwd: repository,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    ...(input !== undefined && { input }),
  })
  return { exitCode: run.status, stdout: run.stdout, stderr: run.stderr }
}

/** Calls with an empty directory that is removed afterwards. */
export function withTemporaryDirectory<T>(use: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-'))
  try {
    return use(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

export type CsvRow = Readonly<Record<string, string>>

/** Rows of a CSV file without quoted cells, by column name. */
export function readCsv(path: string): CsvRow[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index], cell])))
}
