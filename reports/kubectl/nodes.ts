/** `kubectl get nodes`, as a table and as objects. Source: kubernetes v1.35 pkg/printers/internalversion/printers.go, printNode. */
import type { NodeView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { bytesText, cpuText } from './amount-text.ts'
import { ageText } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { entry, type PlainMap } from './plain-data.ts'
import { apiTime } from './wall-clock.ts'

export type NodeTableOptions = LabelColumns & { readonly wide: boolean; readonly kubernetesVersion: string }

const rolePrefix = 'node-role.kubernetes.io/'

export function nodeHeaders({ wide, ...labels }: NodeTableOptions): string[] {
  return [
    'NAME',
    'STATUS',
    'ROLES',
    'AGE',
    'VERSION',
    ...(wide ? ['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'] : []),
    ...labelHeaders(labels),
  ]
}

/** Nodes are there before the run; how long, only a live cluster says, and on what machines, nothing. */
export function nodeCells(view: NodeView, nowSeconds: number, options: NodeTableOptions): string[] {
  const { wide, kubernetesVersion, ...labels } = options
  return [
    view.name,
    statusOf(view),
    rolesText(view),
    ageText(nowSeconds, view.createdSeconds),
    view.kubeletVersion ?? `v${kubernetesVersion}`,
    ...(wide ? ['<none>', '<none>', '<unknown>', '<unknown>', '<unknown>'] : []),
    ...labelCells(view.labels, labels),
  ].map(safeText)
}

export function rolesText({ labels }: NodeView): string {
  const roles = Object.keys(labels)
    .filter((key) => key.startsWith(rolePrefix) && key !== rolePrefix)
    .map((key) => key.slice(rolePrefix.length))
    .sort()
  return roles.length === 0 ? '<none>' : roles.join(',')
}

function statusOf({ ready, isUnschedulable }: NodeView): string {
  return `${ready === 'yes' ? 'Ready' : 'NotReady'}${isUnschedulable ? ',SchedulingDisabled' : ''}`
}

function specOf({ isUnschedulable, taints }: NodeView): PlainMap {
  if (!isUnschedulable && taints.length === 0) return {}
  return {
    spec: {
      ...(taints.length === 0
        ? {}
        : {
            taints: taints.map(({ key, value, effect }) => ({
              effect,
              key,
              ...entry('value', value || undefined),
            })),
          }),
      ...(isUnschedulable ? { unschedulable: true } : {}),
    },
  }
}

/** As quantities, by name. */
export function allocatableOf({ podsMax, cpuCores, memoryBytes, devices }: NodeView): PlainMap {
  const all: Record<string, unknown> = {
    ...entry('cpu', cpuCores === null ? undefined : cpuText(Math.round(cpuCores * 1000))),
    ...entry('memory', memoryBytes === null ? undefined : bytesText(memoryBytes)),
    pods: String(podsMax),
    ...Object.fromEntries(Object.entries(devices).map(([name, count]) => [name, String(count)])),
  }
  return Object.fromEntries(
    Object.keys(all)
      .sort()
      .map((name) => [name, all[name]]),
  )
}

export function conditionOf({ ready, turnedSeconds }: NodeView): PlainMap {
  return {
    ...entry('lastTransitionTime', turnedSeconds === null ? undefined : apiTime(turnedSeconds)),
    message: readyMessage[ready],
    reason: readyReason[ready],
    status: readyStatus[ready],
    type: 'Ready',
  }
}

const readyStatus = { yes: 'True', no: 'False', unknown: 'Unknown' } as const
const readyMessage = {
  yes: 'kubelet is posting ready status',
  no: 'kubelet is not ready',
  unknown: 'Kubelet stopped posting node status.',
} as const
const readyReason = { yes: 'KubeletReady', no: 'KubeletNotReady', unknown: 'NodeStatusUnknown' } as const

export function nodeObject(view: NodeView, kubernetesVersion: string): PlainMap {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      ...(view.createdSeconds === null ? {} : { creationTimestamp: apiTime(view.createdSeconds) }),
      labels: view.labels,
      name: view.name,
    },
    ...specOf(view),
    status: {
      allocatable: allocatableOf(view),
      conditions: [conditionOf(view)],
      nodeInfo: { kubeletVersion: view.kubeletVersion ?? `v${kubernetesVersion}` },
    },
  }
}
