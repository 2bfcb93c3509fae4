/**
 * A result directory appears whole or not at all: files are written into a staging directory beside the target, which is
 * renamed at the end. What can be wrong with the target is found before the simulation runs, and looked for again before
 * anything is replaced. A lock keeps other processes away from it meanwhile.
 */
import { mkdirSync, renameSync, rmdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type WrittenFile, writeText } from './csv-report.ts'
import { FolderLock } from './folder-lock.ts'
import { makeFolders, removeEmpty } from './folders.ts'
import { removeLeftovers } from './leftovers.ts'
import type { ResultKind } from './result-kind.ts'
import {
  checkInputs,
  errorCode,
  placeOf,
  ResultDirectoryError,
  replaceableAt,
  unwritable,
} from './result-place.ts'
import { holderFile, provenanceFile, recordIn, removeResult, sumsOf } from './result-record.ts'

export class ResultDirectory {
  /** Where the files are written until `commit`. */
  readonly staging: string
  readonly #path: string
  readonly #kind: ResultKind
  readonly #target: string
  readonly #lock: FolderLock
  /** Where an earlier result waits while the new one takes its place. */
  #previous: string
  /** Parents that did not exist before, innermost first. */
  readonly #createdParents: readonly string[]
  /** Whether what is staged is kept, in its place or beside it. */
  #isOver = false

  /**
   * Checks the target and creates the staging directory.
   * @param inputs files and directories that are read for this result.
   * @throws ResultDirectoryError when the target holds something else, another process writes it or it cannot be
   *   written; nothing is left behind.
   */
  constructor(path: string, kind: ResultKind, inputs: readonly string[] = []) {
    this.#path = path
    this.#kind = kind
    this.#target = checkedTarget(path, kind, inputs)
    const [folder, name] = [dirname(this.#target), basename(this.#target)]
    try {
      this.#createdParents = makeFolders(folder)
    } catch (error) {
      throw unwritable(path, error)
    }
    try {
      this.#lock = new FolderLock(join(folder, `.${name}.probestorm.lock`), path)
    } catch (error) {
      removeEmpty(this.#createdParents)
      throw error
    }
    this.staging = join(folder, `${name}.tmp-${this.#lock.own}`)
    this.#previous = join(folder, `${name}.old-${this.#lock.own}`)
    try {
      removeLeftovers(this.#target)
      lookAt(this.#target, path, kind)
      mkdirSync(this.staging)
      writeFileSync(join(this.staging, holderFile), this.#lock.text)
    } catch (error) {
      this.discard()
      throw error instanceof ResultDirectoryError ? error : unwritable(path, error)
    }
  }

  /** Writes the provenance, which makes the staged files a result. */
  seal(content: Readonly<Record<string, unknown>>, files: readonly WrittenFile[]): WrittenFile {
    const names = files.map(({ name }) => name)
    const sums = sumsOf(this.staging, names)
    const provenance = { tool: 'probestorm', kind: this.#kind, ...content, files: names, sums }
    return writeText(this.staging, provenanceFile, [`${JSON.stringify(provenance, null, 2)}\n`])
  }

  /**
   * Puts the staged files in the place of the target; an earlier result of this kind is removed.
   * @throws ResultDirectoryError when something else is there by now. Then nothing is touched, and what is staged stays.
   */
  commit(): void {
    this.#isOver = true
    try {
      if (!this.#lock.isHeld()) throw this.#takenOver()
      switch (replaceableAt(this.#target, this.#path, this.#kind)) {
        case 'nothing':
          renameSync(this.staging, this.#target)
          break
        case 'empty':
          rmdirSync(this.#target)
          renameSync(this.staging, this.#target)
          break
        case 'result':
          this.#replace()
      }
      unlinkSync(join(this.#target, holderFile))
    } catch (error) {
      throw this.#kept(error)
    } finally {
      this.#lock.release()
    }
  }

  /** Looked at once more where nobody finds it any more by its path: what came in between is given back. */
  #replace(): void {
    renameSync(this.#target, this.#previous)
    try {
      replaceableAt(this.#previous, this.#path, this.#kind)
      renameSync(this.staging, this.#target)
    } catch (error) {
      this.#giveBack()
      throw error
    }
    const record = recordIn(this.#previous)
    if (record !== undefined && removeResult(this.#previous, record)) return
    throw new ResultDirectoryError(
      'out-dir-not-a-result',
      `${this.#path} holds the new result; the earlier one got other files meanwhile, and what is left of it is in ${this.#previous}`,
      'move those files to where they belong',
    )
  }

  /** Where the place is taken, the earlier result gets a name that no later process takes for a leftover. */
  #giveBack(): void {
    try {
      renameSync(this.#previous, this.#target)
    } catch {
      const kept = `${this.#target}.earlier-${this.#lock.own}`
      renameSync(this.#previous, kept)
      this.#previous = kept
    }
  }

  #takenOver(): ResultDirectoryError {
    return new ResultDirectoryError(
      'out-dir-in-use',
      `${this.#path} was taken over by another process, for this one had not moved for a minute`,
      'choose another --out-dir',
    )
  }

  /** What nobody is to clean up: the staged result is the user's now. */
  #kept(error: unknown): ResultDirectoryError {
    const { rule, message, fix } =
      error instanceof ResultDirectoryError
        ? error
        : new ResultDirectoryError(
            'out-dir-unwritable',
            `${this.#path} cannot be replaced (${errorCode(error)})`,
            'choose another --out-dir',
          )
    const isThere = (place: string) => statSync(place, { throwIfNoEntry: false }) !== undefined
    if (!isThere(this.staging)) return new ResultDirectoryError(rule, message, fix)
    quietly(() => unlinkSync(join(this.staging, holderFile)))
    const earlier = isThere(this.#previous) ? `, the earlier one in ${this.#previous}` : ''
    return new ResultDirectoryError(
      rule,
      `${message}. It was not so when the command started: nothing is replaced, and the new result is in ${this.staging}${earlier}`,
      `move ${this.staging} to where it belongs`,
    )
  }

  /** Removes what was staged, and parents that were created for it, unless it is committed. An earlier result stays as it is. */
  discard(): void {
    if (this.#isOver) return
    this.#isOver = true
    quietly(() => rmSync(this.staging, { recursive: true, force: true }))
    this.#lock.release()
    removeEmpty(this.#createdParents)
  }
}

/** What could not be created need not be removed, and a parent that others use by now stays. */
function quietly(remove: () => void): void {
  try {
    remove()
  } catch {
    // Nothing is lost: the directory is not ours alone, or was never there.
  }
}

/**
 * Checks what can be known of a target before anything is made or computed.
 * @param inputs files and directories that are read for this result.
 * @returns its real path.
 * @throws ResultDirectoryError when it may not hold a result of this kind.
 */
export function checkedTarget(path: string, kind: ResultKind, inputs: readonly string[]): string {
  const target = placeOf(path)
  lookAt(target, path, kind)
  checkInputs(target, path, inputs)
  return target
}

function lookAt(target: string, path: string, kind: ResultKind): void {
  if (replaceableAt(target, path, kind) !== 'nothing') checkMountPoint(target, path)
}

/** A mount point cannot be replaced by renaming. */
function checkMountPoint(target: string, path: string): void {
  if (statSync(target).dev === statSync(dirname(target)).dev) return
  throw new ResultDirectoryError(
    'out-dir-mount-point',
    `${path} is the root of a file system; expected a directory that can be replaced by renaming`,
    `name a directory inside it, such as ${join(path, 'result')}`,
  )
}
