/** B10 with the pod's policy: whether a container that has ended is started again. */
import { RestartPolicyId } from '../codes.ts'

/** Source: kubernetes v1.35 pkg/api/v1/pod/util.go, ContainerShouldRestart. */
export function shouldRestart(policy: number, exitCode: number): boolean {
  if (policy === RestartPolicyId.Always) return true
  return policy === RestartPolicyId.OnFailure && exitCode !== 0
}
