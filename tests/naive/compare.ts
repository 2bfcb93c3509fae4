/** The naive model and the engine on the same pod, side by side. */
import * as assert from 'uvu/assert'
import {
  ClusterObserver,
  type ClusterSpec,
  type EngineName,
  type EntityNames,
  type ProbeTrace,
  probeResultNames,
  probeTypeNames,
  simulate,
} from '../../engine/index.ts'
import { type NaiveResult, runNaively } from './naive-run.ts'

type Seen = {
  readonly starts: readonly string[]
  readonly runs: readonly string[]
  /** When the pod becomes Ready and ceases to be, to the second; how often; and the phase that it ends in, if it is still there. */
  readonly pod: readonly string[]
}

/** Whether there was something to compare: the rules leave some orders to chance. */
export async function assertAgreement(spec: ClusterSpec): Promise<boolean> {
  const naive = runNaively(spec)
  if (naive.log.isUncertain) return false
  const expected = seenNaively(spec, naive)
  for (const engine of ['quiet', 'exact'] as const) {
    const actual = await seenBy(engine, spec)
    assert.equal(differences(actual, expected), [], `${engine} engine`)
  }
  return true
}

/** The first lines that only one side has: `+` the naive model's, `-` the engine's. */
function differences(actual: Seen, expected: Seen): string[] {
  const lines = (mark: string, some: Seen, other: Seen): string[] =>
    [
      ...except(some.starts, other.starts),
      ...except(some.runs, other.runs),
      ...except(some.pod, other.pod),
    ].map((line) => `${line} ${mark}`)
  return [...lines('only the engine', actual, expected), ...lines('only the naive model', expected, actual)]
    .sort(byText)
    .slice(0, 12)
}

/** Lines with their repetitions. */
function except(some: readonly string[], other: readonly string[]): string[] {
  const left = [...other]
  return some.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function seenNaively(spec: ClusterSpec, { log, phase }: NaiveResult): Seen {
  const runs = log.runs.map(({ beginUs, endUs, container, probe, result, resultRun, published }) =>
    runLine(beginUs, endUs - beginUs, container, probe, result, resultRun, published),
  )
  const starts = log.starts.map((row) => startLine({ ...row }))
  const isReadyBy = (endUs: number): boolean =>
    endUs <= log.deletedAtUs && (log.readiness.findLast(({ timeUs }) => timeUs < endUs)?.isReady ?? false)
  const ends = Array.from(
    { length: spec.durationUs / spec.intervalUs },
    (_, bucket) => (bucket + 1) * spec.intervalUs,
  )
  const pod = podLines(ends.map(isReadyBy), log.readiness.length, phase)
  return { starts: starts.sort(byText), runs: runs.sort(byText), pod }
}

async function seenBy(engine: EngineName, spec: ClusterSpec): Promise<Seen> {
  const runs: string[] = []
  const result = await simulate(spec, { engine, verify: true, probeTrace: () => keepLines(runs) })
  const { starts, summary, timeseries } = result.replications[0]
  const ready = [...timeseries.columns.ready!].filter((_, index) => index % timeseries.workloads.length === 0)
  const observer = new ClusterObserver(spec)
  observer.runBefore(Infinity)
  const phase = observer.pods()[0]?.phase
  const pod = podLines(
    ready.map((pods) => pods > 0),
    summary[0].values.ready_transitions_total!,
    phase,
  )
  return { starts: starts.map(startLine).sort(byText), runs: runs.sort(byText), pod }
}

/** @param isReady at the end of each second. */
function podLines(isReady: readonly boolean[], transitions: number, phase: string | undefined): string[] {
  const changes = isReady.flatMap((ready, bucket) =>
    ready === (isReady[bucket - 1] ?? false) ? [] : [`${bucket} s: ${ready ? 'Ready' : 'not Ready'}`],
  )
  return [...changes, `${transitions} changes`, `ends as ${phase ?? 'nothing'}`]
}

function startLine(row: {
  timeSeconds: number
  container: string
  restartCount: number
  cause: string
  previousExitCode: number | null
  previousFinishedSeconds: number | null
  backoffSeconds: number | null
  waitedSeconds: number | null
  falseRestart: boolean
}): string {
  const { timeSeconds, container, restartCount, cause, previousExitCode, previousFinishedSeconds } = row
  const { backoffSeconds, waitedSeconds, falseRestart } = row
  const when = timeSeconds.toFixed(6).padStart(12)
  const before = `exit ${previousExitCode} at ${previousFinishedSeconds} waited ${waitedSeconds} entry ${backoffSeconds}`
  return `${when} ${container} #${restartCount} ${cause}${falseRestart ? ' false' : ''} ${before}`
}

function runLine(
  timeUs: number,
  durationUs: number,
  container: string,
  probe: string,
  result: string,
  resultRun: number,
  published: string,
): string {
  const when = (timeUs / 1e6).toFixed(6).padStart(12)
  return `${when} ${container} ${probe} ${result} ${durationUs / 1e6} s run ${resultRun} ${published}`
}

function keepLines(lines: string[]): ProbeTrace {
  let names: EntityNames
  return {
    begin: (all) => {
      names = all
    },
    row: (timeUs, durationUs, probe, _incarnation, result, resultRun, published) => {
      const container = names.container[names.containerOfProbe[probe]]
      const type = probeTypeNames[names.typeOfProbe[probe]]
      const said = (['', 'success', 'failure'] as const)[published]
      lines.push(runLine(timeUs, durationUs, container, type, probeResultNames[result], resultRun, said))
    },
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
