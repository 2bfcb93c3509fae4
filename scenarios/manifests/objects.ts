/** From documents to objects: Lists opened, kinds told apart, what is not simulated or belongs to another left out. */
import { scenarioApiVersion } from '../schema.ts'
import { type LabelSelector, selects } from '../text/label-selector.ts'
import { isMap, type Located, type PathStep, pathText, shown } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { Autoscalers } from './autoscalers.ts'
import { GeneratedNames } from './generated-name.ts'
import { injectsIntoPods } from './injection.ts'
import { hookOf, type Installer } from './installer-hooks.ts'
import { isKubeletConfiguration } from './kubelet-classes.ts'
import { InputClock } from './live-pods.ts'
import { checkName } from './names.ts'
import { isOpenShiftTemplate, templateObjects } from './openshift-template.ts'
import { countOne, findOwners, type Ownership } from './owners.ts'
import { PriorityClasses } from './priority-classes.ts'
import { findTemplate, groupOf, type TemplateKind, type TemplateKinds } from './template-kinds.ts'

/** One object of the input that is read. */
export type ManifestObject = {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly at: Located
  readonly template: TemplateKind
}

export type InputObjects = Ownership & {
  readonly nodes: readonly NamedObject[]
  readonly services: readonly NamedObject[]
  /** Of the input, and those that every cluster has. */
  readonly priorities: PriorityClasses
  /** Namespaces whose pods get containers from a webhook. */
  readonly injectingNamespaces: number
  readonly budgets: readonly NamedObject[]
  /** Objects of kinds that are not simulated, by kind. */
  readonly skipped: ReadonlyMap<string, number>
  /** Objects of another namespace or without the labels that are asked for, by kind. */
  readonly unwanted: ReadonlyMap<string, number>
  /** Kinds among those that hold a pod template, with what would read it, if anything. */
  readonly unreadTemplates: ReadonlyMap<string, string>
  /** Objects that only exist while something is installed. */
  readonly hooks: ReadonlyMap<Installer, number>
  readonly autoscalers: Autoscalers
  readonly clock: InputClock
  /** Objects whose name the API server makes up. */
  readonly generatedNames: number
}

export type NamedObject = Omit<ManifestObject, 'template'>

/** Which objects are taken. Nodes belong to no namespace and always are. */
export type Restriction = { readonly namespace?: string; readonly selector?: LabelSelector }

const scenarioGroup = scenarioApiVersion.split('/')[0]

/** Read, and no workloads: by kind, the group. */
const otherKinds: Readonly<Record<string, string>> = { Node: '', Service: '', PodDisruptionBudget: 'policy' }

/** Checks identity, and sorts objects by what becomes of them. Scenarios and kubelet configurations are not among them. */
export function sortObjects(
  typed: readonly TypedObject[],
  restriction: Restriction,
  kinds: TemplateKinds,
  report: Report,
): InputObjects {
  const workloads: ManifestObject[] = []
  const others: NamedObject[] = []
  const skipped = new Map<string, number>()
  const unwanted = new Map<string, number>()
  const priorities = new PriorityClasses()
  const unreadTemplates = new Map<string, string>()
  const hooks = new Map<Installer, number>()
  const autoscalers = new Autoscalers()
  const clock = new InputClock()
  const names = new GeneratedNames()
  let injectingNamespaces = 0
  const ownNamespace = restriction.namespace ?? 'default'
  for (const { at, apiVersion, kind } of typed) {
    const group = groupOf(apiVersion)
    if (group === scenarioGroup || isKubeletConfiguration({ apiVersion, kind })) continue
    const hook = hookOf(at)
    if (hook !== undefined) {
      hooks.set(hook, (hooks.get(hook) ?? 0) + 1)
      continue
    }
    if (group === 'scheduling.k8s.io' && kind === 'PriorityClass') {
      priorities.add(at)
      continue
    }
    if (kind === 'Namespace' && group === '' && injectsIntoPods(at)) injectingNamespaces++
    const template = kinds.of(group, kind)
    const isOther = Object.hasOwn(otherKinds, kind) && otherKinds[kind] === group
    if (template === undefined && !isOther) {
      autoscalers.add(kind, group, String(at.at('metadata', 'namespace').value ?? ownNamespace), at)
      const title =
        Object.hasOwn(otherKinds, kind) || kinds.ofName(kind) !== undefined ? `${kind}.${group}` : kind
      countOne(skipped, title)
      const steps = findTemplate(at)
      if (steps !== undefined) unreadTemplates.set(title, readingOf(group, kind, steps))
      continue
    }
    clock.see(at)
    const object = identify(names.named(at), kind, ownNamespace, report)
    if (object === undefined) continue
    if (!isTaken(object, restriction)) countOne(unwanted, kind)
    else if (template === undefined) others.push(object)
    else workloads.push({ ...object, template })
  }
  checkDuplicates([...workloads, ...others], report)
  return {
    ...findOwners(workloads, kinds, clock),
    nodes: others.filter(({ kind }) => kind === 'Node'),
    services: others.filter(({ kind }) => kind === 'Service'),
    priorities,
    budgets: others.filter(({ kind }) => kind === 'PodDisruptionBudget'),
    skipped,
    unwanted,
    unreadTemplates,
    hooks,
    autoscalers,
    clock,
    generatedNames: names.count,
    injectingNamespaces,
  }
}

