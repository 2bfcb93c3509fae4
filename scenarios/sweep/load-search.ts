/**
 * A search for a tipping point from text to clusters: reads the files, finds where the parameter leads, makes the steps of its span, and compiles those that
 * are tried. All have the same seed, and streams are named by what they belong to: they share their random numbers.
 */
import { isDeepStrictEqual } from 'node:util'
import { type ClusterSpec, workloadLabel } from '../../engine/contract/cluster-spec.ts'
import type { Threshold } from '../../engine/contract/run-result.ts'
import { type Diagnostic, InputError } from '../diagnostic.ts'
import { Input } from '../input.ts'
import { type LoadedScenario, type LoadOptions, nameOfInput, readDocuments } from '../load-scenario.ts'
import { scenarioOfInput } from '../scenario/merged-scenarios.ts'
import { checkCondition, readCondition } from '../scenario/thresholds.ts'
import type { InputRecord } from '../text/input-files.ts'
import { Located, namedSource } from '../text/located.ts'
import { Report } from '../text/report.ts'
import { findTarget, nearestStep } from './parameter-path.ts'
import type { Setting } from './parameter-values.ts'
import { compilePoint } from './point-compiler.ts'
import { shownValue } from './point-errors.ts'
import { readSpan, type SearchSpan, type SpanTexts } from './search-span.ts'
import { isTaken } from './whole-numbers.ts'

export type SearchTexts = SpanTexts & {
  /** The path of the parameter, in one of the forms of a sweep. */
  readonly vary: string
  /** What turns: the language of thresholds. */
  readonly condition: string
}

export type LoadedSearch = {
  readonly name: string
  /** Where the parameter leads, as it was written. */
  readonly path: string
  readonly condition: Threshold
  readonly span: SearchSpan
  /** @throws InputError with what is wrong at a step. */
  readonly specAt: (step: number) => Promise<ClusterSpec>
  /** Of the first and the last step. */
  readonly ends: readonly [ClusterSpec, ClusterSpec]
  readonly warnings: readonly Diagnostic[]
  readonly notes: readonly string[]
  readonly inputs: readonly InputRecord[]
}

/**
 * Loads and checks a search: both ends of it. What is wrong between them shows when it is tried.
 * @throws InputError with everything that is wrong, sorted by place.
 */
export async function loadSearch(options: LoadOptions, texts: SearchTexts): Promise<LoadedSearch> {
  const report = new Report()
  const input = new Input(report, options)
  for (const path of options.files) await input.add(path, '.')
  const found = scenarioOfInput(input.objects, report)
  const { documents, directory } = await readDocuments(input, found, options, report)
  const pathAt = Located.root(texts.vary, namedSource('--vary', texts.vary))
  const leads = findTarget({ value: texts.vary, at: pathAt }, documents, report)
  const condition = readCondition(texts.condition, report)
  if (leads === undefined || condition === undefined) return fail(report)
  report.throwErrors()

  const path = texts.vary.trim().replace(/\s+/g, ' ')
  const compileAt = (setting: Setting): Promise<LoadedScenario> =>
    compilePoint(
      {
        input,
        directory,
        written: documents.scenario,
        documents: leads.documents,
        targets: [leads.target],
        options: { ...options, name: nameOfInput(options.files) },
        purpose: 'a search compares values',
      },
      [setting],
    )
  const takes = (value: number | string): Promise<boolean> => {
    const setting = settingOf(value, '--vary')
    return isTaken(setting, () => compileAt(setting))
  }
  const span = await readSpan(texts, takes, report)
  if (span === undefined) return fail(report)
  const loadAt = (step: number): Promise<LoadedScenario> => {
    const name = step === 0 ? '--from' : step === span.lastStep ? '--to' : '--vary'
    const value = span.valueAt(step)
    return withValue(path, value, () => compileAt(settingOf(value, name)))
  }
  const [first, last] = [await loadAt(0), await loadAt(span.lastStep)]
  if (isDeepStrictEqual(first.spec, last.spec)) {
    const slip = nearestStep(leads.documents, leads.target)
    report.error(
      'parameter-path',
      pathAt,
      `${shownValue(path)} changes nothing: it leads to no field that the simulation reads; expected a field that it does`,
      slip === undefined ? 'correct the path' : `write ${slip.near} instead of ${slip.written}`,
    )
  }
  checkCondition(condition, first.spec.workloads.map(workloadLabel), report)
  report.throwErrors()
  return {
    name: first.scenarioName,
    path,
    condition,
    span,
    specAt: async (step) =>
      step === 0 ? first.spec : step === span.lastStep ? last.spec : (await loadAt(step)).spec,
    ends: [first.spec, last.spec],
    warnings: first.warnings,
    notes: first.notes,
    inputs: documents.inputs,
  }
}

function settingOf(value: number | string, name: string): Setting {
  return { value, at: Located.root(value, namedSource(name, String(value))) }
}

/** What is wrong at a value says at which. */
async function withValue<T>(path: string, value: number | string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const where = ` (at ${path} = ${shownValue(value)})`
    throw new InputError(
      error.diagnostics.map((found) => ({ ...found, message: `${found.message}${where}` })),
      error.omitted,
    )
  }
}

/** There are errors, whatever the types say. */
function fail(report: Report): never {
  report.throwErrors()
  throw new Error('broken invariant: a search that cannot be read, and no error')
}
