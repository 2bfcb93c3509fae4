/**
 * `cells.ndjson`: one line per finished cell, appended as it finishes, with a checksum in front. A process may be killed at
 * any moment: what is in the file is whole or its checksum is wrong, and then the cell is simulated again. A finished
 * sweep has its lines in the order of cells, so that equal sweeps are equal bytes.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ReplicationLimits,
  type SummaryMetric,
  type SummaryRow,
  summaryMetrics,
} from '../../engine/contract/run-result.ts'
import type { CellResult, CellRows } from '../../engine/contract/sweep-result.ts'
import { withPath } from '../path-error.ts'
import { isFile, writeWhole } from '../staged-file.ts'

export const journalFile = 'cells.ndjson'

/** Whose cells a journal holds. */
export type JournalHead = {
  /** Hash of the plan. */
  readonly plan: string
  /** From 1. */
  readonly shard: number
  readonly shards: number
}

export type JournalContent = {
  readonly head: JournalHead
  /** In the order of the file; a cell that stands there twice is given once. */
  readonly cells: readonly CellResult[]
}

/** What a journal holds; lines that are torn or changed are left out. Undefined without a head, and if it is no file. */
export function readJournal(directory: string): JournalContent | undefined {
  const path = join(directory, journalFile)
  if (!isFile(path)) return undefined
  const text = readFileSync(path, 'utf8')
  const [head, ...records] = text.split('\n').flatMap((line) => unsealed(line) ?? [])
  if (head === undefined || !isHead(head)) return undefined
  const cells = new Map<string, CellResult>()
  for (const record of records.filter(isCell)) {
    const cell = cellOf(record)
    const key = `${cell.point}/${cell.replication}`
    if (!cells.has(key)) cells.set(key, cell)
  }
  return { head, cells: [...cells.values()] }
}

/** A journal that takes cells as they finish. */
export class CellJournal {
  readonly #path: string
  readonly #descriptor: number

  /** Writes head and cells anew, whole or not at all, and goes on behind them. */
  constructor(directory: string, { head, cells }: JournalContent) {
    writeJournal(directory, { head, cells })
    this.#path = join(directory, journalFile)
    this.#descriptor = openSync(this.#path, 'a')
  }

  /** One write, so that a line is torn only if the process ends within it. */
  append(cell: CellResult): void {
    withPath(this.#path, () => appendFileSync(this.#descriptor, sealed(recordOf(cell))))
  }

  /** Whether the file at its path is still the one that takes the cells. */
  isInPlace(): boolean {
    const found = statSync(this.#path, { throwIfNoEntry: false, bigint: true })
    const own = fstatSync(this.#descriptor, { bigint: true })
    return found?.ino === own.ino && found.dev === own.dev
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

/** Puts a journal with these cells, in this order, in the place of another. */
export function writeJournal(directory: string, { head, cells }: JournalContent): void {
  const lines = [sealed(head), ...cells.map((cell) => sealed(recordOf(cell)))]
  writeWhole(join(directory, journalFile), lines)
}

/** Numbers of a workload, in the order of `summaryMetrics`; JSON has no infinity. */
type WorkloadRecord = readonly [workload: string, ...values: (number | null | 'inf')[]]

type CellRecord = {
  readonly point: number
  readonly replication: number
  readonly events: number
  readonly fingerprint: string
  readonly summary: readonly WorkloadRecord[]
  readonly troubled: readonly string[]
  /** Absent in journals of earlier versions. */
  readonly limits?: ReplicationLimits
  /** Left out where no threshold pools any. */
  readonly rows?: readonly CellRows[]
}

function recordOf(cell: CellResult): CellRecord {
  const { point, replication, eventsTotal, fingerprint, summary, troubled, limits, rows } = cell
  return {
    point,
    replication,
    events: eventsTotal,
    fingerprint,
    summary: summary.map(({ workload, values }) => [
      workload,
      ...summaryMetrics.map((metric) => jsonNumber(values[metric])),
    ]),
    troubled,
    limits,
    ...(rows.length === 0 ? {} : { rows }),
  }
}

const nothingLeftOut: ReplicationLimits = { crowdedStarts: null, backoffContainers: 0, unreadyPods: 0 }

function jsonNumber(value: number | null): number | null | 'inf' {
  if (value === Infinity) return 'inf'
  if (value !== null && !Number.isFinite(value))
    throw new Error('broken invariant: a result is neither a number nor infinite')
  return value
}

function cellOf({ events, summary, rows = [], limits = nothingLeftOut, ...others }: CellRecord): CellResult {
  return { ...others, limits, eventsTotal: events, summary: summary.map(rowOf), rows }
}

function rowOf([workload, ...numbers]: WorkloadRecord): SummaryRow {
  const values = {} as Record<SummaryMetric, number | null>
  for (const [index, metric] of summaryMetrics.entries()) {
    const number = numbers[index] ?? null
    values[metric] = number === 'inf' ? Infinity : number
  }
  return { workload, values }
}

function sealed(content: object): string {
  const text = JSON.stringify(content)
  return `${checksum(text)} ${text}\n`
}

/** The content of a line, or undefined if it is not as it was written. */
function unsealed(line: string): unknown {
  const space = line.indexOf(' ')
  if (space < 0) return undefined
  const text = line.slice(space + 1)
  return checksum(text) === line.slice(0, space) ? JSON.parse(text) : undefined
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function isCell(content: unknown): content is CellRecord {
  const { point, replication, summary } = Object(content) as Partial<CellRecord>
  return Number.isInteger(point) && Number.isInteger(replication) && Array.isArray(summary)
}

function isHead(content: unknown): content is JournalHead {
  const { plan, shard, shards } = Object(content) as Partial<JournalHead>
  return typeof plan === 'string' && Number.isInteger(shard) && Number.isInteger(shards)
}
