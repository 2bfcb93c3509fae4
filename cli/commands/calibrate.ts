/** `calibrate`: observations of real containers to a Scenario that behaves like them, with how well it fits. */
import { countDraws, fitCurves, fitObserved } from '../../engine/index.ts'
import { calibrationPage } from '../../reports/calibration/calibration-page.ts'
import { calibrationJson, calibrationTable } from '../../reports/calibration/calibration-text.ts'
import { fitsCsv } from '../../reports/calibration/fits-table.ts'
import type { DrawnSample } from '../../reports/calibration/reported-sample.ts'
import { writeText } from '../../reports/csv-report.ts'
import { checkedTarget, ResultDirectory } from '../../reports/result-directory.ts'
import { reportFile } from '../../reports/result-record.ts'
import { behaviorEntries } from '../../scenarios/calibrate/behavior-entries.ts'
import type { FittedSample } from '../../scenarios/calibrate/fitted-sample.ts'
import { timeText } from '../../scenarios/calibrate/law-text.ts'
import { loadObservations, type ObservationOptions } from '../../scenarios/calibrate/load-observations.ts'
import {
  type Quantity,
  type Sample,
  type Subject,
  sampleName,
} from '../../scenarios/calibrate/observations.ts'
import { presetEntry, presets } from '../../scenarios/calibrate/presets.ts'
import { scenarioText } from '../../scenarios/calibrate/scenario-text.ts'
import { InputError } from '../../scenarios/diagnostic.ts'
import { parseTime } from '../../scenarios/text/api-time.ts'
import { parseDuration } from '../../scenarios/text/duration.ts'
import { nearestWord } from '../../scenarios/text/suggestion.ts'
import type { TimeUnit } from '../../scenarios/text/time-unit.ts'
import { defaultDirectory } from '../default-directory.ts'
import { ExitCode } from '../exit-code.ts'
import { withHappened } from '../happened-check.ts'
import { pathsOf } from '../input.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { withDirectory } from '../sweep/directory-error.ts'
import { UsageError } from '../usage-error.ts'
import { version } from '../version.ts'

const scenarioName = 'calibrated'
const scenarioFile = 'calibrated.yaml'

export async function calibrate(options: Options, output: Output): Promise<ExitCode> {
  const asksPreset = options.presets || options.preset !== undefined
  const reads = options.pods.length + options.prometheus.length + options.csv.length
  if (asksPreset && reads > 0) throw new UsageError('--preset reads nothing: give it without observations')
  if (options.presets) return listPresets(output)
  if (options.preset !== undefined) return printPreset(options.preset, output)
  if (reads === 0)
    throw new UsageError(
      'calibrate needs observations: --pods, --prometheus or --csv, or --presets for estimates',
    )
  const loaded = await loadObservations(observationOptions(options))
  const path = options['out-dir'] ?? defaultDirectory('calibration', scenarioName)
  const read = pathsOf(loaded.inputs)
  withDirectory('--out-dir', () => checkedTarget(path, 'calibration', read))
  return fitObservations(options, output, path, loaded)
}

async function fitObservations(
  options: Options,
  output: Output,
  path: string,
  { observations, inputs }: Awaited<ReturnType<typeof loadObservations>>,
): Promise<ExitCode> {
  const fitted = observations.samples.map(fitOf)
  const notes = [...observations.notes]
  const entries = await withHappened(behaviorEntries(fitted, observations, countDraws))
  const scenario = scenarioText(scenarioName, entries, [
    `Fitted by probestorm ${version()} to ${inputs.map(({ path }) => path).join(', ')}`,
    'Laws are of what was observed, restarts by a probe aside; see docs/calibration.md for how and for its limits',
    ...notes,
  ])
  const samples = fitted.map(drawnOf)
  const table = calibrationTable(samples, notes)
  const page = calibrationPage(samples, notes, scenario, version())
  // Made when all is worked out: whoever interrupts the fits finds nothing begun.
  withDirectory('--out-dir', () => {
    const directory = new ResultDirectory(path, 'calibration', pathsOf(inputs))
    try {
      const files = [
        writeText(directory.staging, scenarioFile, [scenario]),
        writeText(directory.staging, reportFile, page),
        writeText(directory.staging, 'fits.csv', fitsCsv(samples)),
      ]
      directory.seal({ version: version(), inputs }, files)
      directory.commit()
    } finally {
      directory.discard()
    }
  })
  if (options.format === 'json') output.out(calibrationJson(samples, notes))
  else output.out(options.format === 'table' ? table : scenario)
  if (!options.quiet) {
    if (options.format !== 'table') output.err(table)
    output.err(`Written to ${path}: ${scenarioFile}, ${reportFile}, fits.csv\n`)
  }
  return ExitCode.Done
}

