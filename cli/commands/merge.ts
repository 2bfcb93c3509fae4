/** `merge`: the shards of a sweep joined into exactly what the whole sweep writes. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type CellResult, cellKey, cellsOf, cellsOfShard, summarizeSweep } from '../../engine/index.ts'
import { type JournalContent, journalFile, readJournal } from '../../reports/sweep/cell-journal.ts'
import {
  type KeptPlan,
  planDifference,
  planFile,
  readPlan,
  SweepDirectory,
} from '../../reports/sweep/sweep-directory.ts'
import { type Diagnostic, diagnosticsMax, InputError } from '../../scenarios/diagnostic.ts'
import type { Positionals } from '../command-row.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import { checkOutputFile } from '../output-file.ts'
import { withDirectory } from '../sweep/directory-error.ts'
import { finishSweep } from '../sweep/finish.ts'
import { limitsOfShards } from '../sweep/limits.ts'
import { wholeSweep } from '../sweep/shard.ts'
import { UsageError } from '../usage-error.ts'

type Part = { readonly directory: string; readonly plan: KeptPlan; readonly journal: JournalContent }

export async function merge(options: Options, words: Positionals): Promise<ExitCode> {
  const path = options['out-dir']
  if (path === undefined) throw new UsageError('merge needs --out-dir DIR')
  checkOutputFile('--junit', options.junit, path, words.get('directories'))
  const startedAt = new Date().toISOString()
  const errors: Diagnostic[] = []
  const parts = (words.get('directories') ?? []).flatMap((directory) => partsIn(directory, errors))
  const [first] = parts
  if (first === undefined) throw new InputError(errors, 0)
  checkPlans(parts, errors)
  throwAny(errors)
  const cells = joined(parts, errors)
  if (errors.length === 0) checkComplete(parts, cells, errors)
  throwAny(errors)
  const { plan } = first
  const directories = parts.map((part) => part.directory)
  const directory = withDirectory(
    '--out-dir',
    () => new SweepDirectory(path, plan, wholeSweep, 'if-same', directories),
  )
  try {
    return finishSweep(directory, plan, wholeSweep, summarizeSweep(plan, [...cells.values()]), {
      options,
      inputs: parts.map((part) => ({
        path: part.directory,
        shard: `${part.journal.head.shard}/${part.journal.head.shards}`,
      })),
      notes: limitsOfShards(plan, cells.values()),
      skippedCount: 0,
      cellsTotal: cells.size,
      interrupted: false,
      startedAt,
    })
  } finally {
    directory.close()
  }
}

/** The shard that a directory is, or the shards that it holds. */
function partsIn(directory: string, errors: Diagnostic[]): Part[] {
  const errorsBefore = errors.length
  const own = partOf(directory, errors)
  if (own !== undefined) return [own]
  const parts = shardFolders(directory).flatMap((name) => partOf(join(directory, name), errors) ?? [])
  if (parts.length === 0 && errors.length === errorsBefore)
    errors.push(
      error(
        'merge-input',
        directory,
        'there is no shard of a sweep in it; expected plan.json and cells.ndjson as they were written, or folders shard-... with them',
        'name directories that sweep --shard has written',
      ),
    )
  return parts
}

function shardFolders(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.startsWith('shard-'))
      .sort()
  } catch {
    return []
  }
}

/** Undefined where there is no part, or a damaged one, which is an error. */
function partOf(directory: string, errors: Diagnostic[]): Part | undefined {
  const plan = readPlan(directory)
  const journal = readJournal(directory)
  if (plan !== undefined && journal !== undefined) return { directory, plan, journal }
  const damaged = plan === undefined ? planFile : journalFile
  if ([planFile, journalFile].some((name) => existsSync(join(directory, name))))
    errors.push(
      error(
        'not-a-result',
        directory,
        `${damaged} is not as a sweep has written it; expected a shard as it was written`,
        'copy the shard anew, or simulate it anew',
      ),
    )
  return undefined
}

function checkPlans(parts: readonly Part[], errors: Diagnostic[]): void {
  const [{ plan, directory, journal }] = parts as [Part]
  for (const other of parts) {
    if (other.plan.hash !== plan.hash || other.journal.head.plan !== plan.hash)
      errors.push(
        error(
          'merge-plan',
          other.directory,
          `it differs from ${directory} in ${planDifference(plan, other.plan) || 'its cells'}; expected shards of one sweep, from the same inputs, options and version`,
          'simulate the shards anew from the same inputs, or leave this one out',
        ),
      )
    else if (other.journal.head.shards !== journal.head.shards)
      errors.push(
        error(
          'merge-plan',
          other.directory,
          `it is one of ${other.journal.head.shards} shards, ${directory} one of ${journal.head.shards}; expected shards of one division`,
          'merge shards that were made with one --shard i/n',
        ),
      )
  }
}

/** All cells; one that stands in two directories is reported once for the two. */
function joined(parts: readonly Part[], errors: Diagnostic[]): Map<string, CellResult> {
  const cells = new Map<string, CellResult>()
  const holders = new Map<string, string>()
  for (const { directory, journal } of parts) {
    const twice = new Map<string, CellResult>()
    for (const cell of journal.cells) {
      const key = cellKey(cell)
      const holder = holders.get(key)
      if (holder !== undefined && !twice.has(holder)) twice.set(holder, cell)
      cells.set(key, cell)
      holders.set(key, directory)
    }
    for (const [holder, { point, replication }] of twice)
      errors.push(
        error(
          'merge-duplicate',
          directory,
          `it holds cells that ${holder} holds too, such as replication ${replication} of point ${point}; expected each cell once`,
          'name each shard once',
        ),
      )
  }
  return cells
}

function checkComplete(
  parts: readonly Part[],
  cells: ReadonlyMap<string, CellResult>,
  errors: Diagnostic[],
): void {
  const [{ plan, journal }] = parts as [Part]
  if (cells.size === cellsOf(plan).length) return
  const { shards } = journal.head
  for (let shard = 1; shard <= shards; shard++) {
    const own = cellsOfShard(plan, shard, shards)
    const done = own.filter((cell) => cells.has(cellKey(cell))).length
    if (done === own.length) continue
    const part = parts.find(({ journal: { head } }) => head.shard === shard)
    errors.push(
      error(
        'merge-missing',
        part?.directory ?? `shard ${shard}/${shards}`,
        part === undefined
          ? `shard ${shard}/${shards} is missing, with ${own.length} cells; expected all ${shards} shards`
          : `shard ${shard}/${shards} has ${done} of its ${own.length} cells; expected a finished shard`,
        part === undefined
          ? `run sweep --shard ${shard}/${shards}, and name its directory`
          : `go on with sweep --shard ${shard}/${shards} --resume`,
      ),
    )
  }
}

function error(rule: string, file: string, message: string, fix: string): Diagnostic {
  return { severity: 'error', rule, file, line: 1, column: 1, message, fix }
}

function throwAny(errors: readonly Diagnostic[]): void {
  if (errors.length === 0) return
  throw new InputError(errors.slice(0, diagnosticsMax), Math.max(0, errors.length - diagnosticsMax))
}
