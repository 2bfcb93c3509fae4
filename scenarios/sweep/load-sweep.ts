/**
 * A sweep from text to points: reads the files, finds where each parameter leads, makes the points, and compiles each
 * into a ClusterSpec of its own. All points have the same seed, and streams are named by what they belong to: they share
 * their random numbers. Start reading here.
 */
import { isDeepStrictEqual } from 'node:util'
import { type ClusterSpec, leaks, sharesCpu } from '../../engine/contract/cluster-spec.ts'
import type { Threshold } from '../../engine/contract/run-result.ts'
import type { ScenarioCounts } from '../counts.ts'
import { type Diagnostic, InputError } from '../diagnostic.ts'
import { Input } from '../input.ts'
import {
  type LoadedScenario,
  type LoadOptions,
  nameOfInput,
  readDocuments,
  type ScenarioDocuments,
} from '../load-scenario.ts'
import type { TypedObject } from '../manifests/objects.ts'
import { scenarioOfInput } from '../scenario/merged-scenarios.ts'
import type { Reading } from '../scenario/shape.ts'
import { scenarioApiVersion } from '../schema.ts'
import type { InputRecord } from '../text/input-files.ts'
import { isMap, type Located } from '../text/located.ts'
import { Report } from '../text/report.ts'
import { type Combination, combinations, pointCount } from './design.ts'
import { ExpressionError, type ExpressionValue, parseExpression } from './expression.ts'
import { findTarget, nearestStep, type Target } from './parameter-path.ts'
import { comparableValue, type ParameterValues, readValues } from './parameter-values.ts'
import { compilePoint, type PointSource } from './point-compiler.ts'
import { PointErrors, shownValue } from './point-errors.ts'
import { pointsMax, readSweepDocument, type SweepDocument } from './sweep-shape.ts'
import { inWholeNumbers } from './whole-numbers.ts'

export { sweepJsonSchema } from './sweep-shape.ts'

export type SweepPoint = {
  /** From 1, in the order of the design, without the points that were skipped. */
  readonly number: number
  /** One for each parameter: as the sweep file says it, or computed. */
  readonly values: readonly unknown[]
  /** The same as numbers, durations in seconds; `null` for what is neither. */
  readonly numbers: readonly (number | null)[]
  readonly spec: ClusterSpec
  readonly counts: ScenarioCounts
}

export type LoadedSweep = {
  readonly name: string
  readonly parameters: readonly string[]
  /** Where each leads, as it was written. */
  readonly paths: readonly string[]
  readonly points: readonly SweepPoint[]
  /** The number of the point that is what the inputs say without the sweep, or of the first. */
  readonly base: number
  /** Drawn by `latinHypercube`. */
  readonly isStratified: boolean
  /** What must hold at every point. */
  readonly thresholds: readonly Threshold[]
  /** Points that `skip` left out. */
  readonly skippedCount: number
  readonly warnings: readonly Diagnostic[]
  readonly notes: readonly string[]
  readonly inputs: readonly InputRecord[]
}

type Parameter = {
  readonly name: string
  readonly path: string
  readonly at: Located
  readonly values: ParameterValues
  readonly target: Target
}

/**
 * Loads and checks a sweep, every point of it.
 * @throws InputError with everything that is wrong, sorted by place; what is wrong at some points says at which.
 */
