/**
 * The directory of a sweep: `plan.json`, the journal of finished cells and, once there is something to say, the tables and the page. Unlike a
 * run it grows in its place, so that it can be taken up again after any interruption.
 */
import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CellResult, SweepPlan, SweepResult } from '../../engine/contract/sweep-result.ts'
import type { WrittenFile } from '../csv-report.ts'
import { FolderLock } from '../folder-lock.ts'
import { makeFolders, removeEmpty } from '../folders.ts'
import type { ResultKind } from '../result-kind.ts'
import {
  changedSince,
  checkInputs,
  listed,
  namesIn,
  otherKind,
  placeOf,
  ResultDirectoryError,
  unwritable,
} from '../result-place.ts'
import { changedNames, holderFile, provenanceFile, recordIn, reportFile, sumsOf } from '../result-record.ts'
import { isFile, plainName, writeWhole } from '../staged-file.ts'
import {
  CellJournal,
  type JournalContent,
  type JournalHead,
  journalFile,
  readJournal,
  writeJournal,
} from './cell-journal.ts'
import { pointThresholds, pointThresholdsCsv } from './point-thresholds.ts'
import { sharesCsv } from './share-table.ts'
import { sweepPage } from './sweep-page.ts'
import { differencesCsv, pointsCsv, sweepCsv } from './sweep-tables.ts'

export const planFile = 'plan.json'
const tables = [
  reportFile,
  'sweep.csv',
  'points.csv',
  'differences.csv',
  'shares.csv',
  'thresholds.csv',
] as const

/** A plan as it is kept, with the hash that tells it from every other. */
export type KeptPlan = SweepPlan & {
  readonly tool: 'probestorm'
  readonly version: string
  /** Of the inputs of every point. */
  readonly inputs: string
  /** Of everything above. */
  readonly hash: string
}

/** @param clusters everything that the results depend on and the plan does not name. */
export function keptPlan(plan: SweepPlan, version: string, clusters: Iterable<string>): KeptPlan {
  const inputs = createHash('sha256')
  for (const cluster of clusters) inputs.update(cluster).update('\n')
  const content = { tool: 'probestorm', version, ...plan, inputs: inputs.digest('hex') } as const
  return { ...content, hash: hashOf(content) }
}

