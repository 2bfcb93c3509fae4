/** The smallest specs for questions about one workload: its one container, its replicas, its run. Times in seconds. */
import type {
  BehaviorSpec,
  ClusterSpec,
  ContainerSpec,
  ScriptEntrySpec,
  WorkloadKind,
} from '../../engine/contract/cluster-spec.ts'
import { behavior, cluster, constant, container, second, workload } from './spec.ts'

/** A container that is probed so and does this. */
export function app(
  probes: ContainerSpec['probes'],
  does: Partial<BehaviorSpec> = {},
  name = 'app',
): ContainerSpec {
  return container({ name, probes, behavior: behavior(does) })
}

/** Every answer takes so long. */
export function latency(seconds: number): BehaviorSpec['latency'] {
  return { startup: constant(seconds), readiness: constant(seconds), liveness: constant(seconds) }
}

/** The first incarnation answers so from that age on, to any probe. */
export function script(
  after: number,
  answer: ScriptEntrySpec['answer'],
  changes: Partial<ScriptEntrySpec> = {},
): ScriptEntrySpec {
  return { probe: 'all', afterUs: after * second, answer, incarnations: [0], ill: false, ...changes }
}

/** A Deployment `web` of this container, alone; or another kind: without a controller of its own, a Job's deleted pods are not replaced. */
export function deployed(
  only: ContainerSpec,
  seconds: number,
  changes: Partial<ClusterSpec> & {
    readonly createdAt?: number
    readonly replicas?: number
    readonly kind?: WorkloadKind
  } = {},
): ClusterSpec {
  const { createdAt = 0, replicas = 1, kind = 'Deployment', ...rest } = changes
  const web = workload([only], { kind, createdAtUs: createdAt * second, replicas })
  return cluster([web], seconds, rest)
}
