/**
 * A result directory appears whole or not at all: files are written into a staging directory beside the
 * target, which is renamed at the end. What can be wrong with the target is found before the simulation runs.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** The file that marks a directory as a result, and lists what probestorm wrote there. */
export const provenanceFile = 'provenance.json'

/** The page, which `report` may add to a result later. */
export const reportFile = 'report.html'

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

export class ResultDirectory {
  /** Where the files are written until `commit`. */
  readonly staging: string
  readonly #target: string
  /** Parents that did not exist before, innermost first. */
  readonly #createdParents: readonly string[]

  /**
   * Checks the target and creates the staging directory.
   * @throws ResultDirectoryError when the target holds something else or cannot be written; nothing is left behind.
   */
  constructor(path: string) {
    this.#target = replaceableTarget(path)
    this.#createdParents = missingParents(this.#target)
    this.staging = join(dirname(this.#target), `${basename(this.#target)}.tmp-${process.pid}`)
    try {
      rmSync(this.staging, { recursive: true, force: true })
      mkdirSync(this.staging, { recursive: true })
    } catch (error) {
      this.discard()
      throw unwritable(path, error)
    }
  }

  /** Puts the staged files in the place of the target; an earlier result there is removed. */
  commit(): void {
    const previous = join(dirname(this.#target), `${basename(this.#target)}.old-${process.pid}`)
    const hadPrevious = entries(this.#target) !== undefined
    if (hadPrevious) renameSync(this.#target, previous)
    try {
      renameSync(this.staging, this.#target)
    } catch (error) {
      if (hadPrevious) renameSync(previous, this.#target)
      throw error
    }
    rmSync(previous, { recursive: true, force: true })
  }

  /** Removes what was staged, and parents that were created for it. An earlier result stays as it is. */
  discard(): void {
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

/** The real path of the target, if a result may be put there. */
function replaceableTarget(path: string): string {
  const names = entries(path)
  if (names === undefined) return resolve(path)
  const target = realpathSync(path)
  if (statSync(target).dev !== statSync(dirname(target)).dev || target === dirname(target)) {
    throw new ResultDirectoryError(
      'out-dir-mount-point',
      `${path} is the root of a file system; expected a directory that can be replaced by renaming`,
      `name a directory inside it, such as ${join(path, 'result')}`,
    )
  }
  const foreign = foreignEntries(target, names)
  if (foreign.length > 0) {
    throw new ResultDirectoryError(
      'out-dir-not-a-result',
      `${path} holds ${listed(foreign)}; expected a new or empty directory, or a result that probestorm wrote`,
      'choose another --out-dir, or move those files away',
    )
  }
  return target
}

/** Names in a directory, or undefined when there is nothing at the path. */
function entries(path: string): string[] | undefined {
  try {
    return readdirSync(path).sort()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw unwritable(path, error)
  }
}

/** What in a directory is not a file of an earlier result: replacing the directory would lose it. */
function foreignEntries(directory: string, names: readonly string[]): string[] {
  if (!names.includes(provenanceFile)) return [...names]
  const own = new Set([provenanceFile, reportFile, ...filesOfResult(join(directory, provenanceFile))])
  return names.filter((name) => !own.has(name))
}

/** The files that a provenance file lists; none when it is not one of ours. */
function filesOfResult(path: string): string[] {
  try {
    const provenance: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const { tool, files } = provenance as { tool?: unknown; files?: unknown }
    return tool === 'probestorm' && Array.isArray(files) ? files.map(String) : []
  } catch {
    return []
  }
}

/** Parents of a path that do not exist, innermost first. */
function missingParents(path: string): string[] {
  const missing: string[] = []
  const isMissing = (parent: string) => statSync(parent, { throwIfNoEntry: false }) === undefined
  for (let parent = dirname(path); isMissing(parent); parent = dirname(parent)) missing.push(parent)
  return missing
}

function unwritable(path: string, error: unknown): ResultDirectoryError {
  return new ResultDirectoryError(
    'out-dir-unwritable',
    `${path} cannot be written (${errorCode(error)}); expected a directory that can be created, in a parent that is writable`,
    'choose another --out-dir, or change the permissions of the parent directory',
  )
}

function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}
