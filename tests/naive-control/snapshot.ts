/** What is compared at the end of an instant, as text. */
import type { Condition, DeploymentStatus } from './deployment.ts'
import type { NodeObject } from './node-monitor.ts'
import type { StatefulSet } from './stateful-set.ts'

export type PodTrace = {
  readonly name: string
  readonly createdUs: number
  readonly node: string | null
  readonly phase: string
  readonly isReady: boolean
  readonly isDeleting: boolean
  readonly restarts: number
}

type SetTrace = {
  readonly revision: number
  readonly number: number
  readonly wanted: number
  readonly replicas: number
  readonly ready: number
  readonly available: number
}

export type ControllerTrace = {
  readonly sets?: readonly SetTrace[]
  readonly deployment?: (DeploymentStatus & { readonly number: number }) | undefined
  readonly statefulSet?: StatefulSet['status']
}

export function traceOf(
  pods: readonly PodTrace[],
  { sets, deployment, statefulSet }: ControllerTrace,
): string {
  const podTexts = pods.map(({ name, createdUs, node, phase, isReady, isDeleting, restarts }) => {
    const marks = `${phase[0]}${isReady ? '+' : '-'}${isDeleting ? '!' : ''}${restarts > 0 ? `r${restarts}` : ''}`
    return `${name}@${createdUs / 1e6}${node === null ? '' : `/${node}`}${marks}`
  })
  const setTexts = (sets ?? [])
    .toSorted((a, b) => a.revision - b.revision)
    .map((set) => `${set.revision}#${set.number}:${set.wanted},${set.replicas},${set.ready},${set.available}`)
  const parts = [podTexts.sort().join(' '), setTexts.join(' ')]
  if (deployment !== undefined) {
    const { number, observed, replicas, updated, ready, available, unavailable } = deployment
    const counts = [number, observed, replicas, updated, ready, available, unavailable].join(',')
    parts.push(
      `${counts} P ${conditionText(deployment.progressing)} A ${conditionText(deployment.availability)}`,
    )
  }
  if (statefulSet !== undefined) {
    const { replicas, ready, available, current, updated } = statefulSet
    parts.push([replicas, ready, available, current, updated].join(','))
  }
  return parts.filter((part) => part !== '').join(' | ')
}

function conditionText(condition: Condition | undefined): string {
  if (condition === undefined) return 'none'
  const { isTrue, reason, updatedUs, changedUs } = condition
  return `${isTrue} ${reason} ${updatedUs / 1e6}/${changedUs / 1e6}`
}

/** Nodes that are not as they should be. */
export function nodesTrace(
  nodes: readonly Pick<NodeObject, 'name' | 'isUnknown' | 'hasNoSchedule' | 'hasNoExecute'>[],
): string {
  return nodes
    .filter((node) => node.isUnknown || node.hasNoSchedule || node.hasNoExecute)
    .map(
      ({ name, isUnknown, hasNoSchedule, hasNoExecute }) =>
        `${name}:${isUnknown ? 'unknown' : 'ready'}${hasNoSchedule ? ' S' : ''}${hasNoExecute ? ' E' : ''}`,
    )
    .join(', ')
}
