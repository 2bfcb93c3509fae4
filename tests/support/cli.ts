/** Runs the command line as a user would, in a process of its own. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleExecutable } from '../../build/executable.ts'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

let made: string | undefined

/** The executable, from the sources as they are when a process first asks: a few files start sooner than hundreds. */
export function commandFile(): string {
  if (made !== undefined) return made
  // Inside of the repository, for it finds its packages from where it stands.
  mkdirSync(join(repository, 'out'), { recursive: true })
  const directory = mkdtempSync(join(repository, 'out/sources-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  bundleExecutable(repository, relative(repository, directory))
  made = join(directory, 'cli/main.js')
  return made
}

export type CliRun = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }

export type CliSurroundings = {
  readonly input?: string
  readonly environment?: Readonly<Record<string, string>>
}

export function runCli(words: readonly string[], { input, environment }: CliSurroundings = {}): CliRun {
  const run = spawnSync(process.execPath, [commandFile(), ...words], {
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