/** How the pods of a kind come into a run. */
function readingOf(group: string, kind: string, steps: readonly PathStep[]): string {
  if (group === '' && kind === 'PodTemplate') return 'it makes no pods'
  return `--pod-template-kind ${group === '' ? 'core' : group}/${kind}=${pathText(steps)} reads it`
}

/** Counts by kind as a note shows them: `ConfigMap 3, Secret 1`. */
export function kindCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')
}

/** Reports documents of this program's own group that are no Scenario. A Sweep beside what can be simulated is left out. */
export function checkScenarios(typed: readonly TypedObject[], report: Report): void {
  const own = typed.filter(({ apiVersion }) => groupOf(apiVersion) === scenarioGroup)
  const hasOthers = typed.some((object) => !isSweep(object))
  for (const object of own) {
    if (isScenario(object)) continue
    if (isSweep(object) && hasOthers) warnOfSweep(object.at, report)
    else reportOther(object, report)
  }
}

function isScenario({ apiVersion, kind }: TypedObject): boolean {
  return apiVersion === scenarioApiVersion && kind === 'Scenario'
}

export type TypedObject = { readonly at: Located; readonly apiVersion: string; readonly kind: string }

/** What lists hold beside objects. */
export class ListTally {
  emptyLists = 0
  emptyItems = 0
}

/** Every object, those within a List, a `<Kind>List` or an OpenShift Template included. */
export function openLists(
  documents: readonly Located[],
  report: Report,
  tally: ListTally = new ListTally(),
): TypedObject[] {
  const found: TypedObject[] = []
  for (const document of documents) {
    const typed = typeOf(document, report)
    if (typed === undefined) continue
    for (const object of opened(typed, report, tally)) found.push(object)
  }
  return found
}

function opened(typed: TypedObject, report: Report, tally: ListTally): TypedObject[] {
  if (isOpenShiftTemplate(typed.kind, groupOf(typed.apiVersion)))
    return openLists(templateObjects(typed.at, report), report, tally)
  const items = typed.at.get('items')
  const isList = typed.kind === 'List' || (typed.kind.endsWith('List') && Array.isArray(items.value))
  if (!isList || !(items.isAbsent || Array.isArray(items.value))) return [typed]
  const all = items.items()
  if (all.every(isEmpty)) tally.emptyLists++
  return all.flatMap((item) => listItem(item.asRoot(), typed, report, tally))
}

function isEmpty({ value }: Located): boolean {
  return value === undefined || (isMap(value) && Object.keys(value).length === 0)
}

/** An item of a list, which may be a list. Items of a PodList from the API itself name no kind; an empty one is left out. */
function listItem(at: Located, list: TypedObject, report: Report, tally: ListTally): TypedObject[] {
  if (isEmpty(at)) {
    tally.emptyItems++
    return []
  }
  const kind = list.kind.slice(0, -'List'.length)
  if (kind !== '' && isMap(at.value) && at.get('kind').isAbsent)
    return [{ at, apiVersion: list.apiVersion, kind }]
  const typed = typeOf(at, report)
  return typed === undefined ? [] : opened(typed, report, tally)
}

