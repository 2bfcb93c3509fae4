/** `kubectl get nodes`, as a table and as objects. Source: kubernetes v1.35 pkg/printers/internalversion/printers.go, printNode. */
import type { NodeView } from '../../engine/study/cluster-view.ts'
import { safeText } from '../readable.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import type { PlainMap } from './plain-data.ts'

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

/** Nodes are there before the run; how long, and on what machines, nothing says. */
export function nodeCells(view: NodeView, options: NodeTableOptions): string[] {
  const { wide, kubernetesVersion, ...labels } = options
  const roles = Object.keys(view.labels)
    .filter((key) => key.startsWith(rolePrefix) && key !== rolePrefix)
    .map((key) => key.slice(rolePrefix.length))
    .sort()
  return [
    view.name,
    'Ready',
    roles.length === 0 ? '<none>' : roles.join(','),
    '<unknown>',
    `v${kubernetesVersion}`,
    ...(wide ? ['<none>', '<none>', '<unknown>', '<unknown>', '<unknown>'] : []),
    ...labelCells(view.labels, labels),
  ].map(safeText)
}

export function nodeObject(view: NodeView, kubernetesVersion: string): PlainMap {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { labels: view.labels, name: view.name },
    status: {
      allocatable: { pods: String(view.podsMax) },
      conditions: [{ reason: 'KubeletReady', status: 'True', type: 'Ready' }],
      nodeInfo: { kubeletVersion: `v${kubernetesVersion}` },
    },
  }
}
