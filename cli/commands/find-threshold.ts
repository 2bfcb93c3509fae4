/** `find-threshold`: load both ends of a span, bisect it to where a condition turns, write the answer and what it rests on. */
import { availableParallelism } from 'node:os'
import {
  type ClusterSpec,
  type EngineName,
  findThreshold as findTurn,
  type SimulatedTipping,
} from '../../engine/index.ts'
import { type WrittenFile, writeText } from '../../reports/csv-report.ts'
import { machineFacts } from '../../reports/provenance.ts'
import { ResultDirectory } from '../../reports/result-directory.ts'
import { reportFile } from '../../reports/result-record.ts'
import { outcomeOf, type ReportedTipping, settingText } from '../../reports/tipping/reported-tipping.ts'
import { tippingCsv, tippingJson, tippingMarkdown } from '../../reports/tipping/tipping-formats.ts'
import { tippingPage } from '../../reports/tipping/tipping-page.ts'
import { type TippingFacts, tippingText } from '../../reports/tipping/tipping-text.ts'
import { limitsOfResult } from '../../scenarios/limits.ts'
import type { LoadedSearch, SearchTexts } from '../../scenarios/sweep/load-search.ts'
import { defaultDirectory } from '../default-directory.ts'
import { ExitCode } from '../exit-code.ts'
import { loadSearchInput, pathsOf } from '../input.ts'
import { interruptedCode, stopOnSignal } from '../interrupt.ts'
import { checkMemory } from '../memory-limit.ts'
import { type OptionName, type Options, recordedOptions } from '../options.ts'
import { describeSearch, showProgress } from '../progress.ts'
import { type Output, takesColor } from '../streams.ts'
import { withDirectory } from '../sweep/directory-error.ts'
import { UsageError } from '../usage-error.ts'
import { version } from '../version.ts'

export async function findThreshold(options: Options, output: Output): Promise<ExitCode> {
  const texts = textsOf(options)
  const [replicationsMin, replicationsMax] = replicationsOf(options)
  const search = await loadSearchInput(options, texts)
  const workers = options.workers ?? availableParallelism()
  for (const spec of search.ends)
    checkMemory({ ...spec, replications: workers }, { workers }, options['max-memory'])
  const path = options['out-dir'] ?? defaultDirectory('threshold-search', search.name)
  const directory = withDirectory(
    '--out-dir',
    () => new ResultDirectory(path, 'threshold-search', pathsOf(search.inputs)),
  )
  const interrupt = stopOnSignal(() => directory.discard(), 'nothing is written')
  const { condition, span, specAt } = search
  const progress = await showProgress(
    process.stderr,
    options.quiet,
    describeSearch(Math.ceil(Math.log2(span.lastStep)) + 2, replicationsMin),
  )
  const startedAt = new Date().toISOString()
  const startedAtMs = performance.now()
  try {
    const found = await findTurn(
      {
        condition,
        lastStep: span.lastStep,
        middle: span.middle,
        replicationsMin,
        replicationsMax,
        specOf: specAt,
      },
      {
        engine: options.engine as EngineName,
        verify: options.verify,
        workers,
        signal: interrupt.signal,
        onProgress: (each) => progress.update(each),
      },
    )
    progress.stop()
    const tipping = reported(search, found, options.log)
    const facts = factsOf(search, found, await limitsOfBounds(tipping, found, specAt))
    const files = writeFiles(directory, tipping, facts)
    const wallSeconds = Math.round(performance.now() - startedAtMs) / 1000
    const provenance = { ...provenanceOf(search, found, options), startedAt, wallSeconds }
    const written = [...files, directory.seal(provenance, files)]
    withDirectory('--out-dir', () => directory.commit())
    print(tipping, facts, { directory: path, files: written, wallSeconds }, options, output)
    return outcomeOf(tipping) === 'found' ? ExitCode.Done : ExitCode.Regression
  } catch (error) {
    directory.discard()
    return interruptedCode(error, interrupt)
  } finally {
    progress.stop()
    interrupt.end()
  }
}

const needed = ['vary', 'from', 'to', 'until'] as const

function textsOf(options: Options): SearchTexts {
  const missing = needed.filter((name) => options[name] === undefined)
  if (missing.length > 0)
    throw new UsageError(
      `find-threshold needs ${missing.map((name) => `--${name}`).join(', ')}: find-threshold -f PATH --vary "faults[0].factor" --from 1 --to 50 --until "availability_ratio < 99%"`,
    )
  const { vary, from, to, until, tolerance, log } = options
  return {
    vary: vary!,
    from: from!,
    to: to!,
    condition: until!,
    isLog: log,
    ...(tolerance === undefined ? {} : { tolerance }),
  }
}

