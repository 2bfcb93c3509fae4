/** CSV tables as text: the time series (rows joined by hand), and the starts (csv-stringify). */
import {
  type RunResult,
  type StartRow,
  type TimeseriesMetric,
  timeseriesMetrics,
} from '../engine/contract/run-result.ts'
import { startsCsv } from '../reports/start-table.ts'
import { timeseriesCsv } from '../reports/timeseries-table.ts'
import { type Bench, defineBench } from './bench.ts'
import { checksumOf } from './checksum.ts'

type Rows = { readonly rows: number }

export function csvBenches(): Bench[] {
  return [
    csvBench('timeseries', timeseriesResult, timeseriesCsv),
    csvBench('starts', startsResult, startsCsv),
  ]
}

function csvBench(
  table: string,
  resultOf: (parameters: Rows) => RunResult,
  csvOf: (result: RunResult) => Iterable<string>,
): Bench {
  return defineBench({
    name: `csv/${table}`,
    unit: 'row',
    iterations: 10,
    small: { rows: 100 },
    large: { rows: 50_000 },
    setup: (parameters: Rows) => ({ ...parameters, result: resultOf(parameters) }),
    run: ({ result }) => {
      let characters = 0
      for (const piece of csvOf(result)) characters += piece.length
      return characters
    },
    // The text again: to keep it while it is measured would measure the collector of garbage.
    outcome: (_characters, { rows, result }) => {
      const text = Array.from(csvOf(result)).join('')
      return { work: rows, checksum: checksumOf(text), counters: { rows, bytes: Buffer.byteLength(text) } }
    },
  })
}

const workloads = ['*', ...Array.from({ length: 9 }, (_, index) => `shop/deployment/web-${index}`)]

function timeseriesResult({ rows }: Rows): RunResult {
  const buckets = rows / workloads.length
  const columns = {} as Record<TimeseriesMetric, Float64Array | null>
  for (const [place, metric] of timeseriesMetrics.entries()) {
    columns[metric] = Float64Array.from({ length: rows }, (_, row) => place * 1000 + row / 8)
  }
  return resultWith({
    timeseries: {
      timeSeconds: Float64Array.from({ length: buckets }, (_, row) => row * 10),
      workloads,
      columns,
    },
  })
}

function startsResult({ rows }: Rows): RunResult {
  return resultWith({ starts: Array.from({ length: rows }, (_, row) => startRow(row)) })
}

function startRow(row: number): StartRow {
  return {
    timeSeconds: row * 1.25 + 0.000001,
    namespace: 'shop',
    workload: 'shop/deployment/web',
    pod: `web-${row % 100}`,
    container: 'app',
    node: `node-${row % 7}`,
    restartCount: row % 9,
    cause: row % 2 === 0 ? 'liveness' : 'crash',
    previousExitCode: row % 2 === 0 ? 143 : 1,
    previousFinishedSeconds: row * 1.25,
    backoffSeconds: row % 5 === 0 ? null : 10,
    waitedSeconds: 0,
    falseRestart: row % 2 === 0,
  }
}

function resultWith(changes: Partial<RunResult['replications'][number]>): RunResult {
  const empty = new Float64Array(0)
  const nothing = { timeSeconds: empty, workloads: [], columns: {} as never }
  return {
    scenario: 'bench',
    intervalSeconds: 10,
    durationSeconds: 3600,
    warmUpSeconds: 0,
    estimates: [],
    replications: [
      {
        replication: 1,
        summary: [],
        timeseries: nothing,
        api: [],
        services: [],
        rollouts: [],
        nodes: { nodes: [], columns: {} as never },
        starts: [],
        detections: [],
        podStatuses: [],
        troubled: [],
        limits: { crowdedStarts: null, backoffContainers: 0, unreadyPods: 0 },
        counters: {
          eventsTotal: 0,
          probeRunsTotal: 0,
          syncsTotal: 0,
          drawsTotal: 0,
          settlesTotal: 0,
          listOperationsTotal: 0,
          startsLeftOutTotal: 0,
          fingerprint: '',
        },
        ...changes,
      },
    ],
  }
}
