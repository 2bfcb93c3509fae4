/**
 * Everything from text to ClusterSpec: reads files, sorts objects, checks them, and compiles what they say. Start
 * reading here.
 */

import { basename, dirname, resolve } from 'node:path'
import {
  type ClusterSpec,
  containersOfPod,
  podSpecsOf,
  reachedBy,
  type ServiceSpec,
  workloadLabel,
} from '../engine/contract/cluster-spec.ts'
import type { StoppingRule, Threshold } from '../engine/contract/run-result.ts'
import { acceptedObjects } from './api/accepted-objects.ts'
import type { FieldValidation } from './api/decode.ts'
import { decodedObjects } from './api/decoded-objects.ts'
import { type Compiled, type CompiledPlace, compile, groundOf } from './compile.ts'
import { countsOf, type ScenarioCounts } from './counts.ts'
import { type Diagnostic, formatDiagnostic, InputError } from './diagnostic.ts'
import { noteIdleKeys } from './idle-keys.ts'
import { Input } from './input.ts'
import { checkLockedGate, readReported, versionNotes } from './kubernetes-version.ts'
import { Asides } from './manifests/aside.ts'
import { KubeletClasses } from './manifests/kubelet-classes.ts'
import { readNodes } from './manifests/node-reader.ts'
import {
  checkScenarios,
  type ListTally,
  type Restriction,
  sortObjects,
  type TypedObject,
} from './manifests/objects.ts'
import { type OwnFiles, ownPaths } from './manifests/own-files.ts'
import { qosClass } from './manifests/qos-class.ts'
import { readServices } from './manifests/service-reader.ts'
import { readStaticPods } from './manifests/static-pods.ts'
import { parseTemplateKind, type TemplateKind, TemplateKinds } from './manifests/template-kinds.ts'
import { WorkloadReader } from './manifests/workload-reader.ts'
import { notesOf } from './notes.ts'
import { reportNothing } from './nothing-found.ts'
import { scenarioOfInput } from './scenario/merged-scenarios.ts'
import type { Reading } from './scenario/shape.ts'
import { readStoppingRule, readThresholds } from './scenario/thresholds.ts'
import { manifestPaths, readScenario, scenarioApiVersion } from './schema.ts'
import type { InputRecord, RemoteText } from './text/input-files.ts'
import { type LabelSelector, parseLabelSelector } from './text/label-selector.ts'
import { Located, namedSource } from './text/located.ts'
import { leadsToObject, type Overrides, withOverrides } from './text/option-source.ts'
import { Report } from './text/report.ts'

export { scenarioJsonSchema } from './schema.ts'
export { type Diagnostic, formatDiagnostic, InputError, type ScenarioCounts }

export type LoadOptions = {
  /** Values of -f: files, directories, patterns, `-` for standard input. */
  readonly files: readonly string[]
  /** Directories stand for the directories within them too, as with `kubectl -R`; by default for their own files. */
  readonly recursive?: boolean
  /** What a program holds itself; relative paths in it start at the working directory. */
  readonly texts?: readonly { readonly name: string; readonly text: string }[]
  /** Gives standard input; without it file descriptor 0 is read. Called only for `-`. */
  readonly readStdin?: () => string
  /** What the addresses among `files` gave. */
  readonly remote?: ReadonlyMap<string, RemoteText>
  /** Takes only workloads of this namespace; objects that name none belong to it, as with kubectl. */
  readonly namespace?: string
  /** Takes only workloads with labels of their own that this label selector selects. */
  readonly selector?: string
  /** Kinds of custom resources with a pod template, such as `example.com/Widget=spec.template`. */
  readonly podTemplateKinds?: readonly string[]
  /** A stopping rule, such as `ci(restarts_total) < 5%`. */
  readonly until?: string
  /** What becomes of fields that the API does not know: an error by default, as with `kubectl --validate`. */
  readonly validate?: FieldValidation
  /** Nothing is simulated: what is too large for that is a warning. */
  readonly isCheckOnly?: boolean
  /** These win over the scenario. */
  readonly overrides?: Overrides
}

