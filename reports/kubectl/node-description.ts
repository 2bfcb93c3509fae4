/**
 * `kubectl describe node`. Source: k8s.io/kubectl v0.36 pkg/describe/describe.go, describeNode and describeNodeResource. Leases, addresses, other conditions
 * than Ready and what the machine is are not simulated: what has a line there stays empty.
 */
import { ephemeralStorage } from '../../engine/contract/cluster-spec.ts'
import type { EventView, NodeView } from '../../engine/contract/cluster-view.ts'
import { bytesText, cpuText } from './amount-text.ts'
import { eventLines } from './event-table.ts'
import { ageText } from './human-duration.ts'
import { allocatableOf, conditionOf, rolesText } from './nodes.ts'
import { textOf } from './plain-data.ts'
import { describedBlocks, pairLines } from './pod-description.ts'
import { apiTime, describedTime } from './wall-clock.ts'

/** What a pod asks for, and what it may take; 0 = nothing, or as much as there is. */
export type PodAmounts = {
  readonly namespace: string
  readonly name: string
  readonly createdSeconds: number | null
  readonly requests: Amounts
  readonly limits: Amounts
}
export type Amounts = {
  readonly cpuMilli: number
  readonly memoryBytes: number
  readonly storageBytes: number
  readonly devices: Readonly<Record<string, number>>
}

/** @param pods of the node that have not ended, by namespace and name. */
export function nodeDescription(
  view: NodeView,
  kubernetesVersion: string,
  pods: readonly PodAmounts[],
  events: readonly EventView[],
  nowSeconds: number,
): string {
  const time = (seconds: number | null): string =>
    seconds === null ? '<unknown>' : describedTime(apiTime(seconds))
  const condition = conditionOf(view)
  const lines = [
    `Name:\t${view.name}`,
    `Roles:\t${rolesText(view)}`,
    ...pairLines('Labels', '=', view.labels),
    'Annotations:\t<none>',
    `CreationTimestamp:\t${time(view.createdSeconds)}`,
    ...taintLines(view),
    `Unschedulable:\t${view.isUnschedulable}`,
    'Conditions:',
    '  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage',
    '  ----\t------\t-----------------\t------------------\t------\t-------',
    `  ${[condition['type'], condition['status'], '<unknown>', time(view.turnedSeconds), condition['reason'], condition['message']].map(textOf).join(' \t')}`,
    'Addresses:',
    'Allocatable:',
    ...Object.entries(allocatableOf(view)).map(([name, amount]) => `  ${name}:\t${textOf(amount)}`),
    'System Info:',
    ...unknownOfMachines.map((name) => `  ${name}:\t`),
    `  Kubelet Version:\t${view.kubeletVersion ?? `v${kubernetesVersion}`}`,
    `Non-terminated Pods:\t(${pods.length} in total)`,
    '  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge',
    '  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---',
    ...pods.map((pod) => podLine(pod, view, nowSeconds)),
    'Allocated resources:',
    '  (Total limits may be over 100 percent, i.e., overcommitted.)',
    ...allocatedLines(pods, view),
  ]
  return describedBlocks(lines, eventLines(events, nowSeconds), events.length)
}

const unknownOfMachines = [
  'Machine ID',
  'System UUID',
  'Boot ID',
  'Kernel Version',
  'OS Image',
  'Operating System',
  'Architecture',
  'Container Runtime Version',
]

function taintLines({ taints }: NodeView): string[] {
  if (taints.length === 0) return ['Taints:\t<none>']
  return taints.map(
    ({ key, value = '', effect }, index) =>
      `${index === 0 ? 'Taints:' : ''}\t${key}${value === '' ? '' : `=${value}`}:${effect}`,
  )
}

function podLine(
  { namespace, name, createdSeconds, requests, limits }: PodAmounts,
  view: NodeView,
  nowSeconds: number,
): string {
  const cpu = ({ cpuMilli }: Amounts): string => cpuShare(cpuMilli, view)
  const memory = ({ memoryBytes }: Amounts): string => memoryShare(memoryBytes, view)
  const cells = [
    cpu(requests),
    cpu(limits),
    memory(requests),
    memory(limits),
    ageText(nowSeconds, createdSeconds),
  ]
  return `  ${namespace}\t${name}\t\t${cells.join('\t')}`
}

function allocatedLines(pods: readonly PodAmounts[], view: NodeView): string[] {
  const sum = (of: (pod: PodAmounts) => number): number => pods.reduce((total, pod) => total + of(pod), 0)
  return [
    '  Resource\tRequests\tLimits',
    '  --------\t--------\t------',
    `  cpu\t${cpuShare(
      sum(({ requests }) => requests.cpuMilli),
      view,
    )}\t${cpuShare(
      sum(({ limits }) => limits.cpuMilli),
      view,
    )}`,
    `  memory\t${memoryShare(
      sum(({ requests }) => requests.memoryBytes),
      view,
    )}\t${memoryShare(
      sum(({ limits }) => limits.memoryBytes),
      view,
    )}`,
    `  ephemeral-storage\t${[sum(({ requests }) => requests.storageBytes), sum(({ limits }) => limits.storageBytes)].map((bytes) => shareText(bytesText(bytes), bytes, view.devices[ephemeralStorage] ?? null)).join('\t')}`,
    ...Object.keys(view.devices)
      .filter((name) => name !== ephemeralStorage)
      .sort()
      .map((name) => {
        const of = (amounts: Amounts): number => amounts.devices[name] ?? 0
        return `  ${name}\t${sum(({ requests }) => of(requests))}\t${sum(({ limits }) => of(limits))}`
      }),
  ]
}

function cpuShare(millicores: number, { cpuCores }: NodeView): string {
  return shareText(cpuText(millicores), millicores, cpuCores === null ? null : cpuCores * 1000)
}

function memoryShare(bytes: number, { memoryBytes }: NodeView): string {
  return shareText(bytesText(bytes), bytes, memoryBytes)
}

/** Cut to whole percents; of what the node does not say it is 0, as with kubectl. */
function shareText(text: string, amount: number, of: number | null): string {
  return `${text} (${of === null || of === 0 ? 0 : Math.trunc((100 * amount) / of)}%)`
}
