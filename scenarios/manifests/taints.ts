/**
 * Taints of nodes and tolerations of pods (D3). Source: kubernetes v1.36 staging/src/k8s.io/api/core/v1/toleration.go, ToleratesTaint;
 * pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations.
 */
import {
  cordonKey,
  type NodeTaint,
  type TaintSpec,
  type TolerationSpec,
  taintEffects,
  tolerates,
} from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'

export type Taint = TaintSpec
export type Toleration = TolerationSpec

const nodeTaint = (name: string): string => `node.kubernetes.io/${name}`

/** The taint of a cordoned node. */
export const unschedulableKey = cordonKey
/** The taints of a node whose kubelet does not report that it is ready. */
const notReadyKey = nodeTaint('not-ready')
const unreachableKey = nodeTaint('unreachable')

/** Keys of the taints that failing and cordoned nodes get. */
export const nodeTaintKeys: Readonly<Record<NodeTaint, string>> = {
  notReady: notReadyKey,
  unreachable: unreachableKey,
  outOfService: nodeTaint('out-of-service'),
  unschedulable: unschedulableKey,
}

/** Effects that keep pods from a node; `PreferNoSchedule` only makes it less liked. */
const repellingEffects = ['NoSchedule', 'NoExecute']

/** The taints of a Node object; those that follow from its conditions and `unschedulable` included, written or not. */
export function taintsOf(node: Located): Taint[] {
  const written = node.at('spec', 'taints').items().map(readTaint)
  return eachTaint([...written, ...impliedTaints(node)])
}

type WrittenTaint = { readonly key: string; readonly effect: string; readonly value?: string }

/** Each once. */
export function eachTaint(taints: readonly WrittenTaint[]): Taint[] {
  return taints.flatMap(({ key, value = '', effect: written }, index) => {
    const first = taints.findIndex((other) => other.key === key && other.effect === written)
    const effect = taintEffects.find((known) => known === written)
    return effect !== undefined && first === index ? [{ key, value, effect }] : []
  })
}

function readTaint(at: Located): WrittenTaint {
  return { key: textOf(at.get('key')), value: textOf(at.get('value')), effect: textOf(at.get('effect')) }
}

/** Of conditions other than Ready, with the status True. */
const pressureTaints: Readonly<Record<string, string>> = {
  MemoryPressure: nodeTaint('memory-pressure'),
  DiskPressure: nodeTaint('disk-pressure'),
  PIDPressure: nodeTaint('pid-pressure'),
  NetworkUnavailable: nodeTaint('network-unavailable'),
}

/** What the node lifecycle controller makes of a node's state. Source: pkg/controller/nodelifecycle, doNoScheduleTaintingPass. */
function impliedTaints(node: Located): WrittenTaint[] {
  const keys: string[] = []
  if (node.at('spec', 'unschedulable').value === true) keys.push(unschedulableKey)
  for (const condition of node.at('status', 'conditions').items()) {
    const type = textOf(condition.get('type'))
    const status = textOf(condition.get('status'))
    if (type === 'Ready' && status === 'False') keys.push(notReadyKey)
    else if (type === 'Ready' && status === 'Unknown') keys.push(unreachableKey)
    else if (status === 'True' && Object.hasOwn(pressureTaints, type)) keys.push(pressureTaints[type])
  }
  return keys.map((key) => ({ key, value: '', effect: 'NoSchedule' }))
}

export function readTolerations(at: Located): Toleration[] {
  return at.items().map((item) => ({
    key: textOf(item.get('key')),
    exists: item.get('operator').value === 'Exists',
    value: textOf(item.get('value')),
    effect: textOf(item.get('effect')),
    ...secondsOf(item.get('tolerationSeconds')),
  }))
}

/** One that is not a number is no toleration's, and was reported. */
function secondsOf({ value }: Located): Pick<Toleration, 'seconds'> {
  return typeof value === 'number' ? { seconds: Math.max(0, value) } : {}
}

function textOf({ value }: Located): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}

/** The first taint that keeps pods away and that none of the tolerations is for. */
export function untolerated(taints: readonly Taint[], tolerations: readonly Toleration[]): Taint | undefined {
  return taints.find(
    (taint) =>
      repellingEffects.includes(taint.effect) &&
      !tolerations.some((toleration) => tolerates(toleration, taint)),
  )
}

const always = (key: string, effect: string): Toleration => ({ key, exists: true, value: '', effect })

/**
 * W3: what the DaemonSet controller adds to its pods. One that runs on a node stays there when the node is not ready any more
 * (nodeShouldRunDaemonPod, shouldContinueRunning), and its pods were there before.
 */
export function daemonTolerations(usesHostNetwork: boolean): Toleration[] {
  return [
    always(notReadyKey, ''),
    always(unreachableKey, ''),
    ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((name) =>
      always(nodeTaint(name), 'NoSchedule'),
    ),
    ...(usesHostNetwork ? [always(nodeTaint('network-unavailable'), 'NoSchedule')] : []),
  ]
}