export type LoadedScenario = {
  readonly spec: ClusterSpec
  /** What must hold of the result. */
  readonly thresholds: readonly Threshold[]
  /** When there are enough replications, if options say so; `spec.replications` is then the most. */
  readonly stoppingRule?: StoppingRule
  /** A pilot study is to find the warm-up first; that of the spec is 0. */
  readonly hasAutoWarmUp: boolean
  readonly warnings: readonly Diagnostic[]
  /** One line each: what was left out, and the defaults that mattered. */
  readonly notes: readonly string[]
  readonly counts: ScenarioCounts
  /** What the manifests say of the pods of each workload, `metadata` and `spec` as written and `status.qosClass` (L5), in the order of the spec. */
  readonly podTemplates: readonly unknown[]
  /** What the manifests say of each Service, in the order of the spec. */
  readonly services: readonly unknown[]
  /** Where the scenario says of the requests of each Service, such as `services[0]`; undefined = nowhere. */
  readonly servicePaths: readonly (string | undefined)[]
  /** What the manifests say of PodDisruptionBudgets and autoscalers, by `policyKey`. */
  readonly policies: ReadonlyMap<string, unknown>
  /** Where each workload stands in the input, in the order of the spec. */
  readonly places: readonly CompiledPlace[]
  /** The input names no nodes. */
  readonly hasDefaultNodes: boolean
  /** Every file that was read, in the order of reading. */
  readonly inputs: readonly InputRecord[]
  readonly scenarioName: string
}

/**
 * Loads, checks and compiles the inputs.
 * @throws InputError with everything that is wrong, sorted by place, but what the API server says first of an object comes first.
 */
export async function loadScenario(options: LoadOptions): Promise<LoadedScenario> {
  const report = new Report(options.isCheckOnly ? ['too-large'] : [])
  const input = new Input(report, options)
  for (const path of options.files) await input.add(path, '.')
  for (const { name, text } of options.texts ?? []) await input.addText(name, text)
  const { documents } = await readDocuments(input, scenarioOfInput(input.objects, report), options, report)
  return compileDocuments(documents, { ...options, name: nameOfInput(options.files) }, report)
}

/** What was read and not yet understood. */
export type ScenarioDocuments = {
  readonly objects: readonly TypedObject[]
  /** With the options that win over it; an empty one if the input holds none. */
  readonly scenario: Located
  readonly hasScenario: boolean
  /** What the files hold that the scenario names for itself; they may be among `objects` too. */
  readonly own: OwnFiles
  /** What its lists hold beside objects. */
  readonly lists: ListTally
  /** Every file that was read, in the order of reading. */
  readonly inputs: readonly InputRecord[]
  readonly sideFile: Reading['sideFile']
}

/** The scenario with the options in its place, and the files that it names. */
export async function readDocuments(
  input: Input,
  found: Located | undefined,
  options: LoadOptions,
  report: Report,
): Promise<{ readonly documents: ScenarioDocuments; readonly directory: string }> {
  const base =
    found ??
    Located.root({ apiVersion: scenarioApiVersion, kind: 'Scenario' }, namedSource('<default scenario>'))
  const scenario = await withOverrides(base, options.overrides ?? {}, report)
  const directory = input.directoryOf(base.source)
  for (const path of manifestPaths(scenario)) await input.add(String(path.value), directory, path)
  const documents = {
    objects: input.objects,
    lists: input.lists,
    scenario,
    hasScenario: found !== undefined,
    own: await input.ownFiles(ownPaths(scenario), directory),
    inputs: input.files.records,
    sideFile: (at: Located) => input.files.sideFile(String(at.value), directory, at),
  }
  input.files.warnOfLeftOut()
  const sets = (options.overrides?.sets ?? []).filter(leadsToObject)
  if (sets.length === 0) return { documents, directory }
  const { withObjectSets } = await import('./sweep/object-sets.ts')
  return { documents: await withObjectSets(documents, sets, report), directory }
}