export async function loadSweep(options: LoadOptions): Promise<LoadedSweep> {
  const report = new Report()
  const input = new Input(report, options)
  for (const path of options.files) await input.add(path, '.')
  const { sweepAt, fallbackName } = takeSweep(input, options, report)
  if (sweepAt === undefined) return fail(report)
  const reading: Reading = { report, sideFile: () => undefined }
  const sweep = readSweepDocument(sweepAt, reading)
  const name = sweep?.metadata?.name ?? fallbackName
  const scenarioAt = sweepAt.at('spec', 'scenario')
  const found = await scenarioOf(scenarioAt, input, input.directoryOf(sweepAt.source), report)
  const { documents, directory } = await readDocuments(input, found, options, report)
  if (sweep === undefined) return fail(report)
  const { parameters: read, documents: base } = readParameters(sweep, documents, report)
  report.throwErrors()

  const compileName = typeof scenarioAt.value === 'string' ? nameOfInput([scenarioAt.value]) : name
  const source: PointSource = {
    input,
    directory,
    written: documents.scenario,
    documents: base,
    targets: read.map(({ target }) => target),
    options: { ...options, name: compileName },
    purpose: 'a sweep compares points',
  }
  const compileAt = (combination: Combination): Promise<LoadedScenario> => compilePoint(source, combination)
  const parameters = await inWholeNumbers(read, compileAt)
  const seed = String(base.scenario.at('spec', 'seed').value ?? '1')
  const chosen = choosePoints(sweep, parameters, seed, report)
  report.throwErrors()

  const points: SweepPoint[] = []
  const errors = new PointErrors(parameters.map((parameter) => parameter.name))
  let first: LoadedScenario | undefined
  for (const combination of chosen) {
    const number = points.length + errors.pointCount + 1
    const values = combination.map(({ value }) => value)
    try {
      const loaded = await compileAt(combination)
      errors.warn(number, values, loaded.warnings)
      first ??= loaded
      points.push({
        number,
        values,
        numbers: values.map(numberOf),
        spec: withNodesOf(first.spec, loaded.spec),
        counts: loaded.counts,
      })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      errors.add(number, values, error)
    }
  }
  report.throwErrors()
  errors.throwErrors(chosen.length)
  if (first === undefined) return fail(report)
  await checkEffects(parameters, base, chosen[0], first.spec, compileAt, report)
  report.throwErrors()
  return {
    name,
    parameters: parameters.map((parameter) => parameter.name),
    paths: parameters.map(({ path }) => path),
    points,
    base: await findBase(points, () => compileAt([])),
    isStratified: designOf(sweep).kind === 'latinHypercube',
    thresholds: first.thresholds,
    skippedCount: pointCount(designOf(sweep), parameters) - points.length,
    warnings: errors.warnings(chosen.length),
    notes: [...first.notes, ...notKept(first.spec)],
    inputs: documents.inputs,
  }
}

/** Tables of a run that the cells of a sweep do not keep, where there is something in them that `summary.csv` does not have. */
function notKept(spec: ClusterSpec): string[] {
  const tables = [
    ...(spec.services.some(({ traffic }) => traffic !== undefined) ? ['services.csv (response times)'] : []),
    ...(spec.faults.some(({ kind }) => kind === 'rollout' || kind === 'rollback') ? ['rollouts.csv'] : []),
    ...(sharesCpu(spec) || leaks(spec) ? ['nodes.csv'] : []),
  ]
  return tables.length === 0
    ? []
    : [
        `a sweep keeps the columns of summary.csv of its cells; ${tables.join(', ')}: run one point, with --set for its values`,
      ]
}

/** One list of nodes for all points that have the same: it may be long. */
function withNodesOf(first: ClusterSpec, spec: ClusterSpec): ClusterSpec {
  return isDeepStrictEqual(first.nodes, spec.nodes) ? { ...spec, nodes: first.nodes } : spec
}

/** What the inputs say without the sweep may be wrong by itself, if the sweep puts it right: then it is no point. */
async function findBase(
  points: readonly SweepPoint[],
  compile: () => Promise<LoadedScenario>,
): Promise<number> {
  try {
    const own = withNodesOf(points[0].spec, (await compile()).spec)
    return points.find(({ spec }) => isDeepStrictEqual(spec, own))?.number ?? 1
  } catch (error) {
    if (error instanceof InputError) return 1
    throw error
  }
}

function numberOf(value: unknown): number | null {
  const comparable = comparableValue(value)
  return typeof comparable === 'number' ? comparable : null
}

