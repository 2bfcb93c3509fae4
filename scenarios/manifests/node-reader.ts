/** Nodes: `kind: Node` objects and the pools of a scenario. */
import type { NodeSpec } from '../../engine/model/cluster-spec.ts'
import { countMax, type Placed } from '../scenario/shape.ts'
import type { NodePool } from '../schema.ts'
import type { Labels } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { quantityField } from './field.ts'
import type { KubeletClasses } from './kubelet-classes.ts'
import type { KubeletClass } from './kubelet-configuration.ts'
import type { ManifestObject } from './objects.ts'
import { readLabels } from './pod-reader.ts'

/** Pods per node where nothing says otherwise: the kubelet's default of `maxPods`. */
const podsMaxDefault = 110

/** Pods that a node takes: what the node offers, but never more than its kubelet admits. */
export function podsMaxOf(allocatable: number | undefined, { podsMax }: KubeletClass): number {
  return Math.min(allocatable ?? podsMax ?? podsMaxDefault, podsMax ?? Infinity)
}

/** The nodes of the input, sorted by name; names that come twice are reported. */
export function readNodes(
  objects: readonly ManifestObject[],
  pools: readonly Placed<NodePool>[],
  classes: KubeletClasses,
  report: Report,
  asides: Asides,
): NodeSpec[] {
  const nodes = new Map<string, NodeSpec>()
  const add = (node: NodeSpec, at: Located): boolean => {
    const isNew = !nodes.has(node.name)
    if (isNew) nodes.set(node.name, node)
    else
      report.error(
        'object-duplicate',
        at,
        `a node named ${node.name} comes twice; expected it once`,
        'rename the pool, or leave out one of the two',
      )
    return isNew
  }
  for (const object of objects)
    add(nodeOfObject(object, classes.common, report, asides), object.at.at('metadata', 'name'))
  const total = pools.reduce((sum, pool) => sum + pool.value.count, 0)
  if (total > countMax) {
    report.error(
      'number-range',
      pools[0].at,
      `the pools have ${total} nodes together; expected at most ${countMax}`,
      'lower the counts',
    )
    return []
  }
  for (const { value: pool, at } of pools) {
    const kubeletClass = classes.of(pool)
    for (let i = 0; i < pool.count; i++) {
      const name = `${pool.name}-${i}`
      const node = {
        name,
        pool: pool.name,
        labels: withDefaultLabels(name, pool.labels ?? {}),
        podsMax: podsMaxOf(pool.allocatable?.pods, kubeletClass),
        ...cpuOf(pool.allocatable?.cpu),
        kubelet: kubeletClass.kubelet,
      }
      if (!add(node, at.get('name'))) break
    }
  }
  return [...nodes.values()].sort((a, b) => byCodeUnits(a.name, b.name))
}

function nodeOfObject(
  object: ManifestObject,
  commonClass: KubeletClass,
  report: Report,
  asides: Asides,
): NodeSpec {
  const { at, name } = object
  asides.note('taint', at.at('spec', 'taints').items().length > 0 ? 1 : 0)
  const allocatable = at.at('status', 'allocatable')
  const resources = allocatable.isAbsent ? at.at('status', 'capacity') : allocatable
  const podsAt = resources.get('pods')
  const cpuAt = resources.get('cpu')
  const pods = podsAt.isAbsent ? undefined : Math.floor(quantityField(podsAt, report))
  return {
    name,
    pool: '',
    labels: withDefaultLabels(name, readLabels(at.at('metadata', 'labels'), report)),
    podsMax: podsMaxOf(pods, commonClass),
    ...cpuOf(cpuAt.isAbsent ? undefined : quantityField(cpuAt, report)),
    kubelet: commonClass.kubelet,
  }
}

/** Processors, as far as they are known. */
function cpuOf(cpuCores: number | undefined): Pick<NodeSpec, 'cpuCores'> {
  return cpuCores === undefined ? {} : { cpuCores }
}

/** Labels that every kubelet sets. */
export function withDefaultLabels(name: string, labels: Labels): Labels {
  return {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    ...labels,
  }
}

/** Whether a node has every label that a node selector asks for. */
export function admits(nodeSelector: Labels, node: NodeSpec): boolean {
  return Object.keys(nodeSelector).every(
    (key) => Object.hasOwn(node.labels, key) && node.labels[key] === nodeSelector[key],
  )
}