/** @param options.name of a scenario that has none. */
export function compileDocuments(
  documents: ScenarioDocuments,
  options: LoadOptions & { readonly name: string },
  report: Report,
): LoadedScenario {
  const asides = new Asides()
  const { own } = documents
  const decoded = decodedObjects(own.without(documents.objects), options.validate ?? 'strict', report)
  const typed = acceptedObjects(decoded, report)
  checkScenarios(typed, report)
  const scenario = readScenario(documents.scenario, { report, sideFile: documents.sideFile })
  const kinds = new TemplateKinds(customKinds(options.podTemplateKinds ?? [], report))
  const objects = sortObjects(typed, restrictionOf(options, report), kinds, report)
  const reported = readReported(objects.nodes, report)
  asides.note('injected', objects.injectingNamespaces)
  const ground = groundOf(scenario.spec, reported)
  const gatesAt = documents.scenario.at('spec', 'featureGates')
  for (const gate of gatesAt.keys())
    checkLockedGate(gatesAt.get(gate), gate, ground.kubernetesVersion, report)
  const classes = new KubeletClasses(typed, own, ground, report, asides)
  const nodes = readNodes(objects.nodes, scenario.spec.nodes ?? [], classes, objects.clock, report)
  const isComplete = report.errorCount === 0
  const reader = new WorkloadReader(objects, report, asides)
  const workloads = [
    ...objects.sources.map((source) => reader.read(source)),
    ...readStaticPods(scenario.spec, own, objects.sources, report, asides),
  ]
  const services = readServices(objects.services)
  if (workloads.length === 0 && isComplete) reportNothing(options, objects, documents.lists, report)
  // What a match selects, or when the run ends, is known only if scenario and objects could be read. Then faults
  // in pods hide nothing, and everything is reported in one go.
  if (!isComplete || workloads.length === 0) report.throwErrors()

  const name = scenario.name ?? options.name
  const compiled = compile(
    name,
    scenario,
    workloads,
    objects.priorities,
    services,
    nodes.length > 0 ? nodes : undefined,
    classes.common,
    ground,
    objects.budgets,
    report,
  )
  noteServices(compiled, asides)
  noteIdleKeys(compiled.spec, asides)
  asides.note('idleAutoscaler', compiled.autoscaled.withoutUse)
  const thresholds = readThresholds(
    scenario.spec.thresholds ?? [],
    options.overrides?.thresholds ?? [],
    compiled.spec.workloads.map(workloadLabel),
    report,
  )
  const stoppingRule =
    options.until === undefined
      ? undefined
      : readStoppingRule(options.until, compiled.spec.workloads.map(workloadLabel), report)
  report.throwErrors()
  const warnings = report.warnings()
  return {
    spec: compiled.spec,
    thresholds,
    ...(stoppingRule === undefined ? {} : { stoppingRule }),
    hasAutoWarmUp: compiled.hasAutoWarmUp,
    warnings: warnings.shown,
    notes: [
      ...versionNotes(scenario.spec.kubernetesVersion, reported),
      ...notesOf(documents, objects, compiled, asides, warnings.omitted),
    ],
    counts: countsOf(compiled.spec),
    services: compiled.services.map(({ at }) => at.value),
    servicePaths: compiled.servicePaths,
    policies: new Map(
      [...objects.budgets, ...workloads.flatMap(({ autoscaler }) => autoscaler ?? [])].map(
        ({ namespace, name, at }) => [policyKey(String(at.get('kind').value), namespace, name), at.value],
      ),
    ),
    podTemplates: compiled.places.map(({ podAt }) => withQosClass(podAt.value)),
    places: compiled.places,
    hasDefaultNodes: compiled.defaultNodes > 0,
    inputs: documents.inputs,
    scenarioName: name,
  }
}

/** Names an object that says something about workloads. */
export function policyKey(kind: string, namespace: string, name: string): `${string}/${string}/${string}` {
  return `${kind}/${namespace}/${name}`
}

