/**
 * How long a pod stays on a node that fails, and whether it is placed on one all the same (N7), from its tolerations and those that admission and the
 * DaemonSet controller add. Source: kubernetes v1.36 plugin/pkg/admission/defaulttolerationseconds/admission.go; component-helpers
 * scheduling/corev1/helpers.go, GetMatchingTolerations.
 */
import {
  borneUs,
  daemonTolerationsDefault,
  type NodeTaint,
  type NodeTolerationsSpec,
  nodeTaints,
  tolerates,
  tolerationsDefault,
} from '../../engine/contract/cluster-spec.ts'
import type { NodeDemand } from './node-demand.ts'
import { nodeTaintKeys, type Toleration } from './taints.ts'

const always = (taint: NodeTaint, effect: string): Toleration => ({
  key: nodeTaintKeys[taint],
  exists: true,
  value: '',
  effect,
})
/** W3: what pods of a DaemonSet get. Source: pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations. */
const ofDaemons = [
  always('notReady', 'NoExecute'),
  always('unreachable', 'NoExecute'),
  always('unschedulable', 'NoSchedule'),
]

/** Admission gives a pod that says nothing of these so long. */
const admitted: readonly NodeTaint[] = ['notReady', 'unreachable']
const admittedSeconds = 300

/** Nothing where it is what every pod of its kind has. */
export function nodeTolerations(
  demand: NodeDemand,
  isDaemon: boolean,
): { readonly tolerations?: NodeTolerationsSpec } {
  if (demand.tolerations.length === 0) return {}
  const added = isDaemon ? ofDaemons : []
  const all = [
    ...added,
    ...demand.tolerations,
    ...admitted.flatMap((taint) => admittedFor(taint, demand.tolerations)),
  ]
  const staysUs = {
    notReady: staysFor('notReady', all),
    unreachable: staysFor('unreachable', all),
    outOfService: staysFor('outOfService', all),
  }
  const placedDespite = nodeTaints.filter((taint) => isTolerated(taint, 'NoSchedule', all) !== undefined)
  const found = { staysUs, placedDespite }
  const usual = isDaemon ? daemonTolerationsDefault : tolerationsDefault
  return isSame(found, usual) ? {} : { tolerations: found }
}

/** Unless the pod tolerates that taint, or any, with the effect NoExecute, or any. */
function admittedFor(taint: NodeTaint, own: readonly Toleration[]): Toleration[] {
  const key = nodeTaintKeys[taint]
  const has = own.some(
    (one) => (one.key === key || one.key === '') && (one.effect === 'NoExecute' || one.effect === ''),
  )
  return has ? [] : [{ key, exists: true, value: '', effect: 'NoExecute', seconds: admittedSeconds }]
}

function staysFor(taint: NodeTaint, all: readonly Toleration[]): number {
  const found = isTolerated(taint, 'NoExecute', all)
  if (found === undefined) return 0
  return found.seconds === undefined ? Infinity : borneUs(found.seconds)
}

/** The first toleration for the taint. */
function isTolerated(taint: NodeTaint, effect: string, all: readonly Toleration[]): Toleration | undefined {
  return all.find((one) => tolerates(one, { key: nodeTaintKeys[taint], value: '', effect }))
}

function isSame(a: NodeTolerationsSpec, b: NodeTolerationsSpec): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b))
}

function plain({ staysUs, placedDespite }: NodeTolerationsSpec): unknown {
  return [
    String(staysUs.notReady),
    String(staysUs.unreachable),
    String(staysUs.outOfService),
    ...placedDespite,
  ]
}
