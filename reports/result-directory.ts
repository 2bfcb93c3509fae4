/**
 * A result directory appears whole or not at all: files are written into a staging directory beside the target, which is
 * renamed at the end. What can be wrong with the target is found before the simulation runs, and looked for again before
 * anything is replaced.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type WrittenFile, writeText } from './csv-report.ts'
import type { ResultKind } from './result-kind.ts'
import {
  checkInputs,
  errorCode,
  placeOf,
  ResultDirectoryError,
  replaceableAt,
  unwritable,
} from './result-place.ts'
import { provenanceFile, recordIn, removeResult, sumsOf } from './result-record.ts'

export class ResultDirectory {
  /** Where the files are written until `commit`. */
  readonly staging: string
  readonly #path: string
  readonly #kind: ResultKind
  readonly #target: string
  /** Where an earlier result waits while the new one takes its place. */
  readonly #previous: string
  /** Parents that did not exist before, innermost first. */
  readonly #createdParents: readonly string[]
  /** Whether what is staged is kept, in its place or beside it. */
  #isOver = false

  /**
   * Checks the target and creates the staging directory.
   * @param inputs files and directories that are read for this result.
   * @throws ResultDirectoryError when the target holds something else or cannot be written; nothing is left behind.
   */
  constructor(path: string, kind: ResultKind, inputs: readonly string[] = []) {
    this.#path = path
    this.#kind = kind
    this.#target = placeOf(path)
    if (replaceableAt(this.#target, path, kind) !== 'nothing') checkMountPoint(this.#target, path)
    checkInputs(this.#target, path, inputs)
    this.#createdParents = missingParents(this.#target)
    // Not the process id: that is 1 in every container.
    const own = randomBytes(6).toString('hex')
    const beside = join(dirname(this.#target), basename(this.#target))
    this.staging = `${beside}.tmp-${own}`
    this.#previous = `${beside}.old-${own}`
    try {
      mkdirSync(dirname(this.staging), { recursive: true })
      mkdirSync(this.staging)
    } catch (error) {
      this.discard()
      throw unwritable(path, error)
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
      switch (replaceableAt(this.#target, this.#path, this.#kind)) {
        case 'nothing':
          renameSync(this.staging, this.#target)
          return
        case 'empty':
          rmdirSync(this.#target)
          renameSync(this.staging, this.#target)
          return
        case 'result':
          this.#replace()
      }
    } catch (error) {
      throw this.#kept(error)
    }
  }

  /** Looked at once more where nobody finds it any more by its path: what came in between is given back. */
  #replace(): void {
    renameSync(this.#target, this.#previous)
    try {
      replaceableAt(this.#previous, this.#path, this.#kind)
      renameSync(this.staging, this.#target)
    } catch (error) {
      renameSync(this.#previous, this.#target)
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
    quietly(() => rmSync(this.staging, { recursive: true, force: true }))
    for (const parent of this.#createdParents) quietly(() => rmdirSync(parent))
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

/** A mount point cannot be replaced by renaming. */
function checkMountPoint(target: string, path: string): void {
  if (statSync(target).dev === statSync(dirname(target)).dev) return
  throw new ResultDirectoryError(
    'out-dir-mount-point',
    `${path} is the root of a file system; expected a directory that can be replaced by renaming`,
    `name a directory inside it, such as ${join(path, 'result')}`,
  )
}

/** Parents of a path that do not exist, innermost first. */
function missingParents(path: string): string[] {
  const missing: string[] = []
  const isMissing = (parent: string) => statSync(parent, { throwIfNoEntry: false }) === undefined
  for (let parent = dirname(path); isMissing(parent); parent = dirname(parent)) missing.push(parent)
  return missing
}
