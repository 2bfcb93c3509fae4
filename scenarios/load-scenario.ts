/**
 * Everything from text to ClusterSpec: reads files, sorts objects, checks them, and compiles what they say. Start
 * reading here.
 */
import { basename, dirname, resolve } from 'node:path'
import { type ClusterSpec, workloadLabel } from '../engine/model/cluster-spec.ts'
import type { Threshold } from '../engine/study/run-result.ts'
import { compile, groundOf } from './compile.ts'
import { countsOf, type ScenarioCounts } from './counts.ts'
import { type Diagnostic, formatDiagnostic, InputError } from './diagnostic.ts'
import { Asides } from './manifests/aside.ts'
import { KubeletClasses } from './manifests/kubelet-classes.ts'
import { readNodes } from './manifests/node-reader.ts'
import {
  checkScenarios,
  firstScenario,
  openLists,
  type Restriction,
  sortObjects,
  type TypedObject,
} from './manifests/objects.ts'
import { OwnFiles, ownPaths } from './manifests/own-files.ts'
import { readStaticPods } from './manifests/static-pods.ts'
import { readWorkload } from './manifests/workload-reader.ts'
import { notesOf } from './notes.ts'
import { readThresholds } from './scenario/thresholds.ts'
import { manifestPaths, readScenario, scenarioApiVersion } from './schema.ts'
import { documentsOf } from './text/documents.ts'
import { type InputFile, InputFiles, type InputRecord } from './text/input-files.ts'
import { type LabelSelector, parseLabelSelector } from './text/label-selector.ts'
import { Located, namedSource, type Source } from './text/located.ts'
import { type Overrides, withOverrides } from './text/option-source.ts'
import { Report } from './text/report.ts'

export { scenarioJsonSchema } from './schema.ts'
export { type Diagnostic, formatDiagnostic, InputError, type ScenarioCounts }

export type LoadOptions = {
  /** Values of -f: files, directories, patterns, `-` for standard input. */
  readonly files: readonly string[]
  /** Gives standard input; without it file descriptor 0 is read. Called only for `-`. */
  readonly readStdin?: () => string
  /** Takes only workloads of this namespace; objects that name none belong to it, as with kubectl. */
  readonly namespace?: string
  /** Takes only workloads with labels of their own that this label selector selects. */
  readonly selector?: string
  /** These win over the scenario. */
  readonly overrides?: Overrides
}

export type LoadedScenario = {
  readonly spec: ClusterSpec
  /** What must hold of the result. */
  readonly thresholds: readonly Threshold[]
  readonly warnings: readonly Diagnostic[]
  /** One line each: what was left out, and the defaults that mattered. */
  readonly notes: readonly string[]
  readonly counts: ScenarioCounts
  /** What the manifests say of the pods of each workload, `metadata` and `spec` as written, in the order of the spec. */
  readonly podTemplates: readonly unknown[]
  /** Every file that was read, in the order of reading. */
  readonly inputs: readonly InputRecord[]
  readonly scenarioName: string
}

/**
 * Loads, checks and compiles the inputs.
 * @throws InputError with everything that is wrong, sorted by place.
 */
export async function loadScenario(options: LoadOptions): Promise<LoadedScenario> {
  const report = new Report()
  const asides = new Asides()
  const input = new Input(report, options.readStdin)
  for (const path of options.files) await input.add(path, '.')
  const found = firstScenario(input.objects)
  const base =
    found ??
    Located.root({ apiVersion: scenarioApiVersion, kind: 'Scenario' }, namedSource('<default scenario>'))
  const scenarioAt = await withOverrides(base, options.overrides ?? {}, report)
  const directory = input.directoryOf(base.source)
  for (const path of manifestPaths(scenarioAt)) await input.add(String(path.value), directory, path)
  const own = await input.ownFiles(ownPaths(scenarioAt), directory)
  const typed = own.without(input.objects)
  checkScenarios(typed, report)

  const scenario = readScenario(scenarioAt, {
    report,
    sideFile: (at) => input.files.sideFile(String(at.value), directory, at),
  })
  const objects = sortObjects(typed, restrictionOf(options, report), report)
  const classes = new KubeletClasses(typed, own, groundOf(scenario.spec), report, asides)
  const nodes = readNodes(objects.nodes, scenario.spec.nodes ?? [], classes, report, asides)
  const isComplete = report.errorCount === 0
  const workloads = [
    ...objects.workloads.map((object) => readWorkload(object, report, asides)),
    ...readStaticPods(scenario.spec, own, objects.workloads, report, asides),
  ]
  asides.note('service', objects.services.length)
  if (workloads.length === 0 && isComplete) reportNothing(options, report)
  // What a match selects, or when the run ends, is known only if scenario and objects could be read. Then faults
  // in pods hide nothing, and everything is reported in one go.
  if (!isComplete || workloads.length === 0) report.throwErrors()

  const name = scenario.name ?? nameOfInput(options.files)
  const compiled = compile(
    name,
    scenario,
    workloads,
    nodes.length > 0 ? nodes : undefined,
    classes.common,
    report,
  )
  const thresholds = readThresholds(
    scenario.spec.thresholds ?? [],
    options.overrides?.thresholds ?? [],
    compiled.spec.workloads.map(workloadLabel),
    report,
  )
  report.throwErrors()
  const warnings = report.warnings()
  return {
    spec: compiled.spec,
    thresholds,
    warnings: warnings.shown,
    notes: notesOf(found !== undefined, objects, compiled, asides, warnings.omitted),
    counts: countsOf(compiled.spec),
    podTemplates: compiled.podTemplates,
    inputs: input.files.records,
    scenarioName: name,
  }
}

