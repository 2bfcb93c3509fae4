/** `--watch`: once more, whenever an input has changed. */
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { InputError } from '../scenarios/diagnostic.ts'
import { isAddress } from '../scenarios/text/input-files.ts'
import { ExitCode } from './exit-code.ts'
import { explain } from './explain-error.ts'
import { UsageError } from './usage-error.ts'

/** Looks for changes this often. Polling sees what editors do on every file system, those of containers and networks too. */
const pollMs = 300

/**
 * @param given the paths and addresses that were given: what comes into a folder among them counts; addresses are not asked again.
 * @param once runs, and hands on the files that it has read as soon as it knows them.
 * @returns when a run is interrupted; else the process ends by a signal.
 */
export async function rerunOnChange(
  given: readonly string[],
  once: (onInputs: (paths: readonly string[]) => void) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (given.includes('-'))
    throw new UsageError('--watch and -f - are given; expected files, for standard input changes only once')
  const named = given.filter((path) => !isAddress(path))
  if (named.length === 0)
    throw new UsageError(
      '--watch and only addresses are given; expected a file or folder among them, for nothing tells when an address changes',
    )
  for (;;) {
    let files = new Map(named.map((path) => [path, stateOf(path)]))
    const onInputs = (paths: readonly string[]): void => {
      files = new Map([...named, ...paths].map((path) => [path, stateOf(path)]))
    }
    try {
      if ((await once(onInputs)) === ExitCode.Interrupted) return ExitCode.Interrupted
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      process.stderr.write(explain(error, 'probestorm').message)
    }
    // The results may lie beside the inputs: of folders counts what changes from here on.
    const folders = new Map(
      [...files.keys()].flatMap((path) => [path, dirname(path)]).map((path) => [path, stateOf(path)]),
    )
    const count = [...files].filter(([, state]) => !state.startsWith('folder')).length
    process.stderr.write(
      `\nwaiting for a change of ${count} ${count === 1 ? 'file' : 'files'}; Ctrl-C ends\n`,
    )
    while (!hasChanged(files, 'file') && !hasChanged(folders, 'folder')) await setTimeout(pollMs)
    // Who writes one file may be about to write another.
    await setTimeout(pollMs)
  }
}

function hasChanged(states: ReadonlyMap<string, string>, kind: 'file' | 'folder'): boolean {
  return [...states].some(([path, state]) => state.startsWith(kind) && stateOf(path) !== state)
}

/** What differs if it was written or replaced; `file` of what is not there. */
function stateOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 'file'
  return `${stat.isDirectory() ? 'folder' : 'file'} ${stat.mtimeMs} ${stat.size} ${stat.ino}`
}
