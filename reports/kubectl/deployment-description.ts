/** `kubectl describe deployment`. Source: k8s.io/kubectl v0.36 pkg/describe/describe.go, describeDeployment. */
import type { DeploymentView, EventView, ReplicaSetView } from '../../engine/contract/cluster-view.ts'
import { beforeRunSeconds } from './before-run.ts'
import { deploymentLabels, revisionKey, type ShownDeployment } from './deployments.ts'
import { eventLines } from './event-table.ts'
import { mapOf, type PlainMap, textOf, textsOf } from './plain-data.ts'
import { describedBlocks, pairLines } from './pod-description.ts'
import { podTemplateLines, withImages } from './pod-template-description.ts'
import { selectorText } from './selector-text.ts'
import { apiTime, describedTime } from './wall-clock.ts'

/** @param sets its ReplicaSets. */
export function deploymentDescription(
  deployment: ShownDeployment,
  sets: readonly ReplicaSetView[],
  events: readonly EventView[],
  nowSeconds: number,
): string {
  const { view, written } = deployment
  const spec = mapOf(written['spec'])
  const lines = [
    `Name:\t${view.name}`,
    `Namespace:\t${view.namespace}`,
    `CreationTimestamp:\t${describedTime(apiTime(view.createdSeconds ?? beforeRunSeconds))}`,
    ...pairLines('Labels', '=', deploymentLabels(deployment)),
    ...pairLines('Annotations', ': ', {
      ...textsOf(mapOf(written['metadata'])['annotations']),
      [revisionKey]: String(view.revision),
    }),
    `Selector:\t${selectorText(spec['selector'])}`,
    `Replicas:\t${view.wanted} desired | ${view.updated} updated | ${view.replicas} total | ${view.available} available | ${view.unavailable} unavailable`,
    ...strategyLines(mapOf(spec['strategy']), textOf(spec['minReadySeconds']) || '0'),
    ...podTemplateLines(withImages(mapOf(spec['template']), view.images)),
    ...conditionLines(view),
    ...setLines(sets),
  ]
  return describedBlocks(lines, eventLines(events, nowSeconds), events.length)
}

/** A share that the manifest does not say is 25 %. Source: pkg/apis/apps/v1/defaults.go, SetDefaults_Deployment. */
function strategyLines(strategy: PlainMap, minReadySeconds: string): string[] {
  const type = textOf(strategy['type']) || 'RollingUpdate'
  const rolling = mapOf(strategy['rollingUpdate'])
  const share = (key: string): string => textOf(rolling[key]) || '25%'
  return [
    `StrategyType:\t${type}`,
    `MinReadySeconds:\t${minReadySeconds}`,
    ...(type === 'RollingUpdate'
      ? [`RollingUpdateStrategy:\t${share('maxUnavailable')} max unavailable, ${share('maxSurge')} max surge`]
      : []),
  ]
}

function conditionLines({ conditions }: DeploymentView): string[] {
  if (conditions.length === 0) return []
  return [
    'Conditions:',
    '  Type\tStatus\tReason',
    '  ----\t------\t------',
    ...conditions.map(({ type, isTrue, reason }) => `  ${type} \t${isTrue ? 'True' : 'False'}\t${reason}`),
  ]
}

function setLines(sets: readonly ReplicaSetView[]): string[] {
  if (sets.length === 0) return []
  const textOfSets = (isNewest: boolean): string =>
    sets
      .filter((set) => set.isNewest === isNewest)
      .map(({ name, replicas, wanted }) => `${name} (${replicas}/${wanted} replicas created)`)
      .join(', ') || '<none>'
  return [`OldReplicaSets:\t${textOfSets(false)}`, `NewReplicaSet:\t${textOfSets(true)}`]
}
