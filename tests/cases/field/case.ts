/** For the cases: inputs in few words, and what is asked of a loaded one. */
import { workloadLabel } from '../../../engine/contract/cluster-spec.ts'
import { podsByNode } from '../../../engine/model/control/placement.ts'
import type { LoadedScenario } from '../../../scenarios/load-scenario.ts'

export const template = (name = 'a', more = ''): string =>
  `{ metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: a, image: "a:1", livenessProbe: { tcpSocket: { port: 1 } } }]${more === '' ? '' : `, ${more}`} } }`

/** An object as one line of YAML; `spec` and `metadata` are entries of flow maps. */
export function object(apiVersion: string, kind: string, name: string, spec = '', metadata = ''): string {
  const more = metadata === '' ? '' : `, ${metadata}`
  return `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: ${name}${more} }${spec === '' ? '' : `, spec: { ${spec} }`} }`
}

export const deployment = (name: string, replicas: number | '' = 1, more = '', metadata = ''): string =>
  object(
    'apps/v1',
    'Deployment',
    name,
    `${replicas === '' ? '' : `replicas: ${replicas}, `}selector: { matchLabels: { app: ${name} } }, template: ${template(name, more)}`,
    metadata,
  )

export const daemonSet = (name: string, more = ''): string =>
  object(
    'apps/v1',
    'DaemonSet',
    name,
    `selector: { matchLabels: { app: ${name} } }, template: ${template(name, more)}`,
  )

/** A List of objects. */
export function listOf(...items: readonly string[]): string {
  return `apiVersion: v1\nkind: List\nitems:\n${items.map((item) => `  - ${item}\n`).join('')}`
}

/** Pods by workload. */
export function podsOf({ spec }: LoadedScenario): Record<string, number> {
  return Object.fromEntries(spec.workloads.map((workload) => [workloadLabel(workload), workload.replicas]))
}

/** Pods by node; nodes without any are left out. */
export function podsOnNodes({ spec }: LoadedScenario): Record<string, number> {
  const counts = podsByNode(spec)
  return Object.fromEntries(
    spec.nodes
      .map(({ name }, node): [string, number] => [name, counts.reduce((sum, row) => sum + row[node]!, 0)])
      .filter(([, pods]) => pods > 0),
  )
}
