/** How a Deployment rolls out, and when a pod counts as available (W2, Z23). Its rules have been checked (`api/rules/workload.ts`). */
import {
  type CountOrPercent,
  type DeploymentSpec,
  deploymentDefaults,
  type WorkloadKind,
} from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { countField, flagField } from './field.ts'

export type RolloutTemplate = { readonly deployment?: DeploymentSpec; readonly minReadyUs?: number }

/** No deadline. Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go, HasProgressDeadline. */
const noDeadlineSeconds = 2_147_483_647

/** What differs from the defaults of the API. An object of another API that behaves as a Deployment has no such fields. */
export function readRollout(
  kind: WorkloadKind,
  shownKind: string | undefined,
  spec: Located,
  report: Report,
): RolloutTemplate {
  if (shownKind !== undefined && shownKind !== 'ReplicationController') return {}
  if (kind !== 'Deployment' && kind !== 'ReplicaSet') return {}
  const minReadySeconds = countField(spec.get('minReadySeconds'), report) ?? 0
  const minReady = minReadySeconds === 0 ? {} : { minReadyUs: minReadySeconds * 1_000_000 }
  return kind === 'Deployment' ? { ...minReady, ...readDeployment(spec, report) } : minReady
}

function readDeployment(spec: Located, report: Report): { readonly deployment?: DeploymentSpec } {
  const deadline = countField(spec.get('progressDeadlineSeconds'), report) ?? 600
  const deployment: DeploymentSpec = {
    strategy: readStrategy(spec.get('strategy')),
    progressDeadlineUs: deadline === noDeadlineSeconds ? Infinity : deadline * 1_000_000,
    revisionHistoryLimit:
      countField(spec.get('revisionHistoryLimit'), report) ?? deploymentDefaults.revisionHistoryLimit,
    isPaused: flagField(spec.get('paused'), report) ?? false,
  }
  // As the server stores it, with its defaults, it is the same as without.
  return JSON.stringify(deployment) === JSON.stringify(deploymentDefaults) ? {} : { deployment }
}

function readStrategy(strategy: Located): DeploymentSpec['strategy'] {
  if (strategy.get('type').value === 'Recreate') return { kind: 'Recreate' }
  const rolling = strategy.get('rollingUpdate')
  return {
    kind: 'RollingUpdate',
    maxSurge: countOrPercent(rolling.get('maxSurge')),
    maxUnavailable: countOrPercent(rolling.get('maxUnavailable')),
  }
}

/** A number, or a percentage as text; 25 % if it is absent. What is neither has been reported. */
function countOrPercent({ value }: Located): CountOrPercent {
  if (typeof value === 'number') return { count: value }
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null
  return { percent: percent === null ? 25 : Number(percent[1]) }
}
