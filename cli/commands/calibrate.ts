/** `calibrate`: observations of real containers to a Scenario that behaves like them, with how well it fits. */
import { fitCurves, fitSample, orderedSpans, roundedSpans, slowPhasesOf } from '../../engine/index.ts'
import { calibrationPage } from '../../reports/calibration/calibration-page.ts'
import { calibrationJson, calibrationTable } from '../../reports/calibration/calibration-text.ts'
import { fitsCsv } from '../../reports/calibration/fits-table.ts'
import type { DrawnSample } from '../../reports/calibration/reported-sample.ts'
import { writeText } from '../../reports/csv-report.ts'
import { checkedTarget, ResultDirectory } from '../../reports/result-directory.ts'
import { reportFile } from '../../reports/result-record.ts'
import { behaviorEntries, type FittedSample } from '../../scenarios/calibrate/behavior-entries.ts'
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
  const reads = options.pods.length + options.prometheus.length + (options.csv === undefined ? 0 : 1)
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

function fitObservations(
  options: Options,
  output: Output,
  path: string,
  { observations, inputs }: Awaited<ReturnType<typeof loadObservations>>,
): ExitCode {
  const fitted = observations.samples.map(fitOf)
  const notes = [...observations.notes]
  const scenario = scenarioText(
    scenarioName,
    behaviorEntries(
      fitted.map(({ fitted: each }) => each),
      observations,
    ),
    [
      `Fitted by probestorm ${version()} to ${inputs.map(({ path }) => path).join(', ')}`,
      'Laws are of what was observed, restarts by a probe aside; see docs/calibration.md for how and for its limits',
      ...notes,
    ],
  )
  const samples = fitted.map(({ drawn }) => drawn)
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

/** The calm latency is what is fitted where there are slow phases. */
function fitOf(sample: Sample): { readonly fitted: FittedSample; readonly drawn: DrawnSample } {
  const isTimed = sample.series !== undefined && sample.quantity === 'latency'
  const phases = isTimed ? slowPhasesOf(sample.series!) : null
  const seen = phases?.found?.calm ?? orderedSpans(sample.spans)
  const rounded = roundedSpans(seen)
  const spans = rounded?.spans ?? seen
  const fit = fitSample(spans)
  const notes = [...sample.notes, ...(rounded === null ? [] : [roundingNote(rounded.stepUs)])]
  return {
    fitted: { sample: { ...sample, notes }, fit, phases },
    drawn: { name: sampleName(sample), fit, phases, notes, curves: fitCurves(spans, fit) },
  }
}

function roundingNote(stepUs: number): string {
  return `the values are multiples of ${timeText(stepUs)}: each stands for a bucket of that width`
}

function observationOptions(options: Options): ObservationOptions {
  const { namespace, workload: name, container, period, unit } = options
  if (options.csv === undefined) {
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
    csv: options.csv === undefined ? [] : [options.csv],
    csvOptions: {
      subject,
      quantity: options.quantity as Quantity,
      ...(unit === undefined ? {} : { unit: unit as TimeUnit }),
      ...(period === undefined ? {} : { periodUs: periodUs(period) }),
    },
    podsAt: options.at === undefined ? null : momentOf(options.at),
  }
}

function periodUs(text: string): number {
  const read = parseDuration(text)
  if ('us' in read && read.us > 0) return read.us
  const [problem, fix] =
    'us' in read ? ['is 0', 'write a time above 0, such as 10s'] : [read.problem, read.fix]
  throw optionError('--period', text, 'duration-format', `${problem}; expected a time between rows`, fix)
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
