/** Whether a container is restarted, and how long it waits first (B1 to B6, B10). */
import type { ClusterSpec } from '../../engine/index.ts'
import type { Pod, Slot } from './pod.ts'
import { endedInstance } from './process.ts'

const expiryUs = 600_000_000

/** B10, of a container that has exited. */
export function restartsAfter(pod: Pod, slot: Slot, exitCode: number): boolean {
  if (pod.isTerminating) return false
  if (slot.kind === 'sidecar') return true
  const policy = policyOf(pod, slot)
  if (hasContainerRules(pod.cluster) && slot.spec.restartPolicy !== undefined)
    for (const { operator, exitCodes } of slot.spec.restartRules ?? [])
      if (exitCodes.includes(exitCode) === (operator === 'In')) return true
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
}

/** Its own policy where the kubelet knows such, else the pod's. */
export function policyOf(pod: Pod, slot: Slot): 'Always' | 'OnFailure' | 'Never' {
  if (slot.kind === 'sidecar') return 'Always'
  const own = hasContainerRules(pod.cluster) ? slot.spec.restartPolicy : undefined
  return own ?? pod.spec.restartPolicy
}

export function hasContainerRules({ kubernetesVersion }: ClusterSpec): boolean {
  return kubernetesVersion >= '1.35'
}

/** B2, without gates. */
const baseUs = 10_000_000
const capUs = 300_000_000

/**
 * B3, B4: when a container may start, given the end of the instance that the sync began with; now if that is past. Then
 * the entry is stepped.
 */
export function heldUntilUs(slot: Slot, finishedAtUs: number | undefined, nowUs: number): number {
  if (finishedAtUs === undefined) return nowUs
  const entry = slot.backoff
  const hasExpired = entry === undefined || finishedAtUs - entry.steppedAtUs > expiryUs
  if (!hasExpired && nowUs - finishedAtUs < entry.lengthUs) return finishedAtUs + entry.lengthUs
  const lengthUs = hasExpired ? baseUs : Math.min(2 * entry.lengthUs, capUs)
  slot.backoff = { lengthUs, steppedAtUs: nowUs }
  return nowUs
}

/** B6. */
export function collectGarbage(slots: readonly Slot[], nowUs: number): void {
  for (const slot of slots)
    if (slot.backoff !== undefined && nowUs - slot.backoff.steppedAtUs > expiryUs) slot.backoff = undefined
}

/** What B3 calls X, as a sync finds it at its start. */
export function lastFinishedAtUs(slot: Slot): number | undefined {
  return endedInstance(slot)?.finishedAtUs
}
