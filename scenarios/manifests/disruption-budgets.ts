/** PodDisruptionBudgets, and which workloads' pods they cover. The API's rules of them have been checked. */
import type { BudgetSpec, PodAmount } from '../../engine/contract/cluster-spec.ts'
import { type Labels, selects } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { NamedObject } from './objects.ts'
import { readSelector } from './scheduling-reader.ts'

export type Budgets = {
  /** Those that cover a workload, sorted by namespace and name. */
  readonly budgets: readonly BudgetSpec[]
  /** By workload: indexes of the budgets that cover its pods. */
  readonly ofWorkload: readonly (readonly number[])[]
}

export function readBudgets(
  objects: readonly NamedObject[],
  workloads: readonly { readonly namespace: string; readonly labels: Labels }[],
): Budgets {
  const covered = objects
    .map((object) => ({
      object,
      workloads: workloads.map(
        ({ namespace, labels }) =>
          namespace === object.namespace && covers(object.at.at('spec', 'selector'), labels),
      ),
    }))
    .filter(({ workloads: covers }) => covers.includes(true))
    .sort(
      ({ object: a }, { object: b }) => byCodeUnits(a.namespace, b.namespace) || byCodeUnits(a.name, b.name),
    )
  return {
    budgets: covered.map(({ object }) => budgetOf(object)),
    ofWorkload: workloads.map((_, row) =>
      covered.flatMap(({ workloads: covers }, index) => (covers[row] ? [index] : [])),
    ),
  }
}

function budgetOf({ namespace, name, at }: NamedObject): BudgetSpec {
  const spec = at.get('spec')
  return {
    namespace,
    name,
    ...amountOf('minAvailable', spec),
    ...amountOf('maxUnavailable', spec),
    alwaysAllowsUnhealthy: spec.get('unhealthyPodEvictionPolicy').value === 'AlwaysAllow',
  }
}

function amountOf(
  key: 'minAvailable' | 'maxUnavailable',
  spec: Located,
): { readonly [Key in typeof key]?: PodAmount } {
  const { value } = spec.get(key)
  if (typeof value === 'number') return { [key]: { pods: value } }
  if (typeof value === 'string' && value.endsWith('%'))
    return { [key]: { percent: Number.parseInt(value, 10) } }
  return {}
}

/**
 * Whether a selector takes pods with these labels: without any it takes none, an empty one every pod. Source: kubernetes v1.36
 * staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go, LabelSelectorAsSelector.
 */
export function covers(selector: Located, labels: Labels): boolean {
  const read = readSelector(selector)
  return read !== undefined && selects(read, labels)
}
