/** A page as a file that appears whole or not at all. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { ResultDirectoryError } from '../reports/result-directory.ts'

/** @throws ResultDirectoryError when it cannot be written. */
export function writePage(path: string, pieces: readonly string[]): void {
  const staging = `${path}.tmp-${process.pid}`
  try {
    writeFileSync(staging, pieces.join(''))
    renameSync(staging, path)
  } catch (error) {
    rmSync(staging, { force: true })
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new ResultDirectoryError(
      'out-dir-unwritable',
      `${path} cannot be written (${code}); expected a file in a directory that is there and writable`,
      'create the directory, change its permissions, or write to another place',
    )
  }
}
