/** Files beside the results: whether they can be written is known before anything runs; they appear whole or not at all. */
import { accessSync, constants, existsSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { withPath } from '../reports/path-error.ts'
import { isWithin, ResultDirectoryError, realPath } from '../reports/result-place.ts'
import { isListed, recordIn } from '../reports/result-record.ts'
import { writeWhole } from '../reports/staged-file.ts'
import { withDirectory } from './sweep/directory-error.ts'

/**
 * @param option that names the file, if it was given.
 * @param outDir will be there by the time that the file is written.
 * @param inputs files and result directories that are read.
 * @throws InputError when it cannot be written, or would overwrite what is read or a file of the result.
 */
export function checkOutputFile(
  option: string,
  path: string | undefined,
  outDir?: string,
  inputs: readonly string[] = [],
): void {
  if (path === undefined) return
  const folder = dirname(resolve(path))
  withDirectory(option, () => {
    checkInputs(path, inputs)
    if (outDir !== undefined && nameWithin(path, outDir) !== undefined && !path.endsWith('.xml'))
      throw refused(
        path,
        'lies in the result directory',
        'a name that ends with .xml, as no file of a result',
      )
    if (outDir !== undefined && !existsSync(folder) && isWithin(resolve(outDir), folder)) return
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

function checkInputs(path: string, inputs: readonly string[]): void {
  if (!existsSync(path)) return
  const file = realpathSync(path)
  const input = inputs.find((each) => {
    if (!existsSync(each)) return false
    const record = dirname(file) === realpathSync(each) ? recordIn(each) : undefined
    return realpathSync(each) === file || (record !== undefined && isListed(basename(file), record.files))
  })
  if (input !== undefined) throw refused(path, `is or belongs to ${input}, which is read`, 'another file')
}

/** The name that a file has directly in a directory, undefined if it lies elsewhere. */
export function nameWithin(path: string, directory: string): string | undefined {
  const folder = dirname(resolve(path))
  const isIn =
    folder === resolve(directory) || (existsSync(folder) && realPath(folder) === realPath(directory))
  return isIn ? basename(path) : undefined
}

/** What a user would correct; anything else is for the machine. */
const userCodes = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'EROFS', 'ELOOP', 'ENAMETOOLONG']

/** @throws InputError when it cannot be written. */
export function writeOutputFile(option: string, path: string, pieces: readonly string[]): void {
  withDirectory(option, () => writePage(path, pieces))
}

/** @throws ResultDirectoryError when it cannot be written. */
export function writePage(path: string, pieces: readonly string[]): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    // Of a link the file that it leads to; what is no file, such as /dev/stdout, takes what is written to it.
    const file = found === undefined ? path : realpathSync(path)
    if (found?.isFile() === false || (found !== undefined && !isWritable(dirname(file))))
      withPath(path, () => writeFileSync(path, pieces.join('')))
    else writeWhole(file, pieces)
  } catch (error) {
    const code = codeOf(error)
    throw userCodes.includes(code) ? unwritable(path, code) : error
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
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

function refused(path: string, found: string, expected: string): ResultDirectoryError {
  return new ResultDirectoryError(
    'out-file-taken',
    `${path} ${found}; expected ${expected}`,
    'write to another place',
  )
}
