/** Jobs: how many pods they make, and when they give up (W5). */
import type { JobSpec } from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { Asides } from './aside.ts'
import { countField, flagField, int32Max, podCountField } from './field.ts'

/** `backoffLimit` of a Job that sets neither it nor `backoffLimitPerIndex`. */
const backoffLimitDefault = 6

/** Fields of a Job that would change when it ends. */
const jobFieldsAside = ['backoffLimitPerIndex', 'podFailurePolicy', 'successPolicy']

/**
 * W5; a Job that sets neither parallelism nor completions has one of each. One that is suspended, or has no time, makes no pods, and
 * one of a live cluster goes on with what is left.
 */
export function readJob(
  spec: Located,
  status: Located,
  report: Report,
  asides: Asides,
): { readonly replicas: number; readonly job?: JobSpec } {
  const before = (key: string): number => Number(status.get(key).value ?? 0) || 0
  const set = {
    parallelism: podCountField(spec.get('parallelism'), report),
    completions: podCountField(spec.get('completions'), report),
  }
  const limitDefault = spec.get('backoffLimitPerIndex').isAbsent ? backoffLimitDefault : int32Max
  const limit = countField(spec.get('backoffLimit'), report) ?? limitDefault
  const backoffLimit = Math.max(0, limit - before('failed'))
  asides.note('jobField', jobFieldsAside.some((key) => !spec.get(key).isAbsent) ? 1 : 0)
  const parallelism = set.parallelism ?? 1
  const wanted = set.parallelism === undefined ? (set.completions ?? 1) : set.completions
  const completions = wanted === undefined ? undefined : Math.max(0, wanted - before('succeeded'))
  const isSuspended = flagField(spec.get('suspend'), report) === true
  asides.note('suspended', isSuspended ? 1 : 0)
  const deadlineSeconds = countField(spec.get('activeDeadlineSeconds'), report)
  // One whose deadline is over from the start has failed before it makes a pod.
  const makesNone = isSuspended || deadlineSeconds === 0
  const replicas = makesNone ? 0 : Math.min(parallelism, completions ?? parallelism)
  if (replicas === 0) return { replicas }
  const counts = { parallelism, backoffLimit, ...(completions !== undefined && { completions }) }
  const deadline = deadlineSeconds && { activeDeadlineUs: deadlineSeconds * 1_000_000 }
  return { replicas, job: { ...counts, ...deadline } }
}