function fitOf(observed: Sample): FittedSample {
  const name = sampleName(observed)
  const made = fitObserved(observed, name)
  const { notes } = observed
  const sample =
    made.roundedUs === undefined ? observed : { ...observed, notes: [...notes, roundingNote(made.roundedUs)] }
  return { ...made, sample }
}

function drawnOf({ sample, spans, ...fitted }: FittedSample): DrawnSample {
  return {
    ...fitted,
    name: sampleName(sample),
    quantity: sample.quantity,
    notes: sample.notes,
    curves: fitCurves(spans, fitted.fit),
  }
}

function roundingNote(stepUs: number): string {
  return `the values are multiples of ${timeText(stepUs)}: each stands for a bucket of that width`
}

function observationOptions(options: Options): ObservationOptions {
  const { namespace, workload: name, container, period, unit, timeout, by } = options
  if (by !== undefined && options.csv.length + options.prometheus.length === 0)
    throw new UsageError('--by goes with --csv and --prometheus')
  if (by !== undefined && name !== undefined)
    throw new UsageError('--by and --workload contradict each other')
  if (timeout !== undefined && options.prometheus.length === 0)
    throw new UsageError('--timeout goes with --prometheus')
  if (options.csv.length === 0) {
    for (const option of ['period', 'workload', 'container'] as const)
      if (options[option] !== undefined) throw new UsageError(`--${option} goes with --csv`)
  }
  const subject: Subject = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(container === undefined ? {} : { container }),
  }
  return {
    pods: options.pods,
    prometheus: options.prometheus,
    csv: options.csv,
    csvOptions: {
      subject,
      quantity: options.quantity as Quantity,
      ...(unit === undefined ? {} : { unit: unit as TimeUnit }),
      ...(by === undefined ? {} : { by }),
      ...(period === undefined ? {} : { periodUs: timeOf('--period', period) }),
    },
    ...(timeout === undefined ? {} : { timeoutUs: timeOf('--timeout', timeout) }),
    podsAt: options.at === undefined ? null : momentOf(options.at),
  }
}

function timeOf(option: string, text: string): number {
  const read = parseDuration(text)
  if ('us' in read && read.us > 0) return read.us
  const [problem, fix] =
    'us' in read ? ['is 0', 'write a time above 0, such as 10s'] : [read.problem, read.fix]
  throw optionError(option, text, 'duration-format', `${problem}; expected a time`, fix)
}

function momentOf(text: string): number {
  const seconds = parseTime(text)
  if (seconds !== undefined) return seconds
  throw optionError(
    '--at',
    text,
    'calibration-format',
    'is no time; expected a date and time with a zone',
    'write such as 2026-01-01T12:00:00Z',
  )
}

function optionError(file: string, text: string, rule: string, problem: string, fix: string): InputError {
  const message = `${JSON.stringify(text)} ${problem}`
  return new InputError(
    [{ severity: 'error', rule, file, line: 1, column: 1, message, fix, sourceLine: text }],
    0,
  )
}

function listPresets(output: Output): ExitCode {
  output.out(presets.map(({ name, about }) => `${name.padEnd(14)}${about}\n`).join(''))
  output.err('They are synthetic estimates, none of them measured; each says where its numbers come from.\n')
  return ExitCode.Done
}

function printPreset(name: string, output: Output): ExitCode {
  const preset = presets.find((each) => each.name === name)
  if (preset === undefined) {
    const names = presets.map((each) => each.name)
    const near = nearestWord(name, names)
    throw optionError(
      '--preset',
      name,
      'text-choice',
      `is no preset; expected ${names.join(', ')}`,
      near === undefined ? 'calibrate --presets lists them' : `write ${near}`,
    )
  }
  output.out(
    scenarioText(
      preset.name,
      [presetEntry(preset)],
      [
        `Synthetic: ${preset.about}. An estimate to start from, not a measurement; calibrate with your own observations`,
      ],
    ),
  )
  return ExitCode.Done
}
