/** `match` and `nodes` of a scenario: which workloads, containers and nodes something is about. */
import { kindOf, type WorkloadKind } from '../../engine/contract/cluster-spec.ts'
import { otherWorkloadKinds } from '../manifests/template-kinds.ts'
import { type LabelSelector, type Labels, parseLabelSelector, selects } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import { choice, described, object, type Reading, type Shape, text, type ValueOf } from './shape.ts'

export const workloadKinds = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
] as const satisfies readonly WorkloadKind[]

/** A selector as a scenario writes it. */
const labelSelector: Shape<LabelSelector> = {
  schema: { type: 'string', description: 'labels, as a selector such as "tier=front,env in (prod,stage)"' },
  read(at: Located, reading: Reading) {
    const parsed = typeof at.value === 'string' ? parseLabelSelector(at.value) : { problem: String(at.value) }
    if (!('problem' in parsed)) return parsed
    reading.report.error(
      'selector-format',
      at,
      `${at.pathText} holds ${JSON.stringify(parsed.problem)}; expected a label selector such as "tier=front"`,
      'write key=value, key!=value, key in (a,b), key notin (a,b), key or !key, joined by commas',
    )
    return undefined
  },
}

export const matchShape = object(
  {},
  {
    kind: described(choice(...workloadKinds, ...otherWorkloadKinds), 'kind of the workload'),
    namespace: described(text, 'of the workload; * stands for any text, ? for one character'),
    name: described(text, 'of the workload; * stands for any text, ? for one character'),
    selector: labelSelector,
    container: described(text, 'name of a container or init container; * and ? as in name'),
  },
)
export type Match = ValueOf<typeof matchShape>

/** Whose requests an entry of `services` is about. */
export const serviceMatchShape = object(
  {},
  {
    kind: described(
      choice(...workloadKinds, ...otherWorkloadKinds),
      'Service, or kind of the workload [a Service if one matches]',
    ),
    namespace: described(text, 'of the Service or workload; * stands for any text, ? for one character'),
    name: described(text, 'of the Service or workload; * stands for any text, ? for one character'),
    selector: labelSelector,
  },
)
export type ServiceMatch = ValueOf<typeof serviceMatchShape>

export const nodeMatchShape = object(
  {},
  {
    name: described(text, 'of the node; * stands for any text, ? for one character'),
    pool: described(text, 'of spec.nodes that the node belongs to'),
    selector: labelSelector,
  },
)
export type NodeMatch = ValueOf<typeof nodeMatchShape>

/** What a match looks at. */
export type MatchedWorkload = {
  readonly kind: WorkloadKind
  readonly shownKind?: string
  readonly namespace: string
  readonly name: string
  readonly labels: Labels
}

/** Whether every key about the workload holds; `container` is left to `matchesContainer`. */
export function matchesWorkload(match: Match, workload: MatchedWorkload): boolean {
  return (
    (match.kind === undefined || match.kind === kindOf(workload)) &&
    isLike(match.namespace, workload.namespace) &&
    isLike(match.name, workload.name) &&
    isSelected(match.selector, workload.labels)
  )
}

/** Whether every key holds for a Service with these labels. */
export function matchesService(
  match: ServiceMatch,
  service: { readonly namespace: string; readonly name: string; readonly labels: Labels },
): boolean {
  return (
    (match.kind === undefined || match.kind === 'Service') &&
    isLike(match.namespace, service.namespace) &&
    isLike(match.name, service.name) &&
    isSelected(match.selector, service.labels)
  )
}

export function matchesContainer(match: Match, container: string): boolean {
  return isLike(match.container, container)
}

export function matchesNode(
  match: NodeMatch,
  node: { readonly name: string; readonly pool: string; readonly labels: Labels },
): boolean {
  return (
    isLike(match.name, node.name) &&
    (match.pool === undefined || match.pool === node.pool) &&
    isSelected(match.selector, node.labels)
  )
}

function isSelected(selector: LabelSelector | undefined, labels: Labels): boolean {
  return selector === undefined || selects(selector, labels)
}

/**
 * Whether a name equals a pattern in which `*` stands for any text and `?` for one character; without a pattern
 * every name does. Linear in both lengths for each `*`, so a hostile pattern costs no more than its length squared.
 */
export function isLike(pattern: string | undefined, name: string): boolean {
  if (pattern === undefined || pattern === '*') return true
  let p = 0
  let n = 0
  let star = -1
  let resume = 0
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p++
      resume = n
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++resume
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
