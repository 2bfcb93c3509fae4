/** Services with requests, for tests: a workload of pods that answer them, unless a test says more. */
import type {
  ClusterSpec,
  ContainerSpec,
  ServiceSpec,
  TrafficSpec,
  WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import type { ReplicationResult, ServiceMetric } from '../../engine/contract/run-result.ts'
import { cluster, constant, container, second, workload } from './spec.ts'

export type TrafficChanges = Omit<Partial<TrafficSpec>, 'perPod' | 'retries'> & {
  readonly perPod?: Partial<TrafficSpec['perPod']>
  readonly retries?: Partial<TrafficSpec['retries']>
}

/** 100 requests a second; a pod works on one at a time, for 10 ms; clients wait a second, and try once. */
export function traffic({ perPod, retries, ...rest }: TrafficChanges = {}): TrafficSpec {
  return {
    requestsPerSecond: 100,
    perPod: { concurrency: 1, latency: constant(0.01), timeoutUs: second, ...perPod },
    retries: { max: 0, backoffUs: 0.1 * second, budget: Infinity, ...retries },
    connections: 'perRequest',
    calls: [],
    ...rest,
  }
}

export function service(changes: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    namespace: 'default',
    name: 'web',
    hasSelector: true,
    isHeadless: false,
    publishNotReadyAddresses: false,
    ...changes,
  }
}

/** Pods of a Deployment that a Service selects. */
export function served(
  app: ContainerSpec = container(),
  changes: Partial<WorkloadSpec> = {},
  index = 0,
): WorkloadSpec {
  const selectedBy = [{ service: index, ports: [] }]
  return workload([app], { kind: 'Deployment', replicas: 4, selectedBy, ...changes })
}

/** One Service, whose pods run and answer at time 0. */
export function website(
  of: TrafficSpec,
  durationSeconds: number,
  changes: Partial<ClusterSpec> = {},
  pods: WorkloadSpec = served(),
): ClusterSpec {
  const services = [service({ traffic: of })]
  return cluster([pods], durationSeconds, { initialState: 'running', services, ...changes })
}

export function serviceOf(
  { services }: Pick<ReplicationResult, 'services'>,
  metric: ServiceMetric,
  name = 'web',
): number | null {
  return services.find(({ service: shown }) => shown === `default/${name}`)!.values[metric]
}