/** There are errors, whatever the types say. */
function fail(report: Report): never {
  report.throwErrors()
  throw new Error('broken invariant: a sweep without its document, and no error')
}

/** Takes the one Sweep out of the objects of the input. */
function takeSweep(
  input: Input,
  options: LoadOptions,
  report: Report,
): { readonly sweepAt: Located | undefined; readonly fallbackName: string } {
  const isSweep = ({ apiVersion, kind }: TypedObject): boolean =>
    apiVersion === scenarioApiVersion && kind === 'Sweep'
  const sweeps = input.objects.filter(isSweep)
  input.objects.splice(0, input.objects.length, ...input.objects.filter((object) => !isSweep(object)))
  // A file that cannot be read may be the one that holds it.
  if (sweeps.length === 0 && report.errorCount === 0) {
    report.error(
      'sweep-document',
      { name: options.files[0] ?? 'input', line: 1, column: 1 },
      `the input holds no Sweep; expected one document of kind: Sweep (${scenarioApiVersion})`,
      'name the file of the sweep with -f, or simulate a scenario with run',
    )
  }
  for (const { at } of sweeps.slice(1))
    report.error(
      'sweep-document',
      at,
      `a second Sweep; expected one, and ${sweeps[0].at.source.name}:${sweeps[0].at.place().line} has it already`,
      'name the file of one sweep only',
    )
  return { sweepAt: sweeps[0]?.at, fallbackName: nameOfInput(options.files) }
}

/** The scenario of a sweep: inline, or those of the files that it names and of the rest of the input. */
async function scenarioOf(
  at: Located,
  input: Input,
  directory: string,
  report: Report,
): Promise<Located | undefined> {
  if (isMap(at.value)) {
    const inline = at.asRoot().withValue({ apiVersion: scenarioApiVersion, kind: 'Scenario', ...at.value })
    input.objects.unshift({ at: inline, apiVersion: scenarioApiVersion, kind: 'Scenario' })
  } else if (typeof at.value === 'string' && at.value !== '') await input.add(at.value, directory, at)
  return scenarioOfInput(input.objects, report)
}

function readParameters(
  sweep: SweepDocument,
  documents: ScenarioDocuments,
  report: Report,
): { readonly parameters: Parameter[]; readonly documents: ScenarioDocuments } {
  let base = documents
  const names = new Set<string>()
  const parameters = sweep.spec.parameters.value.flatMap((entry) => {
    const { value: name, at } = entry.name
    if (names.has(name))
      report.error(
        'parameter-values',
        at,
        `parameter ${name} stands twice; expected it once`,
        'rename one of the two',
      )
    names.add(name)
    const found = findTarget(entry.path, base, report)
    const values = readValues(entry, report)
    if (found === undefined || values === undefined) return []
    base = found.documents
    const path = entry.path.value.trim().replace(/\s+/g, ' ')
    return [{ name, path, at: entry.path.at, values, target: found.target }]
  })
  return { parameters, documents: base }
}

function designOf(sweep: SweepDocument): NonNullable<SweepDocument['spec']['design']>['value'] {
  return sweep.spec.design?.value ?? { kind: 'grid' }
}

