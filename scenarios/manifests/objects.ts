/** From documents to objects: Lists opened, kinds told apart, what is not simulated or belongs to another left out. */
import type { WorkloadKind } from '../../engine/model/cluster-spec.ts'
import { workloadKinds } from '../scenario/match.ts'
import { scenarioApiVersion } from '../schema.ts'
import { type LabelSelector, selects } from '../text/label-selector.ts'
import { isMap, type Located, shown } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { isKubeletConfiguration } from './kubelet-classes.ts'
import { checkName } from './names.ts'

/** One simulated object of the input. */
export type ManifestObject = {
  readonly kind: WorkloadKind | 'Node' | 'Service'
  readonly namespace: string
  readonly name: string
  readonly at: Located
}

export type InputObjects = {
  readonly workloads: readonly (ManifestObject & { readonly kind: WorkloadKind })[]
  readonly nodes: readonly ManifestObject[]
  readonly services: readonly ManifestObject[]
  /** Objects of kinds that are not simulated, by kind. */
  readonly skipped: ReadonlyMap<string, number>
  /** Objects whose controller is in the input, by kind. */
  readonly owned: ReadonlyMap<string, number>
}

/** Which objects are taken. Nodes belong to no namespace and always are. */
export type Restriction = { readonly namespace?: string; readonly selector?: LabelSelector }

const simulatedGroups: Readonly<Record<string, string>> = {
  Pod: '',
  Service: '',
  Node: '',
  Deployment: 'apps',
  ReplicaSet: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  Job: 'batch',
}

const scenarioGroup = scenarioApiVersion.split('/')[0]

/** Checks identity, and sorts objects by what becomes of them. Scenarios and kubelet configurations are not among them. */
export function sortObjects(
  typed: readonly TypedObject[],
  restriction: Restriction,
  report: Report,
): InputObjects {
  const objects: ManifestObject[] = []
  const skipped = new Map<string, number>()
  for (const { at, apiVersion, kind } of typed) {
    const group = groupOf(apiVersion)
    if (group === scenarioGroup || isKubeletConfiguration({ apiVersion, kind })) continue
    if (Object.hasOwn(simulatedGroups, kind) && simulatedGroups[kind] === group) {
      const object = identify(at, kind as ManifestObject['kind'], restriction.namespace ?? 'default', report)
      if (object !== undefined && isTaken(object, restriction)) objects.push(object)
    } else countOne(skipped, Object.hasOwn(simulatedGroups, kind) ? `${kind}.${group}` : kind)
  }
  const present = checkDuplicates(objects, report)
  const owned = new Map<string, number>()
  const kept = objects.filter((object) => {
    const isOwned = hasOwnerIn(object, present)
    if (isOwned) countOne(owned, object.kind)
    return !isOwned
  })
  return {
    workloads: kept.filter((object): object is ManifestObject & { kind: WorkloadKind } =>
      workloadKinds.some((kind) => kind === object.kind),
    ),
    nodes: kept.filter((object) => object.kind === 'Node'),
    services: kept.filter((object) => object.kind === 'Service'),
    skipped,
    owned,
  }
}

/** Counts by kind as a note shows them: `ConfigMap 3, Secret 1`. */
export function kindCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')
}

/** The first Scenario among the objects. */
export function firstScenario(typed: readonly TypedObject[]): Located | undefined {
  return typed.find(({ apiVersion, kind }) => apiVersion === scenarioApiVersion && kind === 'Scenario')?.at
}

