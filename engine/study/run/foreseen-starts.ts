/** How many starts and hangs a spec makes, roughly, before it runs: for the memory that logs of them will take. */
import {
  type ClusterSpec,
  type ContainerSpec,
  containersOfPod,
  leastMean,
  type PerIncarnation,
} from '../../contract/cluster-spec.ts'
import { podRows } from '../../model/row-counts.ts'

/** Waits of the back-off that follow short lives, on average, from below: at the cap every other one is of 300 s (B8). */
const backoffUs = 150e6
/** Lives that are this long leave little of a back-off to wait for. */
const longLifeUs = 300e6

export type Foreseen = { readonly starts: number; readonly hangs: number }

/** @param startsPerContainerMax that are kept. */
export function foreseen(spec: ClusterSpec, startsPerContainerMax = Infinity): Foreseen {
  let starts = 0
  let hangs = 0
  spec.workloads.forEach((workload, index) => {
    const pods = podRows(spec, index)
    for (const container of containersOfPod(workload.pod)) {
      const lives = startsOf(container, spec.durationUs)
      starts += pods * Math.min(startsPerContainerMax, lives)
      // Each life hangs once at most.
      if (lastMeanUs(container.behavior.hang.after) < spec.durationUs) hangs += pods * lives
    }
  })
  return { starts, hangs }
}

/** Of one container: its first start, and one for each life that ends. */
function startsOf(container: ContainerSpec, durationUs: number): number {
  const lifeUs = meanLifeUs(container)
  return 1 + Math.ceil(durationUs / (lifeUs < longLifeUs ? lifeUs + backoffUs : lifeUs))
}

/** The shortest of what ends a life; `Infinity` if nothing does that can be foreseen: slow phases and faults are not. */
function meanLifeUs({ behavior, probes }: ContainerSpec): number {
  const ends = [behavior.crash.after, behavior.complete.after].map(lastMeanUs)
  const killing = [probes.liveness, probes.startup].filter((probe) => probe !== undefined)
  for (const { periodUs, failureThreshold } of killing) {
    ends.push(lastMeanUs(behavior.hang.after) + failureThreshold * periodUs)
    ends.push(periodUs * runsUntilKill(behavior.errorRate, failureThreshold))
  }
  const startup = probes.startup ?? probes.liveness
  if (startup !== undefined && lastMeanUs(behavior.startup) > startup.failureThreshold * startup.periodUs)
    ends.push(startup.failureThreshold * startup.periodUs)
  return Math.min(...ends)
}

/** Runs of a probe until so many in a row have failed, on average. */
function runsUntilKill(errorRate: number, failureThreshold: number): number {
  if (errorRate === 0) return Infinity
  let runs = 0
  for (let failure = 0; failure < failureThreshold && runs < Infinity; failure++)
    runs = (runs + 1) / errorRate
  return runs
}

function lastMeanUs(times: PerIncarnation): number {
  return leastMean(times[times.length - 1])
}