const replicationsMinDefault = 4
const replicationsMaxDefault = 32

function replicationsOf(options: Options): [least: number, most: number] {
  const { 'min-replications': least, 'max-replications': most } = options
  const max = most ?? Math.max(replicationsMaxDefault, least ?? 0)
  const min = least ?? Math.min(replicationsMinDefault, max)
  if (min < 2)
    throw new UsageError(
      `--${least === undefined ? 'max' : 'min'}-replications is ${min}; expected 2 or more: one says nothing of chance`,
    )
  if (min > max) throw new UsageError(`--min-replications is ${min}, above --max-replications ${max}`)
  return [min, max]
}

function reported(
  { path, span }: LoadedSearch,
  { result, limits }: SimulatedTipping,
  isLogarithmic: boolean,
): ReportedTipping {
  const { lastStep, valueAt, numberAt } = span
  return {
    result,
    path,
    lastStep,
    isLogarithmic,
    settingAt: (step) => ({ value: valueAt(step), number: numberAt(step) }),
    fewReadyAt: result.condition.metric.startsWith('recovery_')
      ? result.points
          .map(({ step }) => step)
          .filter((step) => limits.get(step)?.some(({ fewReadyBefore }) => fewReadyBefore !== undefined))
      : [],
  }
}

/** What is left out where the answer is decided, as `run` says it. */
async function limitsOfBounds(
  tipping: ReportedTipping,
  { limits }: SimulatedTipping,
  specAt: (step: number) => Promise<ClusterSpec>,
): Promise<string[]> {
  const { found } = tipping.result
  const steps = found === null ? [0, tipping.lastStep] : [found.from, found.to]
  const placesOf = new Map<string, string[]>()
  for (const step of steps) {
    const replications = (limits.get(step) ?? []).map((own) => ({ limits: own }))
    if (replications.length === 0) continue
    for (const limit of limitsOfResult(await specAt(step), { replications }))
      placesOf.set(limit, [...(placesOf.get(limit) ?? []), `at ${settingText(tipping, step)}`])
  }
  return [...placesOf].map(([limit, places]) => `${places.join(' and ')}: ${limit}`)
}

function factsOf(
  search: LoadedSearch,
  { replications }: SimulatedTipping,
  limits: readonly string[],
): TippingFacts {
  const [{ masterSeed, kubernetesVersion }] = search.ends
  return {
    version: version(),
    scenario: search.name,
    seed: masterSeed,
    kubernetesVersion,
    replications,
    notes: search.notes,
    limits,
  }
}

function writeFiles(
  { staging }: ResultDirectory,
  tipping: ReportedTipping,
  facts: TippingFacts,
): WrittenFile[] {
  return [
    writeText(staging, reportFile, tippingPage(tipping, facts)),
    writeText(staging, 'tipping-point.json', [tippingJson(tipping)]),
    writeText(staging, 'points.csv', tippingCsv(tipping)),
  ]
}

/** Options that a result depends on, beside those of the input. */
const ownOptions = [
  'vary',
  'from',
  'to',
  'until',
  'tolerance',
  'log',
  'min-replications',
  'max-replications',
  'engine',
] as const satisfies readonly OptionName[]

function provenanceOf(
  { ends, name, inputs }: LoadedSearch,
  { replications, events }: SimulatedTipping,
  options: Options,
): Readonly<Record<string, unknown>> {
  const [{ masterSeed, kubernetesVersion }] = ends
  return {
    version: version(),
    command: 'find-threshold',
    scenario: name,
    seed: masterSeed,
    kubernetesVersion,
    inputs,
    options: recordedOptions(options, ownOptions),
    machine: machineFacts(),
    replications,
    simulatedEvents: events,
  }
}

function print(
  tipping: ReportedTipping,
  facts: TippingFacts,
  files: Parameters<typeof tippingText>[2],
  options: Options,
  { out }: Output,
): void {
  const color = takesColor(options['no-color'], process.stdout, process.env)
  for (const piece of piecesOf(options.format, tipping, () => tippingText(tipping, facts, files, color)))
    out(piece)
}

function piecesOf(
  format: string | undefined,
  tipping: ReportedTipping,
  table: () => string,
): Iterable<string> {
  if (format === 'json') return [tippingJson(tipping)]
  if (format === 'csv') return tippingCsv(tipping)
  return [format === 'markdown' ? tippingMarkdown(tipping) : table()]
}
