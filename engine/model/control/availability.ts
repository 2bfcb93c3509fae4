/**
 * When a controller looks whether a pod is available that is ready (Z23): it does not watch the clock, but puts its key into its queue for later, where of several
 * times the earliest counts. Newer controllers work out when the next pod will be available; the others look `minReadySeconds` after a sync that found one that
 * is not, and a second later than that after the news of its readiness: so a pod that is ready after another may be noticed `minReadySeconds` late.
 * Source: kubernetes v1.36 pkg/controller/replicaset/replica_set.go, statefulset/stateful_set.go, daemon/daemon_controller.go, updatePod and the end of a sync;
 * kubernetes/kubernetes#39785.
 */
import { atLeast, type KubernetesVersion, type WorkloadSpec } from '../../contract/cluster-spec.ts'
import { usPerSecond } from '../../kernel/time.ts'

/** Whether the controller of such a workload works out when the next pod will be available. */
export function knowsNextAvailable(kind: WorkloadSpec['kind'], version: KubernetesVersion): boolean {
  if (kind === 'DaemonSet') return false
  return atLeast(version, kind === 'StatefulSet' ? '1.35' : '1.34')
}

/** From the news that a pod is ready to the next look. */
export function lookAfterReadyUs(
  kind: WorkloadSpec['kind'],
  version: KubernetesVersion,
  minReadyUs: number,
): number {
  return knowsNextAvailable(kind, version) ? minReadyUs : minReadyUs + usPerSecond
}