function hashOf(content: Omit<KeptPlan, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

type Resumes = boolean | 'if-same'

export class SweepDirectory {
  readonly path: string
  /** Cells that an earlier process has finished. */
  readonly finished: readonly CellResult[]
  readonly #plan: KeptPlan
  readonly #head: JournalHead
  readonly #lock: FolderLock
  readonly #journal: CellJournal

  /**
   * Opens a new or empty directory, one that holds a finished sweep (which is replaced), or one to go on with.
   * @param resumes an unfinished sweep, or that only if it is the same: so goes a merge on, which has all of its cells.
   * @param inputs files and directories that are read for it.
   * @throws ResultDirectoryError when it holds something else, another process writes it, or another sweep is to be gone
   *   on with.
   */
  constructor(
    path: string,
    plan: KeptPlan,
    { shard, shards }: Omit<JournalHead, 'plan'>,
    resumes: Resumes,
    inputs: readonly string[] = [],
  ) {
    this.path = path
    this.#plan = plan
    this.#head = { plan: plan.hash, shard, shards }
    const place = placeOf(path)
    const look = () => earlierContent(path, plan, this.#head, resumes)
    // While another process begins it looks like nothing yet.
    if (!namesIn(path)?.includes(holderFile)) look()
    checkInputs(place, path, inputs)
    let made: string[] = []
    try {
      made = makeFolders(place)
      this.#lock = new FolderLock(join(path, holderFile), path)
    } catch (error) {
      removeEmpty(made)
      throw error instanceof ResultDirectoryError ? error : unwritable(path, error)
    }
    try {
      // Nobody else writes now: what is there is what was there last.
      this.finished = look()
      const listed = recordIn(path)?.files
      for (const name of namesIn(path) ?? [])
        if (isOld(name) || (listed?.has(name) && !isOwn(name))) rmSync(join(path, name))
      writeWhole(join(path, planFile), [`${JSON.stringify(plan, null, 1)}\n`])
      this.#journal = new CellJournal(path, { head: this.#head, cells: this.finished })
    } catch (error) {
      this.#lock.release()
      throw error instanceof ResultDirectoryError ? error : unwritable(path, error)
    }
  }

  /** @throws ResultDirectoryError if another process has taken the directory over. */
  append(cell: CellResult): void {
    this.#checkHeld()
    this.#journal.append(cell)
  }

  /**
   * Writes the tables and the page, the journal in the order of cells, and the provenance, which makes the directory a
   * result; of a shard journal and provenance alone.
   * @param beside texts of other files that belong to the result, by their names.
   * @throws ResultDirectoryError as `append` does.
   */
  finish(
    result: SweepResult,
    provenance: Readonly<Record<string, unknown>>,
    beside: Readonly<Record<string, string>> = {},
  ): WrittenFile[] {
    this.#checkHeld()
    const { path } = this
    const { shards } = this.#head
    writeJournal(path, { head: this.#head, cells: result.cells })
    const drawn = shards === 1 ? tablesOf(this.#plan) : []
    const pieces = {
      [reportFile]: () => sweepPage(result, this.#plan.version),
      'sweep.csv': () => sweepCsv(result),
      'points.csv': () => pointsCsv(result),
      'differences.csv': () => differencesCsv(result),
      'shares.csv': () => sharesCsv(result),
      'thresholds.csv': () => pointThresholdsCsv(pointThresholds(result)),
    }
    for (const name of drawn) writeWhole(join(path, name), pieces[name]())
    for (const [name, text] of Object.entries(beside)) writeWhole(join(path, name), [text])
    const names = [...drawn, ...Object.keys(beside)]
    const files = [...names, planFile, journalFile]
    // Plan and journal have sums of their own.
    const content = {
      tool: 'probestorm',
      kind: kindOfSweep(shards),
      ...provenance,
      files,
      sums: sumsOf(path, names),
    }
    writeWhole(join(path, provenanceFile), [`${JSON.stringify(content, null, 2)}\n`])
    return [...files, provenanceFile].map((name) => ({ name, bytes: statSync(join(path, name)).size }))
  }

  /** Gives the directory free. */
  close(): void {
    this.#journal.close()
    this.#lock.release()
  }

  #checkHeld(): void {
    if (this.#lock.isHeld() && this.#journal.isInPlace()) return
    throw new ResultDirectoryError(
      'out-dir-in-use',
      `${this.path} was taken over by another process, for this one had not moved for a minute; the cells that it had finished are kept there`,
      'let the other process end, then go on with --resume',
    )
  }
}

function tablesOf({ thresholds }: SweepPlan): (typeof tables)[number][] {
  return tables.filter((name) => name !== 'thresholds.csv' || thresholds.length > 0)
}

function kindOfSweep(shards: number): ResultKind {
  return shards === 1 ? 'sweep' : 'sweep-shard'
}

/** The plan that a directory holds, if any; one that was changed is none. */
export function readPlan(directory: string): KeptPlan | undefined {
  const path = join(directory, planFile)
  if (!isFile(path)) return undefined
  try {
    const { hash, ...content } = JSON.parse(readFileSync(path, 'utf8')) as KeptPlan
    const isWhole = content.tool === 'probestorm' && content.base > 0 && hash === hashOf(content)
    return isWhole ? { ...content, hash } : undefined
  } catch {
    return undefined
  }
}

/**
 * Plan and finished cells of a whole sweep; undefined if the directory holds no plan.
 * @throws ResultDirectoryError when it is a shard, or its cells are lost.
 */
export function readSweep(
  path: string,
): { readonly plan: KeptPlan; readonly cells: readonly CellResult[] } | undefined {
  const plan = readPlan(path)
  if (plan === undefined) return undefined
  const journal = readJournal(path)
  if (journal?.head.plan === plan.hash && journal.head.shards === 1) {
    const count = plan.points.reduce((sum, { replications }) => sum + replications, 0)
    if (journal.cells.length < count && isFinished(path))
      throw new ResultDirectoryError(
        'sweep-unfinished',
        `it has ${journal.cells.length} of ${count} cells, though it was finished: ${journalFile} is damaged; expected all`,
        'go on with sweep --resume, which simulates the lost ones again',
      )
    return { plan, cells: journal.cells }
  }
  if (journal !== undefined && journal.head.shards > 1)
    throw new ResultDirectoryError(
      'sweep-unfinished',
      `it is shard ${journal.head.shard}/${journal.head.shards} of a sweep; expected the whole of it`,
      'join all shards with "probestorm merge", and name its directory',
    )
  throw notASweep()
}

export function notASweep(): ResultDirectoryError {
  return new ResultDirectoryError(
    'not-a-result',
    `${planFile} and ${journalFile} are not as a sweep has written them; expected the directory of a sweep`,
    'name a directory that "probestorm sweep --out-dir" or "merge" wrote with this version',
  )
}

/** What a plan holds, in words for people. */
const planParts: Readonly<Record<keyof Omit<KeptPlan, 'tool' | 'hash'>, string>> = {
  version: 'the version of probestorm',
  name: 'the name of the sweep',
  parameters: 'the parameters',
  paths: 'the paths of the parameters',
  points: 'the points, their seed, replications or costs',
  base: 'the base',
  isStratified: 'the design',
  thresholds: 'the thresholds',
  inputs: 'the inputs',
}

/** What two plans differ in: `the thresholds; the inputs`. */
export function planDifference(a: KeptPlan, b: KeptPlan): string {
  const parts = Object.entries(planParts) as [keyof typeof planParts, string][]
  return parts
    .filter(([part]) => JSON.stringify(a[part]) !== JSON.stringify(b[part]))
    .map(([, words]) => words)
    .join('; ')
}

/** Cells to go on with; none if the directory is new, or holds what may be replaced. */
function earlierContent(
  path: string,
  plan: KeptPlan,
  head: JournalHead,
  resumes: Resumes,
): readonly CellResult[] {
  const names = (namesIn(path) ?? []).filter((name) => name !== holderFile)
  if (names.length === 0) return []
  const journal = readJournal(path)
  checkOwn(path, head, names, journal !== undefined)
  if (journal === undefined && names.includes(journalFile))
    throw new ResultDirectoryError(
      'not-a-result',
      `${join(path, journalFile)} is not as a sweep has written it: its first line is damaged; expected the cells that are finished`,
      'put a whole copy in its place, or delete the directory to begin anew',
    )
  if (resumes === true) return journal === undefined ? [] : resumable(path, plan, head, journal)
  if (journal === undefined || journal.cells.length === 0 || isFinished(path)) return []
  if (resumes === 'if-same' && isSame(journal.head, head)) return journal.cells
  throw new ResultDirectoryError(
    'sweep-unfinished',
    `${path} holds ${journal.cells.length} finished cells of a sweep that was interrupted; expected a new directory`,
    'go on with --resume, choose another --out-dir, or delete the directory',
  )
}

function resumable(
  path: string,
  plan: KeptPlan,
  head: JournalHead,
  journal: JournalContent,
): readonly CellResult[] {
  if (journal.head.plan !== head.plan) {
    const earlier = readPlan(path)
    const differing =
      earlier === undefined ? 'its plan.json was changed' : `it differs in ${planDifference(earlier, plan)}`
    throw new ResultDirectoryError(
      'sweep-plan',
      `${path} holds cells of another sweep: ${differing}; expected the sweep that it was begun with`,
      'go on with the inputs, options and version that it was begun with, or choose another --out-dir',
    )
  }
  if (!isSame(journal.head, head))
    throw new ResultDirectoryError(
      'sweep-shard',
      `${path} holds shard ${journal.head.shard}/${journal.head.shards}; expected shard ${head.shard}/${head.shards}`,
      'give each shard a directory of its own',
    )
  return journal.cells
}

function isSame(a: JournalHead, b: JournalHead): boolean {
  return a.plan === b.plan && a.shard === b.shard && a.shards === b.shards
}

function isFinished(path: string): boolean {
  try {
    const provenance = JSON.parse(readFileSync(join(path, provenanceFile), 'utf8')) as {
      interrupted?: unknown
    }
    return provenance.interrupted === false
  } catch {
    return false
  }
}

/** @throws ResultDirectoryError unless all of a directory is what a sweep writes, as it was written. */
function checkOwn(
  path: string,
  { shards }: JournalHead,
  names: readonly string[],
  hasJournal: boolean,
): void {
  const record = recordIn(path)
  const kind = kindOfSweep(shards)
  if (record !== undefined && record.kind !== kind) throw otherKind(path, record.kind, kind)
  // Names alone prove nothing: anyone may have a plan.json.
  const isSweep = record !== undefined || hasJournal || readPlan(path) !== undefined
  const isKnown = (name: string) => isOwn(name) || record?.files.has(plainName(name)) === true
  const foreign = names.filter(
    (name) => !isKnown(name) || (!isSweep && !isStaged(name)) || !lstatSync(join(path, name)).isFile(),
  )
  if (foreign.length > 0)
    throw new ResultDirectoryError(
      'out-dir-not-a-result',
      `${path} holds ${listed(foreign)}; expected a new or empty directory, or that of a sweep`,
      'choose another --out-dir, or move those files away',
    )
  const changed = record === undefined ? [] : changedNames(path, record)
  if (changed.length > 0) throw changedSince(path, changed)
}

function isOwn(name: string): boolean {
  return [holderFile, provenanceFile, planFile, journalFile, ...tables].includes(plainName(name))
}

/** What says that a sweep is finished, and what a process has left that was killed. */
function isOld(name: string): boolean {
  return [provenanceFile, ...tables].includes(plainName(name)) || isStaged(name)
}

function isStaged(name: string): boolean {
  return plainName(name) !== name
}
