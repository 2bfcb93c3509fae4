/** The naive model and the engine on the same pod, side by side. */
import * as assert from 'uvu/assert'
import {
  ClusterObserver,
  type ClusterSpec,
  type EngineName,
  type EntityNames,
  type FaultSpec,
  type ProbeTrace,
  probeResultNames,
  simulate,
} from '../../engine/index.ts'
import { behavior, constant, container, never, probe, workload } from '../support/spec.ts'
import { type NaiveResult, runNaively } from './naive-run.ts'

type Seen = {
  readonly starts: readonly string[]
  readonly runs: readonly string[]
  /** When the pod becomes Ready and ceases to be, to the second; how often; and the phase that it ends in, if it is still there. */
  readonly pod: readonly string[]
}

/** A pod in which something happens all the time, as its neighbor's must not: a rule that reads a row too far finds it. */
const restless = workload(
  [
    container({
      name: 'crashes',
      probes: { liveness: probe(), readiness: probe({ period: 3 }) },
      behavior: behavior({ crash: { after: [constant(7)], exitCode: 1 } }),
    }),
    container({
      name: 'is-unready',
      probes: { readiness: probe({ period: 7 }) },
      behavior: behavior({ errorRate: 1 }),
    }),
  ],
  {
    pod: {
      initContainers: [
        {
          ...container({
            name: 'sidecar',
            probes: { readiness: probe() },
            behavior: behavior({ errorRate: 1, crash: { after: [constant(31)], exitCode: 1 } }),
          }),
          restartPolicy: 'Always',
        },
        container({
          name: 'init',
          behavior: behavior({
            crash: { after: [constant(3), never], exitCode: 1 },
            complete: { after: [never, constant(2)] },
          }),
        }),
      ],
    },
  },
)

/** The same pod, between two others. */
function betweenOthers(spec: ClusterSpec): ClusterSpec {
  const [own] = spec.workloads
  const faults = spec.faults.map((fault): FaultSpec => {
    if ('workloads' in fault) return { ...fault, workloads: fault.workloads.map((index) => index + 1) }
    if (!('containers' in fault)) return fault
    return { ...fault, containers: fault.containers.map((one) => ({ ...one, workload: one.workload + 1 })) }
  })
  const workloads = [{ ...restless, name: 'before' }, own, { ...restless, name: 'behind' }]
  return { ...spec, workloads, faults }
}

/** Whether there was something to compare: the rules leave some orders to chance. */
export async function assertAgreement(spec: ClusterSpec): Promise<boolean> {
  const naive = runNaively(spec)
  if (naive.log.isUncertain) return false
  const expected = seenNaively(spec, naive)
  for (const engine of ['quiet', 'exact'] as const) {
    const actual = await seenBy(engine, betweenOthers(spec), spec.workloads[0].name)
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

async function seenBy(engine: EngineName, spec: ClusterSpec, name: string): Promise<Seen> {
  const runs: string[] = []
  const result = await simulate(spec, { engine, verify: true, probeTrace: () => keepLines(runs, name) })
  const { starts, summary, timeseries } = result.replications[0]
  const width = timeseries.workloads.length
  const place = timeseries.workloads.findIndex((workload) => workload.endsWith(`/${name}`))
  const ready = [...timeseries.columns.ready!].filter((_, index) => index % width === place)
  const observer = new ClusterObserver(spec)
  observer.runBefore(Infinity)
  const phase = observer.pods().find((one) => one.name === name)?.phase
  const pod = podLines(
    ready.map((pods) => pods > 0),
    summary[place].values.ready_transitions_total!,
    phase,
  )
  const own = starts.filter((row) => row.pod === name)
  return { starts: own.map(startLine).sort(byText), runs: runs.sort(byText), pod }
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

function keepLines(lines: string[], pod: string): ProbeTrace {
  let names: EntityNames
  return {
    begin: (all) => {
      names = all
    },
    row: (timeUs, durationUs, probe, _incarnation, result, resultRun, published) => {
      const { pod: of, container, type } = names.probe(probe)
      if (of !== pod) return
      const said = (['', 'success', 'failure'] as const)[published]
      lines.push(runLine(timeUs, durationUs, container, type, probeResultNames[result], resultRun, said))
    },
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
