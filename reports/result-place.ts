/** Where a result may be written: nowhere that replacing it could take more than a result away. */
import { lstatSync, readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { type ResultKind, wordsOfKind } from './result-kind.ts'
import { changedNames, foreignNames, recordIn } from './result-record.ts'

/** The target cannot hold a result: wrong input, with the parts of an input error that are known here. */
export class ResultDirectoryError extends Error {
  readonly rule: string
  readonly fix: string

  constructor(rule: string, message: string, fix: string) {
    super(message)
    this.name = 'ResultDirectoryError'
    this.rule = rule
    this.fix = fix
  }
}

/**
 * The real path of a result directory that is there or may come.
 * @throws ResultDirectoryError for the current folder, and one around it.
 */
export function placeOf(path: string): string {
  const place = realPath(path)
  if (place === dirname(place))
    throw new ResultDirectoryError(
      'out-dir-mount-point',
      `${path} is the root of a file system; expected a directory of its own for the result`,
      `name a directory inside it, such as ${join(path, 'result')}`,
    )
  if (isWithin(realPath('.'), place))
    throw new ResultDirectoryError(
      'out-dir-current',
      `${path} is the current folder, or one around it; expected a directory of its own for the result`,
      `name a directory inside it, such as ${join(path, 'result')}`,
    )
  return place
}

/**
 * @param inputs files and directories that are read for this result.
 * @throws ResultDirectoryError for a place that is an input, or holds one.
 */
export function checkInputs(place: string, path: string, inputs: readonly string[]): void {
  const input = inputs.find((each) => isWithin(inputPath(each), place))
  if (input === undefined) return
  throw new ResultDirectoryError(
    'out-dir-input',
    `${path} is or holds ${input}, which is read for this result; expected a directory that holds no input`,
    'choose another --out-dir',
  )
}

/** With the links on the way to it followed; what is not there yet has none. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    const isMissing = errorCode(error) === 'ENOENT' && !lstatSync(path, { throwIfNoEntry: false })
    if (!isMissing) throw unwritable(path, error)
  }
  const whole = resolve(path)
  return join(realPath(dirname(whole)), basename(whole))
}

/** An input may be a pipe, which has no real path. */
function inputPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return !/^\.\.(?:[\\/]|$)/.test(relative(folder, path))
}

/** What is at a place that may take a result of a kind. */
export type Replaceable = 'nothing' | 'empty' | 'result'

/**
 * Looks at a place once more; nothing is changed.
 * @throws ResultDirectoryError unless there is nothing, an empty directory, or a result of this kind as it was written.
 */
export function replaceableAt(place: string, path: string, kind: ResultKind): Replaceable {
  const names = namesIn(place)
  if (names === undefined) return 'nothing'
  if (names.length === 0) return 'empty'
  const record = recordIn(place)
  const foreign = record === undefined ? names : foreignNames(place, record)
  if (foreign.length > 0)
    throw new ResultDirectoryError(
      'out-dir-not-a-result',
      `${path} holds ${listed(foreign)}; expected a new or empty directory, or a result that probestorm wrote`,
      'choose another --out-dir, or move those files away',
    )
  if (record!.kind !== kind) throw otherKind(path, record!.kind, kind)
  const changed = changedNames(place, record!)
  if (changed.length > 0) throw changedSince(path, changed)
  return 'result'
}

export function otherKind(
  path: string,
  found: ResultKind | undefined,
  expected: ResultKind,
): ResultDirectoryError {
  const words = found === undefined ? 'of a kind that this version does not know' : `of ${wordsOfKind(found)}`
  return new ResultDirectoryError(
    'out-dir-kind',
    `${path} holds the result ${words}; expected a new or empty directory, or the result of ${wordsOfKind(expected)}`,
    'choose another --out-dir, or delete the directory if nothing in it is needed',
  )
}

export function changedSince(path: string, names: readonly string[]): ResultDirectoryError {
  return new ResultDirectoryError(
    'out-dir-changed',
    `${path} holds ${listed(names)}, changed since probestorm wrote it; expected a result as it was written`,
    'choose another --out-dir, or move what was changed away',
  )
}

/** Names in a directory in order, or undefined when there is nothing at the path. */
export function namesIn(path: string): string[] | undefined {
  try {
    return readdirSync(path).sort()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw unwritable(path, error)
  }
}

export function unwritable(path: string, error: unknown): ResultDirectoryError {
  return new ResultDirectoryError(
    'out-dir-unwritable',
    `${path} cannot be written (${errorCode(error)}); expected a directory that can be created, in a parent that is writable`,
    'choose another --out-dir, or change the permissions of the parent directory',
  )
}

/** What the system says is wrong; anything else is our fault. */
export function errorCode(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined) throw error
  return code
}

export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}
