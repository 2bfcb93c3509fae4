/** Probes (P22). Source: kubernetes v1.36 pkg/apis/core/validation, validateLivenessProbe, validateReadinessProbe, validateStartupProbe. */
import type { Located } from '../../text/located.ts'
import type { Causes } from './causes.ts'
import { checkProbeHandler } from './handler.ts'
import { checkNotNegative } from './numbers.ts'
import { mapOf, numberOf } from './values.ts'

const counts = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
]

/** The three probes of a container. */
export function checkProbes(container: Located, causes: Causes): void {
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = mapOf(container, key)
    if (probe !== undefined) checkProbe(probe, key, causes)
  }
}

function checkProbe(at: Located, key: string, causes: Causes): void {
  checkProbeHandler(at, causes)
  for (const count of counts) checkNotNegative(at, count, causes)
  const grace = numberOf(at, 'terminationGracePeriodSeconds')
  const rule = 'probe-grace-period'
  if (grace !== undefined && grace <= 0)
    causes.invalid(at.get('terminationGracePeriodSeconds'), 'must be greater than 0', {
      rule,
      fix: 'write 1 or more, or delete the line for the grace period of the pod',
    })
  if (key === 'readinessProbe') {
    if (grace !== undefined)
      causes.invalid(at.get('terminationGracePeriodSeconds'), 'must not be set for readinessProbes', {
        rule,
        fix: 'delete the line: a readiness probe kills nothing',
      })
    return
  }
  // 0 stands for the default, 1.
  const threshold = numberOf(at, 'successThreshold') || 1
  if (threshold !== 1)
    causes.invalid(at.get('successThreshold'), 'must be 1', {
      rule: 'probe-success-threshold',
      fix: `delete the line: a ${key.slice(0, -'Probe'.length)} probe succeeds with its first success`,
    })
}