function noteServices({ spec, services: read }: Compiled, asides: Asides): void {
  const { services, workloads, externals = [] } = spec
  const calls = services.flatMap(({ traffic }) => traffic?.calls ?? [])
  const needs = workloads
    .flatMap(podSpecsOf)
    .flatMap(containersOfPod)
    .flatMap(({ behavior }) => behavior.dependsOn ?? [])
  const named = new Set([...calls, ...needs].flatMap(({ to }) => (to.kind === 'external' ? [to.index] : [])))
  asides.note('idleExternal', externals.length - named.size)
  asides.note('callTail', services.filter((service) => hasVaryingCalls(service, spec)).length)
  asides.note('sharedServer', sharedServers(spec).size)
  asides.note('kept', suddenlySilent(spec) ? keepAlive(spec) : 0)
  asides.note(
    'affinity',
    services.filter(
      ({ traffic }, row) =>
        traffic !== undefined && read[row]!.at.at('spec', 'sessionAffinity').value === 'ClientIP',
    ).length,
  )
  const selecting = new Set(
    workloads.flatMap(({ selectedBy = [] }) => selectedBy.map(({ service }) => service)),
  )
  asides.note('service', services.filter(({ traffic }) => traffic === undefined).length)
  asides.note(
    'idleService',
    services.filter(({ hasSelector }, row) => hasSelector && !selecting.has(row)).length,
  )
}

/** Whether its requests make calls that differ in number, or in the time that an answer takes without a wait. */
function hasVaryingCalls({ traffic }: ServiceSpec, { services, externals = [] }: ClusterSpec): boolean {
  return (traffic?.calls ?? []).some(({ to: { kind, index }, perRequest }) => {
    const latency = kind === 'external' ? externals[index]!.latency : services[index]!.traffic?.perPod.latency
    return perRequest % 1 !== 0 || (latency !== undefined && latency.kind !== 'constant')
  })
}

/** Whether a fault silences processes, and nobody closes their connections. */
function suddenlySilent({ faults }: Compiled['spec']): boolean {
  return faults.some(({ kind }) => kind === 'hang' || kind === 'nodeDown' || kind === 'nodeReboot')
}

function keepAlive({ services }: Compiled['spec']): number {
  return services.filter(({ traffic }) => traffic?.connections === 'keepAlive').length
}

/** Services with requests that the same containers answer as those of another one. */
function sharedServers({ services, workloads }: Compiled['spec']): Set<number> {
  const shared = new Set<number>()
  for (const workload of workloads) {
    const loaded = reachedBy(services, workload).filter(
      ({ service }) => services[service]!.traffic !== undefined,
    )
    for (const { service, container = 0 } of loaded)
      if (loaded.some((other) => other.service !== service && (other.container ?? 0) === container))
        shared.add(service)
  }
  return shared
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

function customKinds(texts: readonly string[], report: Report): TemplateKind[] {
  return texts.flatMap((text) => {
    const parsed = parseTemplateKind(text)
    if (!('problem' in parsed)) return [parsed]
    report.error(
      'pod-template',
      { name: '--pod-template-kind', line: 1, column: 1, sourceLine: text },
      `${JSON.stringify(text)}: ${parsed.problem}; expected group, kind and path such as example.com/Widget=spec.template`,
      'write GROUP/KIND=PATH, where PATH leads to metadata and spec of the pods',
    )
    return []
  })
}

/** A name for a scenario that has none: from the first file, directory or pattern. */
export function nameOfInput(files: readonly string[]): string {
  const first = files[0] ?? 'scenario'
  if (first === '-') return 'stdin'
  const path = /[*?[{]/.test(first) ? dirname(`${first.slice(0, first.search(/[*?[{]/))}_`) : first
  const name = basename(resolve(path))
    .replace(/\.(ya?ml|json)$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+/, '')
  return name === '' ? 'scenario' : name
}

/** The pod as written, with what the API says of it from the start. The value has been checked. */
function withQosClass(template: unknown): object {
  const { spec = {}, ...others } = template as { readonly spec?: Parameters<typeof qosClass>[0] }
  return { ...others, spec, status: { qosClass: qosClass(spec) } }
}