/**
 * Thresholds of the command line alone.
 * @param workloads that there are.
 * @throws InputError with everything that is wrong.
 */
export function parseThresholds(texts: readonly string[], workloads: readonly string[]): Threshold[] {
  const report = new Report()
  const thresholds = readThresholds([], texts, workloads, report)
  report.throwErrors()
  return thresholds
}

/** Files and what they hold, as they come in. */
class Input {
  readonly files: InputFiles
  readonly objects: TypedObject[] = []
  private readonly report: Report
  private readonly directories = new Map<Source, string>()
  private readonly opened = new Map<string, Promise<readonly TypedObject[]>>()

  constructor(report: Report, readStdin: (() => string) | undefined) {
    this.report = report
    this.files = new InputFiles(report, readStdin)
  }

  async add(path: string, directory: string, namedAt?: Located): Promise<void> {
    for (const file of await this.files.read(path, directory, namedAt)) await this.addFile(file)
  }

  /** What the files hold that the scenario names for itself. */
  async ownFiles(paths: readonly Located[], directory: string): Promise<OwnFiles> {
    const own = new OwnFiles()
    for (const at of paths) {
      const path = String(at.value)
      if (own.has(path)) continue
      const files = await this.files.readApart(path, directory, at)
      if (files.length === 0) continue
      own.set(path, (await Promise.all(files.map((file) => this.openOwn(file)))).flat())
    }
    return own
  }

  /** Read once, however many names the scenario has for it. */
  private openOwn(file: InputFile): Promise<readonly TypedObject[]> {
    let opened = this.opened.get(file.path)
    if (opened === undefined) {
      opened = documentsOf(file, this.report).then((documents) => openLists(documents, this.report))
      this.opened.set(file.path, opened)
    }
    return opened
  }

  /** Where relative paths of a document start. */
  directoryOf(source: Source): string {
    return this.directories.get(source) ?? '.'
  }

  private async addFile(file: InputFile): Promise<void> {
    const documents = await documentsOf(file, this.report)
    for (const document of documents) this.directories.set(document.source, file.directory)
    this.objects.push(...openLists(documents, this.report))
  }
}

function restrictionOf(options: LoadOptions, report: Report): Restriction {
  const { namespace, selector } = options
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(selector === undefined ? {} : { selector: selectorOf(selector, report) }),
  }
}

function selectorOf(text: string, report: Report): LabelSelector {
  const parsed = parseLabelSelector(text)
  if (!('problem' in parsed)) return parsed
  report.error(
    'selector-format',
    { name: '--selector', line: 1, column: Math.max(1, text.indexOf(parsed.problem) + 1), sourceLine: text },
    `${JSON.stringify(parsed.problem)} is no requirement on a label; expected a selector such as tier=front`,
    'write key=value, key!=value, key in (a,b), key notin (a,b), key or !key, joined by commas',
  )
  return []
}

function reportNothing(options: LoadOptions, report: Report): void {
  const isRestricted = options.namespace !== undefined || options.selector !== undefined
  const found = isRestricted
    ? 'the input holds no workload that --namespace and --selector leave'
    : 'the input holds no workload'
  report.error(
    'nothing-to-simulate',
    { name: options.files[0] ?? 'input', line: 1, column: 1 },
    `${found}; expected a Pod, Deployment, ReplicaSet, StatefulSet, DaemonSet or Job`,
    isRestricted
      ? 'widen --namespace or --selector'
      : 'name the manifests with -f, or in spec.manifests of the scenario',
  )
}

/** A name for a scenario that has none: from the first file, directory or pattern. */
function nameOfInput(files: readonly string[]): string {
  const first = files[0] ?? 'scenario'
  if (first === '-') return 'stdin'
  const path = /[*?[{]/.test(first) ? dirname(`${first.slice(0, first.search(/[*?[{]/))}_`) : first
  const name = basename(resolve(path))
    .replace(/\.(ya?ml|json)$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '')
  return name === '' ? 'scenario' : name
}
