/** The fault `scale`: a new number of pods, at once or pod by pod over a time. */
import type { FaultSpec, WorkloadSpec } from '../../engine/contract/cluster-spec.ts'

export type ScaleFault = Extract<FaultSpec, { readonly kind: 'scale' }>

/** A change over a time has at most so many steps, each of as many pods as that takes. */
export const scaleStepsMax = 1_000

/**
 * The faults by which each `scale` with a ramp goes on after it has begun, in the order of the list. They stand behind all faults of the list: what a fault
 * draws is named by its place.
 * @param faults of the list; those with a ramp become their own first step.
 */
export function withRamps(faults: readonly FaultSpec[], workloads: readonly WorkloadSpec[]): FaultSpec[] {
  if (!faults.some((fault) => fault.kind === 'scale' && fault.rampUs !== undefined)) return [...faults]
  const wanted = workloads.map(({ replicas }) => replicas)
  const first = [...faults]
  const later: FaultSpec[] = []
  const inTime = [...faults.entries()].sort(([a, one], [b, other]) => one.atUs - other.atUs || a - b)
  for (const [index, fault] of inTime) {
    if (fault.kind !== 'scale') continue
    const { rampUs } = fault
    const steps =
      rampUs === undefined ? [] : fault.workloads.flatMap((at) => stepsOf(fault, rampUs, at, wanted[at]))
    for (const workload of fault.workloads) wanted[workload] = fault.replicas
    if (rampUs === undefined || steps.length === 0) continue
    first[index] = { ...steps[0], rampUs }
    later.push(...steps.slice(1).map((step): ScaleFault => ({ ...step, goesOn: true })))
  }
  return [...first, ...later]
}

/** One workload, from so many pods on: evenly, the first step at once. None if it has as many. */
function stepsOf(
  { atUs, replicas }: ScaleFault,
  rampUs: number,
  workload: number,
  from: number,
): ScaleFault[] {
  const distance = replicas - from
  const count = Math.min(Math.abs(distance), scaleStepsMax)
  return Array.from({ length: count }, (_, step) => ({
    kind: 'scale',
    atUs: atUs + Math.round((rampUs * step) / count),
    replicas: from + Math.round((distance * (step + 1)) / count),
    workloads: [workload],
  }))
}
