/**
 * HorizontalPodAutoscalers that can be simulated: they scale a workload of the input by the CPU of its pods (Z29). Their rules have been checked
 * (`api/`). Source of the defaults: kubernetes v1.36 pkg/apis/autoscaling/v2/defaults.go.
 */
import type {
  AutoscalerSpec,
  ScalingPolicySpec,
  ScalingRulesSpec,
} from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import { parseQuantity } from '../text/quantity.ts'
import { isSidecar } from './container-reader.ts'

const second = 1_000_000
const percentDefault = 80
const toleranceDefault = 0.1

/** What it says but for the workload, or why it is not simulated. */
export type ReadAutoscaler = Omit<AutoscalerSpec, 'workload'> | { readonly problem: string }

/** @param podAt where `metadata` and `spec` of the pods stand that it scales. */
export function readAutoscaler(
  object: Located,
  identity: { readonly namespace: string; readonly name: string },
  podAt: Located,
): ReadAutoscaler {
  const spec = object.get('spec')
  const target = readTarget(spec, podAt)
  if ('problem' in target) return target
  const behavior = spec.get('behavior')
  const up = behavior.get('scaleUp')
  const down = behavior.get('scaleDown')
  return {
    ...identity,
    minReplicas: numberAt(spec.get('minReplicas')) ?? 1,
    maxReplicas: numberAt(spec.get('maxReplicas')) ?? 1,
    target,
    tolerance: { up: toleranceOf(up), down: toleranceOf(down) },
    ...(behavior.isAbsent
      ? {}
      : { behavior: { up: rulesOf(up, upDefaults), down: rulesOf(down, downDefaults) } }),
  }
}

function readTarget(spec: Located, podAt: Located): AutoscalerSpec['target'] | { readonly problem: string } {
  const metrics = spec.get('metrics').items()
  // autoscaling/v1, and a v2 that names no metric.
  if (metrics.length === 0)
    return utilization(numberAt(spec.get('targetCPUUtilizationPercentage')) ?? percentDefault, podAt)
  const [metric] = metrics
  const resource = metric.get('resource')
  const isCpu = metric.get('type').value === 'Resource' && resource.get('name').value === 'cpu'
  if (metrics.length > 1 || !isCpu) return { problem: 'it has metrics beside the CPU of its pods' }
  const target = resource.get('target')
  const percent = numberAt(target.get('averageUtilization'))
  if (percent !== undefined) return utilization(percent, podAt)
  const average = parseQuantity(String(target.get('averageValue').value))
  return average === undefined
    ? { problem: 'it has metrics beside the CPU of its pods' }
    : { kind: 'average', millicores: Math.ceil(1000 * average) }
}

const requestsNone = 'a container of its pods requests no CPU'

/**
 * Of each regular container and sidecar it takes what it requests; a request that is left out is the limit. Where one has neither, and where all requests are 0, there
 * is no metric. Source: kubernetes v1.36 pkg/controller/podautoscaler, calculateRequests; metrics/utilization.go, GetResourceUtilizationRatio.
 */
function utilization(
  percent: number,
  podAt: Located,
): AutoscalerSpec['target'] | { readonly problem: string } {
  const spec = podAt.get('spec')
  const containers = [
    ...spec.get('containers').items(),
    ...spec.get('initContainers').items().filter(isSidecar),
  ]
  let requestMillicores = 0
  for (const container of containers) {
    const resources = container.get('resources')
    const request = resources.at('requests', 'cpu')
    const written = request.isAbsent ? resources.at('limits', 'cpu') : request
    const cores = written.isAbsent ? undefined : parseQuantity(String(written.value))
    if (cores === undefined) return { problem: requestsNone }
    requestMillicores += Math.ceil(1000 * cores)
  }
  if (requestMillicores === 0) return { problem: requestsNone }
  return { kind: 'utilization', percent, requestMillicores }
}

function numberAt({ value }: Located): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function toleranceOf(rules: Located): number {
  const written = rules.get('tolerance')
  return written.isAbsent ? toleranceDefault : (parseQuantity(String(written.value)) ?? toleranceDefault)
}

const percentPolicy: ScalingPolicySpec = { kind: 'Percent', value: 100, periodUs: 15 * second }
const upDefaults: ScalingRulesSpec = {
  stabilizationUs: 0,
  select: 'Max',
  policies: [{ kind: 'Pods', value: 4, periodUs: 15 * second }, percentPolicy],
}
const downDefaults: ScalingRulesSpec = {
  stabilizationUs: 300 * second,
  select: 'Max',
  policies: [percentPolicy],
}

function rulesOf(rules: Located, defaults: ScalingRulesSpec): ScalingRulesSpec {
  const seconds = numberAt(rules.get('stabilizationWindowSeconds'))
  const policies = rules.get('policies').items()
  return {
    stabilizationUs: seconds === undefined ? defaults.stabilizationUs : seconds * second,
    select: (rules.get('selectPolicy').value as ScalingRulesSpec['select'] | undefined) ?? defaults.select,
    policies:
      policies.length === 0
        ? defaults.policies
        : policies.map((policy) => ({
            kind: policy.get('type').value as ScalingPolicySpec['kind'],
            value: numberAt(policy.get('value')) ?? 0,
            periodUs: (numberAt(policy.get('periodSeconds')) ?? 0) * second,
          })),
  }
}
