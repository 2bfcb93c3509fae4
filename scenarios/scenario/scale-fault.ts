/** The fault `scale`: a new number of pods, at once or pod by pod over a time. */
import type { FaultSpec, WorkloadSpec } from '../../engine/contract/cluster-spec.ts'

export type ScaleFault = Extract<FaultSpec, { readonly kind: 'scale' }>

type Ramp = {
  /** Its place in the list. */
  readonly index: number
  readonly fault: ScaleFault
  readonly rampUs: number
  readonly steps: readonly ScaleFault[]
}

/** A change over a time has at most so many steps, each of as many pods as that takes. */
export const scaleStepsMax = 1_000

/**
 * The faults by which each `scale` with a ramp goes on after it has begun, in the order of the list. They stand behind all faults of the list: what a fault
 * draws is named by its place. A later `scale` of a workload, like a later `kubectl scale`, takes the place of what a ramp has not done by then.
 * @param faults of the list; those with a ramp become their own first step.
 */
export function withRamps(faults: readonly FaultSpec[], workloads: readonly WorkloadSpec[]): FaultSpec[] {
  if (!faults.some((fault) => fault.kind === 'scale' && fault.rampUs !== undefined)) return [...faults]
  const first = [...faults]
  /** By workload: the steps so far, those that a later fault has taken the place of left out. */
  const taken = workloads.map((): ScaleFault[] => [])
  const wanted = workloads.map(({ replicas }) => replicas)
  const ramps: Ramp[] = []
  const inTime = [...faults.entries()].sort(([a, one], [b, other]) => one.atUs - other.atUs || a - b)
  for (const [index, fault] of inTime) {
    if (fault.kind !== 'scale') continue
    const { rampUs, atUs, replicas } = fault
    const steps: ScaleFault[] = []
    for (const workload of fault.workloads) {
      const done = taken[workload].filter((step) => step.atUs < atUs)
      const from = done.at(-1)?.replicas ?? wanted[workload]
      const own =
        rampUs === undefined
          ? [{ kind: 'scale', atUs, replicas, workloads: [workload] } as const]
          : stepsOf(fault, rampUs, workload, from)
      taken[workload] = [...done, ...own]
      steps.push(...own)
    }
    if (rampUs !== undefined && steps.length > 0) ramps.push({ index, fault, rampUs, steps })
  }
  const kept = new Set(taken.flat())
  const later: FaultSpec[] = []
  for (const { index, fault, rampUs, steps } of ramps) {
    const left = steps.slice(1).filter((step) => kept.has(step))
    // One that does not get there ends with its last step.
    const last = left.at(-1)?.atUs ?? fault.atUs
    const isWhole = steps.some((step) => step.replicas === fault.replicas && kept.has(step))
    first[index] = { ...steps[0], rampUs: isWhole ? rampUs : last - fault.atUs }
    later.push(...left.map((step): ScaleFault => ({ ...step, goesOn: true })))
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