/** The points of the design that no expression of `skip` holds for. */
function choosePoints(
  sweep: SweepDocument,
  parameters: readonly Parameter[],
  seed: string,
  report: Report,
): Combination[] {
  const design = designOf(sweep)
  const at = sweep.spec.design?.at ?? sweep.spec.parameters.at
  for (const { name, values, at: place } of parameters) {
    if (values.listed !== undefined || 'points' in design) continue
    report.error(
      'parameter-values',
      place,
      `parameter ${name} has a span without steps; expected single values for the design ${design.kind}`,
      'add step to range, or points to log, or choose latinHypercube(n) or random(n)',
    )
  }
  const lengths = parameters.map(({ values }) => values.listed?.length ?? 0)
  if (design.kind === 'zip' && new Set(lengths).size > 1) {
    const found = parameters.map(({ name }, index) => `${name} ${lengths[index]}`).join(', ')
    report.error(
      'sweep-design',
      at,
      `zip over ${found} values; expected as many of each`,
      'give each parameter as many values, or choose grid',
    )
  }
  const count = pointCount(design, parameters)
  if (count > pointsMax)
    report.error(
      'sweep-design',
      at,
      `the sweep has ${count} points; expected ${pointsMax} at most`,
      'give fewer values, or draw points with latinHypercube(n)',
    )
  const expressions = readSkips(sweep, parameters, report)
  if (report.errorCount > 0) return []
  const all = combinations(design, parameters, seed)
  try {
    const kept = all.filter((combination) => !isSkipped(combination, parameters, expressions, report))
    if (kept.length === 0 && report.errorCount === 0)
      report.error(
        'sweep-design',
        sweep.spec.parameters.at,
        `the sweep has no point: skip leaves out all ${count}; expected one or more`,
        'loosen skip, or give more values',
      )
    return kept
  } catch (error) {
    if (error instanceof SkipFailed) return []
    throw error
  }
}

type Skip = { readonly holds: (scope: ReadonlyMap<string, ExpressionValue>) => unknown; readonly at: Located }

function readSkips(sweep: SweepDocument, parameters: readonly Parameter[], report: Report): Skip[] {
  const names = parameters.map(({ name }) => name)
  return (sweep.spec.skip ?? []).flatMap(({ value, at }) => {
    try {
      return [{ holds: parseExpression(value, names), at }]
    } catch (error) {
      reportExpression(error, at, '', report)
      return []
    }
  })
}

/** Once is enough: the same slip would show at every point. */
class SkipFailed extends Error {}

function isSkipped(
  combination: Combination,
  parameters: readonly Parameter[],
  skips: readonly Skip[],
  report: Report,
): boolean {
  const scope = new Map<string, ExpressionValue>()
  for (const [index, { name }] of parameters.entries())
    scope.set(name, comparableValue(combination[index].value) ?? JSON.stringify(combination[index].value))
  return skips.some(({ holds, at }) => {
    try {
      return holds(scope) === true
    } catch (error) {
      const where = parameters.map(({ name }, index) => `${name}=${shownValue(combination[index].value)}`)
      reportExpression(error, at, ` (at ${where.join(', ')})`, report)
      throw new SkipFailed()
    }
  })
}

function reportExpression(error: unknown, at: Located, where: string, report: Report): void {
  if (!(error instanceof ExpressionError)) throw error
  report.error('expression-format', at, `${at.pathText}: ${error.message}${where}`, error.fix)
}

/** A parameter whose values all compile to the same cluster leads nowhere, or to what changes nothing. */
async function checkEffects(
  parameters: readonly Parameter[],
  documents: ScenarioDocuments,
  first: Combination,
  spec: ClusterSpec,
  compileAt: (combination: Combination) => Promise<LoadedScenario>,
  report: Report,
): Promise<void> {
  for (const [index, { name, at, values, target }] of parameters.entries()) {
    const others = (values.listed ?? [values.drawn(0), values.drawn(0.99)]).filter(
      ({ value }) => !isDeepStrictEqual(value, first[index].value),
    )
    let hasEffect = others.length === 0
    for (const other of others) {
      if (hasEffect) break
      hasEffect = await compileAt(first.with(index, other)).then(
        (loaded) => !isDeepStrictEqual(loaded.spec, spec),
        // What is rejected is looked at.
        () => true,
      )
    }
    if (hasEffect) continue
    const slip = nearestStep(documents, target)
    report.error(
      'parameter-path',
      at,
      `parameter ${name} changes nothing: ${JSON.stringify(at.value)} leads to no field that the simulation reads; expected a field that it does`,
      slip === undefined ? 'correct the path' : `write ${slip.near} instead of ${slip.written}`,
    )
  }
}
