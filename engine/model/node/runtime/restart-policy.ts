/**
 * B10: whether a container that has ended is started again, by its rules, its own policy, or the pod's. Sidecars always
 * are. Source: kubernetes v1.35 pkg/api/v1/pod/util.go, ContainerShouldRestart, FindMatchingContainerRestartRule.
 */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { ContainerKind, RestartAction, RestartPolicyId } from '../../codes.ts'
import { profileOfPod, type VersionProfile } from '../../version-profile.ts'

const ruleNone = -1

export function isSidecar(state: ClusterState, container: ContainerId): boolean {
  return state.containerTemplate.kind[state.container.template[container]] === ContainerKind.Sidecar
}

export function isPlainInit(state: ClusterState, container: ContainerId): boolean {
  return state.containerTemplate.kind[state.container.template[container]] === ContainerKind.Init
}

export function isRegular(state: ClusterState, container: ContainerId): boolean {
  return state.containerTemplate.kind[state.container.template[container]] === ContainerKind.Regular
}

function profileOf(state: ClusterState, container: ContainerId): VersionProfile {
  return profileOfPod(state, state.container.pod[container])
}

/** The policy that holds for a container: its own, if it has one that counts, or the pod's. */
function policyOf(state: ClusterState, container: ContainerId): number {
  const { container: containers, containerTemplate } = state
  const own = containerTemplate.restartPolicy[containers.template[container]]
  if (own >= 0 && (isSidecar(state, container) || profileOf(state, container).hasContainerPolicies))
    return own
  return podPolicyOf(state, container)
}

export function podPolicyOf(state: ClusterState, container: ContainerId): number {
  return state.podTemplate.restartPolicy[state.pod.template[state.container.pod[container]]]
}

/** B10, after an exit with this code. */
export function shouldRestart(state: ClusterState, container: ContainerId, exitCode: number): boolean {
  if (matchingRule(state, container, exitCode) !== ruleNone) return true
  return allowsRestart(policyOf(state, container), exitCode)
}

/** A policy without rules. */
export function allowsRestart(policy: number, exitCode: number): boolean {
  if (policy === RestartPolicyId.Always) return true
  return policy === RestartPolicyId.OnFailure && exitCode !== 0
}

/** S11, B11: after a kill by a probe, whose exit code nobody knows yet, rules do not count. */
export function restartsAfterKill(state: ClusterState, container: ContainerId): boolean {
  return policyOf(state, container) !== RestartPolicyId.Never
}

/** S11: whether a container that has succeeded has done what it is there for. */
export function runsOnce(state: ClusterState, container: ContainerId): boolean {
  return policyOf(state, container) === RestartPolicyId.OnFailure
}

/** P17: whether some exit could lead to a restart, whatever the code. */
export function isRestartable(state: ClusterState, container: ContainerId): boolean {
  const { container: containers, containerTemplate } = state
  const template = containers.template[container]
  const hasRules = containerTemplate.ruleBegin[template] < containerTemplate.ruleEnd[template]
  return hasRules || restartsAfterKill(state, container)
}

/** B10: whether an exit with this code restarts all containers of the pod. */
export function restartsAll(state: ClusterState, container: ContainerId, exitCode: number): boolean {
  if (!profileOf(state, container).hasRestartAll) return false
  const rule = matchingRule(state, container, exitCode)
  return rule !== ruleNone && state.restartRule.action[rule] === RestartAction.RestartAll
}

/** The first rule that matches and that this kubelet knows what to do with. */
function matchingRule(state: ClusterState, container: ContainerId, exitCode: number): number {
  const { container: containers, containerTemplate, restartRule } = state
  const template = containers.template[container]
  const end = containerTemplate.ruleEnd[template]
  if (containerTemplate.ruleBegin[template] === end) return ruleNone
  const profile = profileOf(state, container)
  if (!profile.hasContainerPolicies) return ruleNone
  for (let rule = containerTemplate.ruleBegin[template]; rule < end; rule++) {
    if (names(state, rule, exitCode) !== (restartRule.isIn[rule] === 1)) continue
    return restartRule.action[rule] === RestartAction.RestartAll && !profile.hasRestartAll ? ruleNone : rule
  }
  return ruleNone
}

function names(state: ClusterState, rule: number, exitCode: number): boolean {
  const { codesBegin, codesEnd } = state.restartRule
  for (let at = codesBegin[rule]; at < codesEnd[rule]; at++) {
    if (state.restartRuleCodes[at] === exitCode) return true
  }
  return false
}
