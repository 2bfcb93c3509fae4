/** Files beside the results: whether they can be written is known before anything runs; a page appears whole or not at all. */
import { accessSync, constants, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { ResultDirectoryError } from '../reports/result-place.ts'
import { withDirectory } from './sweep/directory-error.ts'

/**
 * @param option that names the file, if it was given.
 * @param outDir will be there by the time that the file is written.
 * @throws InputError when it cannot be written.
 */
export function checkOutputFile(option: string, path: string | undefined, outDir?: string): void {
  if (path === undefined) return
  const folder = dirname(resolve(path))
  if (outDir !== undefined && !existsSync(folder) && isWithin(outDir, folder)) return
  withDirectory(option, () => {
    const isThere = existsSync(path)
    const isDirectory = isThere && statSync(path).isDirectory()
    if (isDirectory || (outDir !== undefined && resolve(path) === resolve(outDir)))
      throw unwritable(path, 'EISDIR')
    try {
      accessSync(isThere ? path : `${folder}/`, constants.W_OK)
    } catch (error) {
      throw unwritable(path, codeOf(error))
    }
  })
}

/** Whether a path is a folder or lies in it. */
function isWithin(path: string, folder: string): boolean {
  return !/^\.\.(?:[\\/]|$)/.test(relative(folder, resolve(path)))
}

/** @throws ResultDirectoryError when it cannot be written. */
export function writePage(path: string, pieces: readonly string[]): void {
  const staging = `${path}.tmp-${process.pid}`
  try {
    writeFileSync(staging, pieces.join(''))
    renameSync(staging, path)
  } catch (error) {
    rmSync(staging, { force: true })
    throw unwritable(path, codeOf(error))
  }
}

/** What the system says is wrong; anything else is our fault. */
function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  return code
}

function unwritable(path: string, code: string): ResultDirectoryError {
  return new ResultDirectoryError(
    'out-dir-unwritable',
    `${path} cannot be written (${code}); expected a file in a directory that is there and writable`,
    'create the directory, change its permissions, or write to another place',
  )
}
