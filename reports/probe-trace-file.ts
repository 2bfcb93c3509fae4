/**
 * `probes.csv`: one row per probe run, sorted by replication, time, namespace, pod, container, probe and
 * incarnation. A trace may be far larger than memory, so rows pass through a sorter to the file, joined by
 * hand; a test compares the bytes with csv-stringify.
 */
import { join } from 'node:path'
import {
  type EntityNames,
  type ProbeName,
  type ProbeTrace,
  probeResultNames,
} from '../engine/contract/run-result.ts'
import type { WrittenFile } from './csv-report.ts'
import { csvText } from './csv-text.ts'
import { formatNumber } from './number-format.ts'
import { ProbeRowSorter, RowField } from './probe-row-sorter.ts'
import { TextFile } from './text-file.ts'

export const probeColumns: readonly string[] = [
  'replication',
  'time_seconds',
  'duration_seconds',
  'namespace',
  'pod',
  'container',
  'probe',
  'incarnation',
  'result',
  'result_run',
  'published',
]

const publishedNames = ['', 'success', 'failure']

/** A chunk takes 44 MB. */
const chunkRowsDefault = 1_000_000

export class ProbeTraceFile {
  readonly #file: TextFile
  readonly #sorter: ProbeRowSorter
  /** `namespace,pod,container,probe` as CSV, by probe of the open replication. */
  #labels: ProbeLabels | undefined
  #open: number | undefined

  constructor(directory: string, chunkRows = chunkRowsDefault) {
    this.#file = new TextFile(join(directory, 'probes.csv'))
    this.#file.write(`${probeColumns.join(',')}\n`)
    this.#sorter = new ProbeRowSorter(directory, chunkRows)
  }

  /** The sink of the next replication; the one before it is complete then. */
  trace(replication: number): ProbeTrace {
    this.#writeOpen()
    this.#open = replication
    const sorter = this.#sorter
    return {
      begin: (names) => {
        const labels = new ProbeLabels(names)
        this.#labels = labels
        sorter.begin(() => labels.ranks())
      },
      row: (timeUs, durationUs, probe, incarnation, result, resultRun, published) => {
        sorter.add(timeUs, durationUs, probe, incarnation, packResult(result, resultRun, published))
      },
    }
  }

  /** Completes the file. Rows of a replication that is not in `finished` (it was interrupted) are dropped. */
  finish(finished: readonly number[]): WrittenFile {
    if (this.#open !== undefined && finished.includes(this.#open)) this.#writeOpen()
    else this.#sorter.discard()
    this.#file.close()
    return { name: 'probes.csv', bytes: this.#file.bytes }
  }

  #writeOpen(): void {
    const labels = this.#labels
    if (this.#open === undefined || labels === undefined) return
    const start = `${this.#open},`
    this.#sorter.drain((rows, at) => {
      const time = formatNumber(rows[at + RowField.TimeUs]! / 1e6)
      const duration = formatNumber(rows[at + RowField.DurationUs]! / 1e6)
      const label = labels.labelOf(rows[at + RowField.Probe]!)
      const outcome = packedText(rows[at + RowField.Packed]!)
      this.#file.write(`${start}${time},${duration},${label},${rows[at + RowField.Incarnation]},${outcome}\n`)
    })
    this.#open = undefined
  }
}

/** Result (3 bits), published (2 bits) and result run in one number. */
function packResult(result: number, resultRun: number, published: number): number {
  return resultRun * 32 + published * 8 + result
}

function packedText(packed: number): string {
  const resultRun = Math.floor(packed / 32)
  return `${probeResultNames[packed & 7]},${resultRun},${publishedNames[(packed >> 3) & 3]}`
}

/** What probes are called in the file, and in which order those of equal times stand in it. There may be more of them as time goes on. */
class ProbeLabels {
  readonly #names: EntityNames
  readonly #labels: string[] = []
  #ranks: Int32Array = new Int32Array(0)

  constructor(names: EntityNames) {
    this.#names = names
  }

  labelOf(probe: number): string {
    let label = this.#labels[probe]
    if (label === undefined) {
      const { namespace, pod, container, type } = this.#names.probe(probe)
      label = [namespace, pod, container, type].map(csvText).join(',')
      this.#labels[probe] = label
    }
    return label
  }

  /** Place of each probe so far in the order of namespace, pod, container and probe name, by code units. */
  ranks(): Int32Array {
    const count = this.#names.probeCount
    if (this.#ranks.length === count) return this.#ranks
    const names = Array.from({ length: count }, (_, probe) => this.#names.probe(probe))
    const probes = names.map((_, probe) => probe).sort((a, b) => byName(names[a]!, names[b]!))
    this.#ranks = new Int32Array(count)
    for (const [rank, probe] of probes.entries()) this.#ranks[probe] = rank
    return this.#ranks
  }
}

function byName(a: ProbeName, b: ProbeName): number {
  return (
    compareText(a.namespace, b.namespace) ||
    compareText(a.pod, b.pod) ||
    compareText(a.container, b.container) ||
    compareText(a.type, b.type)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
