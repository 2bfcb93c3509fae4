/**
 * Derives `table.ts` from an OpenAPI document of Kubernetes and the Go types behind it. See README.md for how to renew.
 *
 *   node --import tsx scenarios/api/schema/derive.ts SWAGGER_JSON API_MODULE APIMACHINERY_MODULE VERSION > scenarios/api/schema/table.ts
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GoPackage, readGoPackage } from './go-types.ts'

type Property = {
  readonly $ref?: string
  readonly items?: Property
  readonly additionalProperties?: Property
}
type GroupVersionKind = { readonly group: string; readonly version: string; readonly kind: string }
type Definition = {
  readonly properties?: Readonly<Record<string, Property>>
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[]
}
type Operation = {
  readonly 'x-kubernetes-action'?: string
  readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind
}
type OpenApi = {
  readonly definitions: Readonly<Record<string, Definition>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** The objects whose fields are checked, by apiVersion. */
const checkedKinds: Readonly<Record<string, readonly string[]>> = {
  v1: ['Node', 'Pod', 'PodTemplate', 'ReplicationController', 'Service'],
  'apps/v1': ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'autoscaling/v1': ['HorizontalPodAutoscaler'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob', 'Job'],
  'policy/v1': ['PodDisruptionBudget'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
}

/** Types that read themselves: no field of theirs is looked into. */
const opaqueTypes: readonly string[] = [
  'resource.Quantity',
  'intstr.IntOrString',
  'runtime.RawExtension',
  'v1.Time',
  'v1.MicroTime',
  'v1.Duration',
  'v1.FieldsV1',
]

const packages = new Map<string, GoPackage>()
const [swaggerPath, apiModule, machineryModule, version] = process.argv.slice(2)

function tableSource(source: OpenApi): string {
  const roots: string[] = []
  const pending: string[] = []
  for (const [name, definition] of Object.entries(source.definitions)) {
    const [gvk, ...more] = definition['x-kubernetes-group-version-kind'] ?? []
    if (gvk === undefined || more.length > 0 || !checkedKinds[apiVersionOf(gvk)]?.includes(gvk.kind)) continue
    roots.push(`${apiVersionOf(gvk)} ${gvk.kind} ${goNameOf(name)}`)
    pending.push(name)
  }
  const structs = new Map<string, string>()
  const owners = new Map<string, string>()
  const aliases = new Map<string, string>()
  for (const name of pending) {
    const goName = goNameOf(name)
    if (owners.get(goName) === name || opaqueTypes.includes(goName)) continue
    if (owners.has(goName)) throw new Error(`${goName} is ${owners.get(goName)} and ${name}`)
    owners.set(goName, name)
    structs.set(goName, structLine(name, source.definitions[name], pending, aliases))
  }
  return [
    '/**',
    ` * What Kubernetes ${version} knows: kinds, and the fields of those that are read. Derived by derive.ts from the OpenAPI document and`,
    ' * the Go types of Kubernetes, Copyright The Kubernetes Authors, Apache License 2.0 (http://www.apache.org/licenses/LICENSE-2.0).',
    ' * Do not edit; README.md says how to renew it, and what the lines mean.',
    ' */',
    `export const kubernetesVersion: string = '${version}'`,
    '',
    '/** apiVersion, then its kinds. */',
    `export const kindsText: string = \`\n${kindLines(source).join('\n')}\n\``,
    '',
    '/** apiVersion, kind, type. */',
    `export const rootsText: string = \`\n${sorted(roots).join('\n')}\n\``,
    '',
    '/** Type, then its fields: EMBEDDED/NAME:TYPE. */',
    `export const structsText: string = \`\n${sorted([...structs.values()]).join('\n')}\n\``,
    '',
    '/** Type, then the type that it stands for. */',
    `export const aliasesText: string = \`\n${sorted([...aliases].map(([name, type]) => `${name} ${type}`)).join('\n')}\n\``,
    '',
  ].join('\n')
}

/** Notes the types that the fields refer to. */
function structLine(
  name: string,
  definition: Definition,
  pending: string[],
  aliases: Map<string, string>,
): string {
  const go = packageOf(name)
  const fields = go.structs.get(name.slice(name.lastIndexOf('.') + 1))
  const words = Object.entries(definition.properties ?? {}).map(([key, property]) => {
    const field = fields?.get(key)
    if (field === undefined) throw new Error(`${name} has no Go field ${key}`)
    for (const ref of refsOf(property)) pending.push(ref)
    noteAlias(field.type, go, aliases)
    return `${field.embedded === undefined ? '' : `${field.embedded}/`}${key}:${field.type}`
  })
  return [goNameOf(name), ...words].join(' ')
}

function noteAlias(type: string, go: GoPackage, aliases: Map<string, string>): void {
  const base = type.replace(/^(?:\[\]|map\[string\])+/, '')
  const target = go.aliases.get(base) ?? otherAliases[base] ?? coreAlias(base)
  if (target === undefined) return
  aliases.set(base, target)
  noteAlias(target, go, aliases)
}

/** Aliases of packages that have no kinds. */
const otherAliases: Readonly<Record<string, string>> = { 'types.UID': 'string', 'types.NodeName': 'string' }

/** Types of core/v1 and meta/v1 are used by the other groups. */
function coreAlias(base: string): string | undefined {
  return (
    packageAt(join(apiModule, 'core/v1')).aliases.get(base) ??
    packageAt(join(machineryModule, 'pkg/apis/meta/v1')).aliases.get(base)
  )
}

function refsOf(property: Property | undefined): string[] {
  if (property === undefined) return []
  const own = property.$ref === undefined ? [] : [property.$ref.replace('#/definitions/', '')]
  return [...own, ...refsOf(property.items), ...refsOf(property.additionalProperties)]
}

/** `io.k8s.api.apps.v1.Deployment` is v1.Deployment. */
function goNameOf(name: string): string {
  return name.split('.').slice(-2).join('.')
}

function packageOf(name: string): GoPackage {
  const path = name.split('.').slice(0, -1)
  if (name.startsWith('io.k8s.api.')) return packageAt(join(apiModule, ...path.slice(3)))
  return packageAt(join(machineryModule, ...path.slice(3)))
}

function packageAt(directory: string): GoPackage {
  let found = packages.get(directory)
  if (found === undefined) {
    found = readGoPackage(directory)
    packages.set(directory, found)
  }
  return found
}

function kindLines(source: OpenApi): string[] {
  const kinds = new Map<string, Set<string>>()
  for (const operations of Object.values(source.paths)) {
    for (const operation of Object.values(operations)) {
      const gvk = operation['x-kubernetes-group-version-kind']
      if (gvk === undefined || !['post', 'list', 'get'].includes(operation['x-kubernetes-action'] ?? ''))
        continue
      const known = kinds.get(apiVersionOf(gvk)) ?? new Set()
      kinds.set(apiVersionOf(gvk), known.add(gvk.kind))
    }
  }
  return sorted([...kinds].map(([apiVersion, names]) => [apiVersion, ...sorted([...names])].join(' ')))
}

function apiVersionOf({ group, version: name }: GroupVersionKind): string {
  return group === '' ? name : `${group}/${name}`
}

function sorted(lines: readonly string[]): string[] {
  return [...lines].sort((a, b) => (a < b ? -1 : 1))
}

process.stdout.write(tableSource(JSON.parse(readFileSync(swaggerPath, 'utf8')) as OpenApi))
