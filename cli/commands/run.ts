/** `run`: load, simulate, write the result directory, say what was found. */
import { availableParallelism } from 'node:os'
import type { EngineName, RunResult } from '../../engine/index.ts'
// Not from the face of the engine: with it comes all that a run does not need, and a small run waits for it.
import { outlineOf } from '../../engine/study/questions/study-outline.ts'
import { type SimulateOptions, simulate } from '../../engine/study/run/experiment.ts'
import { keepsStarts } from '../../engine/study/run/plan.ts'
import { simulateUntil } from '../../engine/study/run/sequential.ts'
import { pilotWarmUp } from '../../engine/study/run/warm-up.ts'
import { judgeResult } from '../../engine/study/statistics/thresholds.ts'
import { panelStudy, runPanel } from '../../play/run-panel.ts'
import { markedFaults } from '../../reports/charts/marked-faults.ts'
import { type WrittenFile, writeCsvReport, writeText } from '../../reports/csv-report.ts'
import { EventFile } from '../../reports/event-file.ts'
import { targetText } from '../../reports/fault-target.ts'
import { htmlReport } from '../../reports/html-report.ts'
import { ProbeTraceFile } from '../../reports/probe-trace-file.ts'
import { provenanceOf } from '../../reports/provenance.ts'
import { lostAgainNotes } from '../../reports/recovery-text.ts'
import { ResultDirectory } from '../../reports/result-directory.ts'
import { reportFile } from '../../reports/result-record.ts'
import { stoppingText, warmUpText } from '../../reports/stopping-text.ts'
import { formatSummary, type SummaryFormat } from '../../reports/summary-formats.ts'
import { textSummary } from '../../reports/text-summary.ts'
import { junitXml, type ThresholdRow, thresholdRows, thresholdsCsv } from '../../reports/threshold-report.ts'
import { limitOfRule, limitsOfResult } from '../../scenarios/limits.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import { defaultDirectory } from '../default-directory.ts'
import { ExitCode } from '../exit-code.ts'
import { loadInput, pathsOf, replicationsMin } from '../input.ts'
import { stopOnSignal } from '../interrupt.ts'
import { checkMemory } from '../memory-limit.ts'
import { type NextCommand, nextCommands } from '../next-command.ts'
import { type OptionName, type Options, recordedOptions } from '../options.ts'
import { cutStartNotes, outageNotes } from '../outage-notes.ts'
import { checkOutputFile, nameWithin, writeOutputFile } from '../output-file.ts'
import { describeRun, showProgress } from '../progress.ts'
import { settingsOf } from '../settings-text.ts'
import { takesColor } from '../streams.ts'
import { withDirectory } from '../sweep/directory-error.ts'
import { exitOfThresholds } from '../threshold-exit.ts'
import { version } from '../version.ts'

export async function run(options: Options): Promise<ExitCode> {
  if (!options.watch) return runOnce(options)
  const { rerunOnChange } = await import('../rerun.ts')
  return rerunOnChange(options.filename, (onInputs) => runOnce(options, onInputs))
}

async function runOnce(options: Options, onInputs?: (paths: readonly string[]) => void): Promise<ExitCode> {
  const scenario = await loadInput(options, 'run')
  onInputs?.(pathsOf(scenario.inputs))
  checkMemory(
    scenario.spec,
    {
      workers: workersOf(options),
      tracesProbes: options.trace.includes('probes'),
      tracesEvents: options.trace.includes('events'),
      traceStarts: options.trace.includes('starts'),
    },
    options['max-memory'],
  )
  const path = options['out-dir'] ?? defaultDirectory('run', scenario.scenarioName)
  const inputs = pathsOf(scenario.inputs)
  checkOutputFile('--junit', options.junit, path, inputs)
  const directory = withDirectory('--out-dir', () => new ResultDirectory(path, 'run', inputs))
  const interrupt = stopOnSignal(() => directory.discard())
  try {
    const startedAt = new Date().toISOString()
    const junit = options.junit === undefined ? undefined : nameWithin(options.junit, path)
    const study = await simulateInto(directory, scenario, options, interrupt.signal)
    if (study.result.replications.length === 0) {
      directory.discard()
      process.stderr.write('interrupted before the first replication had finished: nothing is written\n')
      return ExitCode.Interrupted
    }
    const { interrupted } = study
    // Once more, and nothing holds the process: it ends while it writes.
    if (interrupted) interrupt.end()
    const verdicts = thresholdRows(judgeResult(study.result, scenario.thresholds))
    const next = interrupted
      ? []
      : nextCommands(study.result, verdicts, options, scenario.spec, study.outages.length > 0)
    const files = writeFiles(directory, scenario, options, study, verdicts, startedAt, junit, next)
    withDirectory('--out-dir', () => directory.commit())
    printSummary(scenario, options, study, verdicts, path, files, next)
    if (options.junit !== undefined && junit === undefined)
      writeOutputFile('--junit', options.junit, [junitXml(scenario.scenarioName, verdicts)])
    if (interrupted) return ExitCode.Interrupted
    return exitOfThresholds(verdicts, options.strict)
  } catch (error) {
    directory.discard()
    throw error
  } finally {
    interrupt.end()
  }
}

