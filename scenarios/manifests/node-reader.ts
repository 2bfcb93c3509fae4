/** Nodes: `kind: Node` objects and the pools of a scenario. */
import { ephemeralStorage, type NodeSpec } from '../../engine/contract/cluster-spec.ts'
import { countMax, type Placed } from '../scenario/shape.ts'
import type { NodePool } from '../schema.ts'
import type { Labels } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { quantityField } from './field.ts'
import type { KubeletClasses } from './kubelet-classes.ts'
import type { KubeletClass } from './kubelet-configuration.ts'
import type { InputClock } from './live-pods.ts'
import type { NodeTemplate } from './node-fit.ts'
import type { NamedObject } from './objects.ts'
import { isDevice, readLabels } from './pod-reader.ts'
import { eachTaint, type Taint, taintsOf } from './taints.ts'

/** Pods per node where nothing says otherwise: the kubelet's default of `maxPods`. */
const podsMaxDefault = 110

/** No kubelet takes more: its `maxPods` has 32 bits. */
const podsOfNodeMax = 2_147_483_647

/** Pods that a node takes: what the node offers, but never more than its kubelet admits. */
export function podsMaxOf(allocatable: number | undefined, { podsMax }: KubeletClass): number {
  return Math.min(allocatable ?? podsMax ?? podsMaxDefault, podsMax ?? Infinity, podsOfNodeMax)
}

/** The nodes of the input, sorted by name, with what decides which pods they take; names that come twice are reported. */
export function readNodes(
  objects: readonly NamedObject[],
  pools: readonly Placed<NodePool>[],
  classes: KubeletClasses,
  clock: InputClock,
  report: Report,
): NodeTemplate[] {
  const nodes = new Map<string, NodeTemplate>()
  const add = (node: NodeTemplate, at: Located): boolean => {
    const { name } = node.spec
    const isNew = !nodes.has(name)
    if (isNew) nodes.set(name, node)
    else
      report.error(
        'object-duplicate',
        at,
        `a node named ${name} comes twice; expected it once`,
        'rename the pool, or leave out one of the two',
      )
    return isNew
  }
  for (const object of objects)
    add(nodeOfObject(object, classes.common, clock, report), object.at.at('metadata', 'name'))
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
      const spec = {
        name,
        pool: pool.name,
        labels: withDefaultLabels(name, pool.labels ?? {}),
        podsMax: podsMaxOf(pool.allocatable?.pods, kubeletClass),
        ...cpuOf(pool.allocatable?.cpu),
        ...(pool.pids !== undefined && { pidsMax: pool.pids }),
        kubelet: kubeletClass.kubelet,
      }
      const taints = eachTaint(pool.taints ?? [])
      const node = {
        spec: { ...spec, ...memoryOf(pool.allocatable?.memory), ...taintsField(taints) },
        taints,
      }
      if (!add(node, at.get('name'))) break
    }
  }
  return [...nodes.values()].sort((a, b) => byCodeUnits(a.spec.name, b.spec.name))
}

function nodeOfObject(
  { at, name }: NamedObject,
  commonClass: KubeletClass,
  clock: InputClock,
  report: Report,
): NodeTemplate {
  const allocatable = at.at('status', 'allocatable')
  const resources = allocatable.keys().length === 0 ? at.at('status', 'capacity') : allocatable
  const podsAt = resources.get('pods')
  const known = (resource: string): number | undefined => {
    const value = resources.get(resource)
    if (value.value === null) return 0
    return value.isAbsent ? undefined : quantityField(value, report)
  }
  const pods = podsAt.isAbsent ? undefined : Math.floor(quantityField(podsAt, report))
  const spec = {
    name,
    pool: '',
    labels: withDefaultLabels(name, readLabels(at.at('metadata', 'labels'), report)),
    podsMax: podsMaxOf(pods, commonClass),
    ...cpuOf(known('cpu')),
    kubelet: commonClass.kubelet,
    ...statusOf(at, clock),
  }
  const names = resources.keys().filter((name) => isDevice(name) || name === ephemeralStorage)
  const devices = Object.fromEntries(names.map((name) => [name, known(name) ?? 0]))
  const taints = taintsOf(at)
  return {
    spec: {
      ...spec,
      ...memoryOf(known('memory')),
      ...(resources.isAbsent ? {} : { devices }),
      ...taintsField(taints),
    },
    taints,
  }
}

/** What a live cluster says of a node; nothing where it says no more than that it is ready and takes pods. */
function statusOf(at: Located, clock: InputClock): Pick<NodeSpec, 'status'> {
  const ready = at
    .at('status', 'conditions')
    .items()
    .find((condition) => condition.get('type').value === 'Ready')
    ?.get('status').value
  const isUnschedulable = at.at('spec', 'unschedulable').value === true
  const age = clock.secondsSince(at.at('metadata', 'creationTimestamp'))
  const { value: version } = at.at('status', 'nodeInfo', 'kubeletVersion')
  const isReady = ready === undefined || ready === 'True'
  if (isReady && !isUnschedulable && age === undefined && typeof version !== 'string') return {}
  return {
    status: {
      ready: isReady ? 'yes' : ready === 'False' ? 'no' : 'unknown',
      isUnschedulable,
      ...(age === undefined ? {} : { ageUs: age * 1_000_000 }),
      ...(typeof version === 'string' ? { kubeletVersion: version } : {}),
    },
  }
}

function memoryOf(memoryBytes: number | undefined): Pick<NodeSpec, 'memoryBytes'> {
  return memoryBytes === undefined ? {} : { memoryBytes }
}

function taintsField(taints: readonly Taint[]): Pick<NodeSpec, 'taints'> {
  return taints.length === 0 ? {} : { taints }
}

/** Processors, as far as they are known. */
function cpuOf(cpuCores: number | undefined): Pick<NodeSpec, 'cpuCores'> {
  return cpuCores === undefined ? {} : { cpuCores }
}

/**
 * Labels that every kubelet sets, and their old names, which a controller adds. Source: kubernetes v1.36
 * pkg/controller/nodelifecycle/node_lifecycle_controller.go, labelReconcileInfo.
 */
export function withDefaultLabels(name: string, labels: Labels): Labels {
  const { 'kubernetes.io/os': os = 'linux', 'kubernetes.io/arch': arch = 'amd64' } = labels
  return {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': os,
    'kubernetes.io/arch': arch,
    ...labels,
    'beta.kubernetes.io/os': os,
    'beta.kubernetes.io/arch': arch,
  }
}
