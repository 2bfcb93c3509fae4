/**
 * What a pod asks of a node (D3): labels, required affinity, tolerations. Source: kubernetes v1.36
 * staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go.
 */
import type { Labels } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { isMapField, listField } from './field.ts'
import { readTolerations, type Toleration } from './taints.ts'

export type NodeDemand = {
  readonly nodeSelector: Labels
  /** Of the required node affinity: one term has to hold; undefined = there is none. */
  readonly terms?: readonly NodeTerm[]
  readonly tolerations: readonly Toleration[]
  readonly usesHostNetwork: boolean
  /** `spec.os.name`: a kubelet of another system rejects the pod. */
  readonly os?: string
  /** `spec.nodeName`, which no scheduler looks at, but the controller of a DaemonSet does (W3). */
  readonly nodeName?: string
}

/** Every requirement has to hold; a term without any never does. */
export type NodeTerm = { readonly labels: readonly Wish[]; readonly fields: readonly Wish[] }

/** One entry of `matchExpressions` or `matchFields`. */
export type Wish = { readonly key: string; readonly operator: string; readonly values: readonly string[] }

/** A pod that any node will do for. */
export const noDemand: NodeDemand = { nodeSelector: {}, tolerations: [], usesHostNetwork: false }

/** The demand of a pod spec. */
export function readDemand(spec: Located, nodeSelector: Labels, report: Report): NodeDemand {
  const nodeName = spec.get('nodeName').value
  const os = spec.at('os', 'name').value
  const affinity = spec.get('affinity')
  const required = affinity.at('nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')
  return {
    nodeSelector,
    ...(!affinity.isAbsent && isMapField(required, report)
      ? { terms: listField(required.get('nodeSelectorTerms'), report).map((term) => readTerm(term, report)) }
      : {}),
    tolerations: readTolerations(spec.get('tolerations')),
    usesHostNetwork: spec.get('hostNetwork').value === true,
    ...(typeof os === 'string' ? { os } : {}),
    ...(typeof nodeName === 'string' && nodeName !== '' ? { nodeName } : {}),
  }
}

/** A term of a node selector. */
export function readTerm(at: Located, report: Report): NodeTerm {
  const wishes = (key: string): Wish[] => listField(at.get(key), report).map((item) => readWish(item, report))
  return { labels: wishes('matchExpressions'), fields: wishes('matchFields') }
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']

function readWish(at: Located, report: Report): Wish {
  const operator = at.get('operator')
  if (!operators.includes(String(operator.value)))
    report.error(
      'selector-format',
      operator.isAbsent ? at : operator,
      `${operator.pathText}: Invalid value: ${JSON.stringify(operator.value ?? '')}: not a valid selector operator`,
      'write In, NotIn, Exists, DoesNotExist, Gt or Lt',
    )
  return {
    key: String(at.get('key').value ?? ''),
    operator: String(operator.value),
    values: at
      .get('values')
      .items()
      .map((item) => String(item.value)),
  }
}

/** Whether labels and name of a node are as the pod asks. */
export function admits(
  { nodeSelector, terms, os }: NodeDemand,
  node: { readonly name: string; readonly labels: Labels },
): boolean {
  const hasLabels = Object.keys(nodeSelector).every(
    (key) => Object.hasOwn(node.labels, key) && node.labels[key] === nodeSelector[key],
  )
  if (os !== undefined && os !== node.labels['kubernetes.io/os']) return false
  return hasLabels && (terms === undefined || terms.some((term) => holds(term, node)))
}

/** Whether a term holds for a node. */
export function holds(
  { labels, fields }: NodeTerm,
  node: { readonly name: string; readonly labels: Labels },
): boolean {
  if (labels.length + fields.length === 0) return false
  return (
    labels.every((wish) =>
      isMet(wish, Object.hasOwn(node.labels, wish.key) ? node.labels[wish.key] : undefined),
    ) && fields.every((wish) => isMet(wish, wish.key === 'metadata.name' ? node.name : undefined))
  )
}

function isMet({ operator, values }: Wish, found: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return found !== undefined && values.includes(found)
    case 'NotIn':
      return found === undefined || !values.includes(found)
    case 'Exists':
      return found !== undefined
    case 'DoesNotExist':
      return found === undefined
    case 'Gt':
      return isNumber(found) && isNumber(values[0]) && BigInt(found) > BigInt(values[0])
    case 'Lt':
      return isNumber(found) && isNumber(values[0]) && BigInt(found) < BigInt(values[0])
    default:
      return false
  }
}

/** Gt and Lt compare whole numbers, and hold for nothing else. */
function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^[+-]?\d{1,19}$/.test(text)
}

/** The demand in words, for messages. */
export function demandText({ nodeSelector, terms, tolerations, os }: NodeDemand): string {
  const parts: string[] = []
  const pairs = Object.keys(nodeSelector)
    .sort(byCodeUnits)
    .map((key) => `${key}=${nodeSelector[key]}`)
  if (pairs.length > 0) parts.push(`nodeSelector ${pairs.join(',')}`)
  if (terms !== undefined) parts.push(`node affinity ${terms.map(termText).join(' or ') || 'without a term'}`)
  if (os !== undefined) parts.push(`os ${os}`)
  if (parts.length === 0)
    parts.push(tolerations.length === 0 ? 'no toleration' : `${tolerations.length} tolerations`)
  return parts.join(' and ')
}

function termText({ labels, fields }: NodeTerm): string {
  return [...labels, ...fields]
    .map(({ key, operator, values }) =>
      values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.slice(0, 5).join(',')})`,
    )
    .join(', ')
}
