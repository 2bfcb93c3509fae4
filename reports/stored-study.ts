/** What `provenance.json` says of the study of a run, checked: a page draws it as it is. */
import type { EmbeddedStudy, ReportedResult, ReportFacts } from './reported-result.ts'

export type StoredStudy = Pick<ReportFacts, 'counts' | 'notes' | 'outline' | 'next'> &
  Pick<ReportedResult, 'durationSeconds' | 'warmUpSeconds' | 'intervalSeconds'> & {
    readonly play?: EmbeddedStudy
  }

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'
const isPositive: Check = (value) => typeof value === 'number' && value > 0
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const mapOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check)
/** Other keys may be there: later versions say more. */
const withKeys =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(checks).every(([key, check]) => check(value[key]))

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

const isStudy = withKeys({
  play: orAbsent(withKeys({ spec: isText, replications: isPositive })),
  durationSeconds: isPositive,
  warmUpSeconds: isNumber,
  intervalSeconds: isPositive,
  notes: listOf(isText),
  next: orAbsent(listOf(withKeys({ command: isText, why: isText }))),
  counts: withKeys({
    workloads: isNumber,
    pods: isNumber,
    containers: isNumber,
    probes: isNumber,
    nodes: isNumber,
    probesByType: mapOf(isNumber),
    probesByHandler: mapOf(isNumber),
    instances: withKeys({ containers: isNumber, probes: isNumber }),
  }),
  outline: withKeys({
    faults: listOf(withKeys({ kind: isText, fromSeconds: isNumber, toSeconds: orNull(isNumber) })),
    detectionLaws: listOf(
      withKeys({
        workload: isText,
        container: isText,
        interval: orNull(withKeys({ lowSeconds: isNumber, highSeconds: isNumber })),
      }),
    ),
  }),
})

export function isStoredStudy(value: unknown): value is StoredStudy {
  return isStudy(value)
}