/** Reports documents of this program's own group that are no Scenario, and every Scenario after the first. */
export function checkScenarios(typed: readonly TypedObject[], report: Report): void {
  const first = firstScenario(typed)
  for (const { at, apiVersion, kind } of typed) {
    if (groupOf(apiVersion) !== scenarioGroup || !isScenario(at, apiVersion, kind, report)) continue
    if (first === undefined || at === first) continue
    report.error(
      'scenario-twice',
      at,
      `a second Scenario; expected one, and ${first.source.name}:${first.place().line} has it already`,
      'name the file of one scenario only',
    )
  }
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

export type TypedObject = { readonly at: Located; readonly apiVersion: string; readonly kind: string }

/** Every object, those within a List or a `<Kind>List` included. */
export function openLists(documents: readonly Located[], report: Report): TypedObject[] {
  const found: TypedObject[] = []
  for (const document of documents) {
    const typed = typeOf(document, report)
    if (typed === undefined) continue
    const items = document.get('items')
    if (!typed.kind.endsWith('List') || !Array.isArray(items.value)) found.push(typed)
    else for (const item of items.items()) found.push(...listItem(item.asRoot(), typed, report))
  }
  return found
}

/** An item of a list. Items of a PodList from the API itself name no kind. */
function listItem(at: Located, list: TypedObject, report: Report): TypedObject[] {
  const kind = list.kind.slice(0, -'List'.length)
  if (kind !== '' && isMap(at.value) && at.get('kind').isAbsent)
    return [{ at, apiVersion: list.apiVersion, kind }]
  const typed = typeOf(at, report)
  return typed === undefined ? [] : [typed]
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

function isScenario(at: Located, apiVersion: string, kind: string, report: Report): boolean {
  if (apiVersion === scenarioApiVersion && kind === 'Scenario') return true
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
  return false
}

function identify(
  at: Located,
  kind: ManifestObject['kind'],
  defaultNamespace: string,
  report: Report,
): ManifestObject | undefined {
  const nameAt = at.at('metadata', 'name')
  const namespaceAt = at.at('metadata', 'namespace')
  if (typeof nameAt.value !== 'string') {
    if (nameAt.isAbsent)
      report.error('missing-key', at, `${kind} has no metadata.name: Required value`, 'add metadata.name')
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
  const isNamed = checkName(nameAt, nameAt.value, 'subdomain', report)
  const isSpaced = kind === 'Node' || !namespaceAt.value || checkName(namespaceAt, namespace, 'label', report)
  return isNamed && isSpaced ? { kind, namespace, name: nameAt.value, at } : undefined
}

function isTaken(object: ManifestObject, { namespace, selector }: Restriction): boolean {
  if (object.kind === 'Node') return true
  if (namespace !== undefined && object.namespace !== namespace) return false
  if (selector === undefined) return true
  const labels = object.at.at('metadata', 'labels').value
  return selects(selector, isMap(labels) ? (labels as Readonly<Record<string, string>>) : {})
}

/** The identities of all objects; two objects of one identity are reported. */
function checkDuplicates(objects: readonly ManifestObject[], report: Report): ReadonlySet<string> {
  const first = new Map<string, ManifestObject>()
  for (const object of objects) {
    const key = identityOf(object)
    const other = first.get(key)
    if (other === undefined) first.set(key, object)
    else {
      const place = other.at.at('metadata', 'name').place()
      const title = `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`
      report.error(
        'object-duplicate',
        object.at.at('metadata', 'name'),
        `${title} stands twice; expected it once, and ${other.at.source.name}:${place.line}:${place.column} has it already`,
        'delete one of the two, or give it another name',
      )
    }
  }
  return new Set(first.keys())
}

function identityOf(object: {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}): string {
  return `${object.kind}/${object.namespace}/${object.name}`
}

/** Whether the controller of an object is a workload of the input, which then creates the object itself. */
function hasOwnerIn(object: ManifestObject, present: ReadonlySet<string>): boolean {
  const owners = object.at.at('metadata', 'ownerReferences').items()
  const controller = owners.find((owner) => owner.get('controller').value === true)
  if (controller === undefined) return false
  const kind = String(controller.get('kind').value)
  if (!workloadKinds.some((known) => known === kind)) return false
  return present.has(
    identityOf({ kind, namespace: object.namespace, name: String(controller.get('name').value) }),
  )
}

function countOne(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
}
