/** The rows of a result directory of which a trace is made, for it to be drawn: lives, hangs, probe runs. */

import { filesOf, notAResult, numberIn, readProvenance, readTable, replicationIn } from '../result-reader.ts'
import { changedNames, recordIn } from '../result-record.ts'

/** Which container of which replication a row is about. */
export type Where = {
  readonly replication: number
  readonly namespace: string
  readonly workload: string
  readonly pod: string
  readonly container: string
}

export type StartedLife = Where & {
  readonly timeSeconds: number
  readonly node: string
  readonly restartCount: number
  readonly cause: string
  readonly previousExitCode: number | null
  readonly previousFinishedSeconds: number | null
  readonly waitedSeconds: number | null
  readonly isFalse: boolean
}

export type Hang = Where & {
  readonly onsetSeconds: number
  readonly noticedSeconds: number | null
  readonly removedSeconds: number | null
  readonly killedSeconds: number | null
  readonly readyAgainSeconds: number | null
}

export type ProbeRun = Omit<Where, 'workload'> & {
  readonly timeSeconds: number
  readonly durationSeconds: number
  readonly probe: string
  readonly result: string
  readonly published: string
}

export type TracedRows = {
  readonly starts: readonly StartedLife[]
  readonly hangs: readonly Hang[]
  /** Empty without `--trace probes`. */
  readonly probes: readonly ProbeRun[]
}

/** @throws ResultDirectoryError for a result without rows of single starts. */
export function readTracedRows(directory: string): TracedRows {
  const files = filesOf(readProvenance(directory))
  if (!files.includes('starts.csv'))
    throw notAResult(
      directory,
      'it has no starts.csv, of which a trace is made: above 10,000 containers x replications the run needs --trace starts',
    )
  const record = recordIn(directory)
  const names = ['starts.csv', 'detections.csv', 'probes.csv'].filter((name) => files.includes(name))
  const [changed] = record === undefined ? [] : changedNames(directory, record, names)
  if (changed !== undefined)
    throw notAResult(directory, `${changed} is not complete, or was changed since the run has written it`)
  const rows = <Row>(name: string, read: (row: CsvRow) => Row): Row[] =>
    names.includes(name)
      ? readTable(directory, name, ['replication', 'pod']).map((cells) =>
          read(new CsvRow(directory, name, cells)),
        )
      : []
  return {
    starts: rows('starts.csv', startOf),
    hangs: rows('detections.csv', hangOf),
    probes: rows('probes.csv', probeOf),
  }
}

class CsvRow {
  readonly #directory: string
  readonly #table: string
  readonly #cells: Readonly<Record<string, string>>

  constructor(directory: string, table: string, cells: Readonly<Record<string, string>>) {
    this.#directory = directory
    this.#table = table
    this.#cells = cells
  }

  get replication(): number {
    return replicationIn(this.#directory, this.#table, this.#cells)
  }

  text(column: string): string {
    return this.#cells[column] ?? ''
  }

  numberOrNull(column: string): number | null {
    return numberIn(this.#directory, this.#cells, column)
  }

  number(column: string): number {
    const value = this.numberOrNull(column)
    if (value === null) throw notAResult(this.#directory, `a ${column} of ${this.#table} is empty`)
    return value
  }
}

function startOf(row: CsvRow): StartedLife {
  return {
    ...whereOf(row),
    workload: row.text('workload'),
    timeSeconds: row.number('time_seconds'),
    node: row.text('node'),
    restartCount: row.number('restart_count'),
    cause: row.text('cause'),
    previousExitCode: row.numberOrNull('previous_exit_code'),
    previousFinishedSeconds: row.numberOrNull('previous_finished_seconds'),
    waitedSeconds: row.numberOrNull('waited_seconds'),
    isFalse: row.text('false_restart') === 'true',
  }
}

function hangOf(row: CsvRow): Hang {
  return {
    ...whereOf(row),
    workload: row.text('workload'),
    onsetSeconds: row.number('onset_seconds'),
    noticedSeconds: row.numberOrNull('noticed_seconds'),
    removedSeconds: row.numberOrNull('removed_seconds'),
    killedSeconds: row.numberOrNull('killed_seconds'),
    readyAgainSeconds: row.numberOrNull('ready_again_seconds'),
  }
}

function probeOf(row: CsvRow): ProbeRun {
  return {
    ...whereOf(row),
    timeSeconds: row.number('time_seconds'),
    durationSeconds: row.number('duration_seconds'),
    probe: row.text('probe'),
    result: row.text('result'),
    published: row.text('published'),
  }
}

function whereOf(row: CsvRow): Omit<Where, 'workload'> {
  return {
    replication: row.replication,
    namespace: row.text('namespace'),
    pod: row.text('pod'),
    container: row.text('container'),
  }
}