type Study = {
  readonly result: RunResult
  readonly wallSeconds: number
  /** Replications are missing because the user stopped the run. */
  readonly interrupted: boolean
  /** What the result leaves out where it matters. */
  readonly limits: readonly string[]
  /** Restarts in vain, and what prevents them; they are part of the notes. */
  readonly outages: readonly string[]
  /** What the input left out or assumed, what the result leaves out where it matters, and what is said of warm-up and stopping rule. */
  readonly notes: readonly string[]
  /** `probes.csv` and `events.ndjson`, if they were asked for. */
  readonly traces: readonly WrittenFile[]
}

/** Simulates; traces go to the directory while it runs. */
async function simulateInto(
  directory: ResultDirectory,
  scenario: LoadedScenario,
  options: Options,
  signal: AbortSignal,
): Promise<Study> {
  const trace = options.trace.includes('probes') ? new ProbeTraceFile(directory.staging) : undefined
  const events = options.trace.includes('events') ? new EventFile(directory.staging) : undefined
  const progress = await showProgress(process.stderr, options.quiet, describeRun)
  const startedAtMs = performance.now()
  try {
    const simulateOptions: SimulateOptions = {
      signal,
      engine: options.engine as EngineName,
      workers: workersOf(options),
      verify: options.verify,
      traceStarts: options.trace.includes('starts'),
      onProgress: (state) => progress.update(state),
      ...(trace === undefined ? {} : { probeTrace: (replication) => trace.trace(replication) }),
      ...(events === undefined ? {} : { onKubernetesEvents: (each, rows) => events.add(each, rows) }),
    }
    const { result, isWhole, notes } = await simulateEnough(scenario, options, simulateOptions)
    const wallSeconds = Math.round(performance.now() - startedAtMs) / 1000
    const finished = result.replications.map(({ replication }) => replication)
    const traces = [trace?.finish(finished), events?.finish()].filter((file) => file !== undefined)
    const limits = limitsOfResult(scenario.spec, result)
    const outages = await outageNotes(scenario, result)
    const cutStarts = await cutStartNotes(scenario, result)
    const said = [...outages, ...cutStarts, ...scenario.notes, ...limits, ...notes]
    return { result, wallSeconds, interrupted: !isWhole, limits, outages, notes: said, traces }
  } finally {
    progress.stop()
  }
}

/** All replications, or as many as the stopping rule asks for. */
async function simulateEnough(
  { spec: given, stoppingRule, hasAutoWarmUp }: LoadedScenario,
  options: Options,
  simulateOptions: SimulateOptions,
): Promise<{ result: RunResult; isWhole: boolean; notes: readonly string[] }> {
  // The pilot is not part of what is done.
  const { onProgress: _, ...silently } = simulateOptions
  const warmUp = hasAutoWarmUp ? await pilotWarmUp(given, silently) : null
  const spec = warmUp === null ? given : { ...given, warmUpUs: Math.round(warmUp.seconds * 1e6) }
  const warmUpNotes = warmUp === null ? [] : [warmUpText(warmUp)]
  if (stoppingRule === undefined) {
    const result = await simulate(spec, simulateOptions)
    return { result, isWhole: result.replications.length === spec.replications, notes: warmUpNotes }
  }
  const study = await simulateUntil(spec, stoppingRule, replicationsMin(options), simulateOptions)
  const isWhole = study.isReached || study.result.replications.length === spec.replications
  const ruleNotes = [stoppingText(study, stoppingRule), ...limitOfRule(stoppingRule, spec)]
  return { result: study.result, isWhole, notes: [...warmUpNotes, ...ruleNotes] }
}

