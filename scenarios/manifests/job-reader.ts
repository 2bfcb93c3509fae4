/** Jobs and what a CronJob makes them from: how many pods they make, and when they are done (W5, Z25). What the API refuses is reported elsewhere. */
import {
  type FailureAction,
  type FailureRuleSpec,
  failureActions,
  type JobSpec,
  type SuccessRuleSpec,
} from '../../engine/contract/job-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { countField, flagField, goSecondsMax, int32Max, podCountField, textField } from './field.ts'

/** Source: kubernetes v1.36 pkg/apis/batch/types.go, JobControllerName. */
const ownManager = 'kubernetes.io/job-controller'

/** `backoffLimit` of a Job that sets neither it nor `backoffLimitPerIndex`. */
const backoffLimitDefault = 6

const usPerSecond = 1_000_000

/**
 * A Job that sets neither parallelism nor completions has one of each. One of a live cluster goes on with what is left.
 * @param status of the Job in a live cluster.
 * @returns the pods that it begins with, and the Job.
 */
export function readJob(
  spec: Located,
  status: Located,
  report: Report,
): { readonly replicas: number; readonly job: JobSpec } {
  const before = (key: string): number => Number(status.get(key).value ?? 0) || 0
  const set = {
    parallelism: podCountField(spec.get('parallelism'), report),
    completions: podCountField(spec.get('completions'), report),
  }
  const perIndex = countField(spec.get('backoffLimitPerIndex'), report)
  const limit =
    countField(spec.get('backoffLimit'), report) ?? (perIndex === undefined ? backoffLimitDefault : int32Max)
  const isIndexed = textField(spec.get('completionMode'), report) === 'Indexed'
  const parallelism = set.parallelism ?? 1
  const wanted = set.parallelism === undefined ? (set.completions ?? 1) : set.completions
  // Which indexes are done the status says, too; they are made anew.
  const done = isIndexed ? 0 : before('succeeded')
  const completions = wanted === undefined ? undefined : Math.max(0, wanted - done)
  const isSuspended = flagField(spec.get('suspend'), report) === true
  const isManagedElsewhere = (textField(spec.get('managedBy'), report) ?? ownManager) !== ownManager
  const deadlineSeconds = countField(spec.get('activeDeadlineSeconds'), report, goSecondsMax)
  const ttlSeconds = countField(spec.get('ttlSecondsAfterFinished'), report)
  const maxFailedIndexes = countField(spec.get('maxFailedIndexes'), report)
  const failurePolicy = readFailurePolicy(spec.get('podFailurePolicy'))
  const successPolicy = readSuccessPolicy(spec.get('successPolicy'), completions ?? 0)
  const job: JobSpec = {
    parallelism,
    ...(completions !== undefined && { completions }),
    backoffLimit: Math.max(0, limit - before('failed')),
    ...(deadlineSeconds !== undefined && { activeDeadlineUs: deadlineSeconds * usPerSecond }),
    ...(isIndexed && { isIndexed }),
    ...(perIndex !== undefined && { backoffLimitPerIndex: perIndex }),
    ...(maxFailedIndexes !== undefined && { maxFailedIndexes }),
    ...(failurePolicy !== undefined && { failurePolicy }),
    ...(successPolicy !== undefined && { successPolicy }),
    ...((failurePolicy !== undefined || spec.get('podReplacementPolicy').value === 'Failed') && {
      replacesOnlyFailed: true,
    }),
    ...(ttlSeconds !== undefined && { ttlUs: ttlSeconds * usPerSecond }),
    ...(isSuspended && { isSuspended }),
    ...(isManagedElsewhere && { isManagedElsewhere }),
  }
  // One whose deadline is over from the start has failed before it makes a pod.
  const makesNone = isSuspended || isManagedElsewhere || deadlineSeconds === 0
  return { replicas: makesNone ? 0 : Math.min(parallelism, completions ?? parallelism), job }
}

function readFailurePolicy(at: Located): readonly FailureRuleSpec[] | undefined {
  if (at.isAbsent) return undefined
  return at
    .get('rules')
    .items()
    .map((rule): FailureRuleSpec => {
      const codes = rule.get('onExitCodes')
      const container = codes.get('containerName').value
      const written = String(rule.get('action').value)
      const action = failureActions.find((one) => one === written) ?? ('Count' satisfies FailureAction)
      if (codes.isAbsent) return { action, onPodConditions: readConditions(rule.get('onPodConditions')) }
      return {
        action,
        onExitCodes: {
          ...(typeof container === 'string' && { container }),
          operator: codes.get('operator').value === 'NotIn' ? 'NotIn' : 'In',
          values: codes
            .get('values')
            .items()
            .map((code) => Number(code.value)),
        },
      }
    })
}

/** The API's default of a status is True. */
function readConditions(at: Located): { type: string; status: string }[] {
  return at.items().map((condition) => ({
    type: String(condition.get('type').value),
    status: String(condition.get('status').value ?? 'True'),
  }))
}

function readSuccessPolicy(at: Located, completions: number): readonly SuccessRuleSpec[] | undefined {
  if (at.isAbsent) return undefined
  return at
    .get('rules')
    .items()
    .map((rule): SuccessRuleSpec => {
      const written = rule.get('succeededIndexes').value
      const count = rule.get('succeededCount').value
      return {
        ...(typeof written === 'string' && { indexes: readRanges(written, completions) }),
        ...(typeof count === 'number' && { count }),
      }
    })
}

/** `0,2-4`; what lies beyond the completions is cut off. */
function readRanges(text: string, completions: number): (readonly [number, number])[] {
  return text.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number)
    return first < completions ? [[first, Math.min(last, completions - 1)] as const] : []
  })
}