function typeOf(at: Located, report: Report): TypedObject | undefined {
  if (!isMap(at.value)) {
    report.error(
      'object-kind',
      at,
      `the document is ${shown(at.value)}; expected an object with apiVersion and kind`,
      'write one object per document',
    )
    return undefined
  }
  const kind = at.get('kind').value
  const apiVersion = at.get('apiVersion').value
  if (typeof kind === 'string' && kind !== '' && typeof apiVersion === 'string' && apiVersion !== '')
    // kubectl takes `/v1` for v1.
    return { at, apiVersion: apiVersion.replace(/^\//, ''), kind }
  const missing = typeof kind === 'string' && kind !== '' ? 'apiVersion' : 'kind'
  report.error(
    'object-kind',
    at,
    `Object '${missing}' is missing; expected apiVersion and kind, as kubectl takes them`,
    `add ${missing}, or leave the file out`,
  )
  return undefined
}

const isSweep = ({ apiVersion, kind }: TypedObject): boolean =>
  apiVersion === scenarioApiVersion && kind === 'Sweep'

function warnOfSweep(at: Located, report: Report): void {
  report.warn(
    'sweep-left-out',
    at.get('kind'),
    'the Sweep is left out; expected the command sweep, which alone simulates it',
    'to simulate it, write sweep in place of this command, with the same files',
  )
}

function reportOther({ at, apiVersion }: TypedObject, report: Report): void {
  const isVersion = apiVersion !== scenarioApiVersion
  const wrong = at.get(isVersion ? 'apiVersion' : 'kind')
  report.error(
    'scenario-kind',
    wrong,
    `${wrong.pathText} is ${shown(wrong.value)}; expected ${isVersion ? scenarioApiVersion : 'Scenario'}`,
    wrong.value === 'Sweep'
      ? 'simulate it with the command sweep'
      : `write apiVersion: ${scenarioApiVersion} and kind: Scenario`,
  )
}

function identify(
  at: Located,
  kind: string,
  defaultNamespace: string,
  report: Report,
): NamedObject | undefined {
  const nameAt = at.at('metadata', 'name')
  const namespaceAt = at.at('metadata', 'namespace')
  if (typeof nameAt.value !== 'string') {
    if (nameAt.isAbsent)
      report.error(
        'missing-key',
        at,
        `${kind} has no metadata.name: Required value`,
        'add metadata.name, or metadata.generateName as for kubectl create',
      )
    else
      report.error(
        'wrong-type',
        nameAt,
        `metadata.name: Invalid value: ${shown(nameAt.value)}: must be a text`,
        'put the name in quotes',
      )
    return undefined
  }
  if (!namespaceAt.isAbsent && typeof namespaceAt.value !== 'string') {
    report.error(
      'wrong-type',
      namespaceAt,
      `metadata.namespace: Invalid value: ${shown(namespaceAt.value)}: must be a text`,
      'put the namespace in quotes',
    )
    return undefined
  }
  // The empty text is no namespace.
  const namespace = kind === 'Node' ? '' : (namespaceAt.value as string | undefined) || defaultNamespace
  // Nobody checks the names of budgets.
  const isNamed = kind === 'PodDisruptionBudget' || checkName(nameAt, nameAt.value, 'subdomain', report)
  const isSpaced = kind === 'Node' || !namespaceAt.value || checkName(namespaceAt, namespace, 'label', report)
  return isNamed && isSpaced ? { kind, namespace, name: nameAt.value, at } : undefined
}

function isTaken(object: NamedObject, { namespace, selector }: Restriction): boolean {
  if (object.kind === 'Node') return true
  if (namespace !== undefined && object.namespace !== namespace) return false
  if (selector === undefined) return true
  const labels = object.at.at('metadata', 'labels').value
  return selects(selector, isMap(labels) ? (labels as Readonly<Record<string, string>>) : {})
}

/** Two objects of one identity are reported. */
function checkDuplicates(
  objects: readonly (NamedObject & { readonly template?: TemplateKind })[],
  report: Report,
): void {
  const first = new Map<string, NamedObject>()
  for (const object of objects) {
    const key = `${object.template?.group}/${object.kind}/${object.namespace}/${object.name}`
    const other = first.get(key)
    if (other === undefined) first.set(key, object)
    else {
      const place = other.at.at('metadata', 'name').place()
      const title = `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`
      report.error(
        'object-duplicate',
        object.at.at('metadata', 'name'),
        `${title} stands twice; expected it once, and ${other.at.source.name}:${place.line}:${place.column} has it already`,
        'delete one of the two, or give it another name (kubectl apply would take both, one after the other, and keep the later)',
      )
    }
  }
}