function workersOf(options: Options): number {
  return options.workers ?? availableParallelism()
}

/** Whether the tables with a row per start and per hang are written: when asked for, or when the run is small. */
function withDetails({ spec }: LoadedScenario, options: Options): boolean {
  return keepsStarts(spec, options.trace.includes('starts'))
}

/** Options that a result depends on, beside those of the input. */
const ownOptions = [
  'until',
  'min-replications',
  'max-replications',
  'threshold',
  'trace',
  'no-play',
  'verify',
] as const satisfies readonly OptionName[]

function writeFiles(
  directory: ResultDirectory,
  scenario: LoadedScenario,
  options: Options,
  study: Study,
  verdicts: readonly ThresholdRow[],
  startedAt: string,
  /** Name of the JUnit file, if it is one of the result. */
  junit: string | undefined,
  nextOnes: readonly NextCommand[],
): WrittenFile[] {
  const { spec, inputs, counts } = scenario
  const { notes } = study
  const outline = { ...outlineOf(spec), targets: spec.faults.map((fault) => targetText(fault, spec)) }
  const facts = {
    version: version(),
    kubernetesVersion: spec.kubernetesVersion,
    seed: spec.masterSeed,
    interrupted: study.interrupted,
  }
  const play = options['no-play'] ? undefined : panelStudy(spec)
  const next = nextOnes.map(({ brief, why }) => ({ command: brief, why }))
  const page = htmlReport(
    study.result,
    { ...facts, counts, notes, outline, thresholds: verdicts, next },
    play && runPanel(play, markedFaults(outline)),
  )
  const files = [
    writeText(directory.staging, reportFile, page),
    ...writeCsvReport(directory.staging, study.result, withDetails(scenario, options)),
    ...study.traces,
    ...(verdicts.length === 0
      ? []
      : [writeText(directory.staging, 'thresholds.csv', thresholdsCsv(verdicts))]),
    ...(junit === undefined
      ? []
      : [writeText(directory.staging, junit, [junitXml(scenario.scenarioName, verdicts)])]),
  ]
  const provenance = provenanceOf(
    {
      ...facts,
      inputs,
      options: recordedOptions(options, ownOptions),
      startedAt,
      wallSeconds: study.wallSeconds,
      study: {
        counts,
        notes,
        limits: study.limits,
        outline,
        settings: settingsOf(spec),
        next,
        ...(play && { play }),
      },
    },
    study.result,
  )
  return [...files, directory.seal(provenance, files)]
}

function printSummary(
  scenario: LoadedScenario,
  options: Options,
  study: Study,
  verdicts: readonly ThresholdRow[],
  directory: string,
  files: readonly WrittenFile[],
  next: readonly NextCommand[],
): void {
  const format = options.format as SummaryFormat
  if (format !== 'table') {
    const lost = lostAgainNotes(study.result, scenario.counts.pods, markedFaults(outlineOf(scenario.spec)))
    const beside = { thresholds: verdicts, notes: [...lost, ...study.notes] }
    for (const piece of formatSummary(study.result, format, beside)) process.stdout.write(piece)
    return
  }
  const { spec, counts } = scenario
  process.stdout.write(
    textSummary(study.result, {
      version: version(),
      kubernetesVersion: spec.kubernetesVersion,
      seed: spec.masterSeed,
      counts,
      notes: study.notes,
      verdicts,
      interrupted: study.interrupted,
      directory,
      files,
      wallSeconds: study.wallSeconds,
      color: takesColor(options['no-color'], process.stdout, process.env),
      faults: markedFaults(outlineOf(spec)),
      next,
    }),
  )
}
