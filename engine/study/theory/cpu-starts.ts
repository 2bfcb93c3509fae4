/**
 * How long a start takes whose work needs processors, on a node that has enough for all: as long as the work takes at the container's own limit, and as the
 * wall time that comes beside it. Others on the node make it longer, which only a simulation knows.
 */
import type { BehaviorSpec, CpuResourcesSpec } from '../../contract/cluster-spec.ts'
import { type Law, lawOf } from '../../kernel/law.ts'

/** Points over which the mean of the later of two times is taken. */
const meanPoints = 256
const halvings = 60

/** From running to answering, in microseconds, by incarnation; the last one repeats. */
export function unpausedStarts(
  { startup, cpu }: Pick<BehaviorSpec, 'startup' | 'cpu'>,
  { limitMilli = Infinity }: CpuResourcesSpec = {},
): Law[] {
  const wall = startup.map(lawOf)
  if (cpu === undefined) return wall
  const cores = Math.min(cpu.startupCores, limitMilli / 1000)
  const work = cpu.startupUs.map((law) => longer(lawOf(law), 1 / cores))
  const at = (laws: readonly Law[], incarnation: number): Law => laws[Math.min(incarnation, laws.length - 1)]
  return Array.from({ length: Math.max(wall.length, work.length) }, (_, incarnation) =>
    laterOf(at(wall, incarnation), at(work, incarnation)),
  )
}

function longer(law: Law, factor: number): Law {
  if (factor === 1 || law.mean === 0) return law
  return {
    mean: law.mean * factor,
    cdf: (x) => law.cdf(x / factor),
    probabilityAtLeast: (x) => law.probabilityAtLeast(x / factor),
    quantile: (u) => law.quantile(u) * factor,
  }
}

/** The later of two independent times. */
function laterOf(one: Law, other: Law): Law {
  if (other.mean === 0) return one
  if (one.mean === 0) return other
  const cdf = (x: number): number => one.cdf(x) * other.cdf(x)
  const quantile = (u: number): number => {
    // Both are below a time with the root of u each.
    const each = Math.sqrt(u)
    let low = Math.max(one.quantile(u), other.quantile(u))
    let high = Math.max(one.quantile(each), other.quantile(each))
    if (!Number.isFinite(high)) return high
    for (let step = 0; step < halvings && low < high; step++) {
      const middle = 0.5 * (low + high)
      if (cdf(middle) < u) low = middle
      else high = middle
    }
    return high
  }
  let sum = 0
  for (let point = 0; point < meanPoints; point++) sum += quantile((point + 0.5) / meanPoints)
  return {
    mean: sum / meanPoints,
    cdf,
    probabilityAtLeast: (x) => {
      const [a, b] = [one.probabilityAtLeast(x), other.probabilityAtLeast(x)]
      return a + b - a * b
    },
    quantile,
  }
}
