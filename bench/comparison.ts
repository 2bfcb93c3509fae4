/**
 * Compares two reports, bench by bench. Times are noisy: they differ only when the medians are further apart than the
 * limit and further apart than the spreads of both. Counters are not noisy: they are compared exactly. A checksum that
 * differs means other work, and times of other work say nothing.
 */
import type { BenchReport } from './bench-report.ts'
import type { Measurement } from './harness.ts'

export const verdicts = ['regression', 'changed', 'improvement', 'equal', 'new', 'missing'] as const
export type Verdict = (typeof verdicts)[number]

/** One fact about one bench; a bench without differences has one that says so. */
export type Finding = {
  readonly name: string
  readonly verdict: Verdict
  /** `time`, a counter, `checksum`; empty for a bench that only one report has. */
  readonly what: string
  readonly base: string
  readonly head: string
  /** Head over base, where both are numbers above 0. */
  readonly ratio: number | null
}

/**
 * Findings in the order of the head, then what only the base has.
 * @param regressionMax by how much the median may grow, as a fraction.
 * @param isComplete whether the head ran every bench: only then something can be missing.
 */
export function compareReports(
  base: BenchReport,
  head: BenchReport,
  regressionMax: number,
  isComplete: boolean,
): Finding[] {
  const before = new Map(base.benches.map((bench) => [bench.name, bench]))
  const findings = head.benches.flatMap((bench) => {
    const earlier = before.get(bench.name)
    return earlier === undefined ? [only(bench, 'new')] : compareBenches(earlier, bench, regressionMax)
  })
  if (!isComplete) return findings
  const now = new Set(head.benches.map(({ name }) => name))
  return [
    ...findings,
    ...base.benches.filter(({ name }) => !now.has(name)).map((bench) => only(bench, 'missing')),
  ]
}

/** More time, more work, or another result. */
export function isFailure({ verdict }: Finding): boolean {
  return verdict === 'regression' || verdict === 'changed'
}

function compareBenches(base: Measurement, head: Measurement, regressionMax: number): Finding[] {
  const { name } = head
  const time: Finding = {
    name,
    verdict: timeVerdict(base, head, regressionMax),
    what: 'time',
    base: timeText(base),
    head: timeText(head),
    ratio: base.medianMs > 0 ? head.medianMs / base.medianMs : null,
  }
  if (base.checksum !== head.checksum) {
    const change = { base: base.checksum, head: head.checksum, ratio: null }
    return [{ name, verdict: 'changed', what: 'checksum', ...change }, ...countFindings(base, head)]
  }
  return [time, ...countFindings(base, head)]
}

function timeVerdict(base: Measurement, head: Measurement, regressionMax: number): Verdict {
  const growthMs = head.medianMs - base.medianMs
  if (Math.abs(growthMs) <= base.madMs + head.madMs) return 'equal'
  if (growthMs > base.medianMs * regressionMax) return 'regression'
  return -growthMs > head.medianMs * regressionMax ? 'improvement' : 'equal'
}

/** Counters that differ; those that only one version counts are left out. */
function countFindings(base: Measurement, head: Measurement): Finding[] {
  return Object.entries(head.counters).flatMap(([counter, count]): Finding[] => {
    const earlier = base.counters[counter]
    if (earlier === undefined || earlier === count) return []
    const verdict = count > earlier ? 'regression' : 'improvement'
    const ratio = earlier > 0 ? count / earlier : null
    return [
      {
        name: head.name,
        verdict,
        what: counter,
        base: String(earlier),
        head: String(count),
        ratio,
      },
    ]
  })
}

function only(bench: Measurement, verdict: 'new' | 'missing'): Finding {
  const text = timeText(bench)
  return {
    name: bench.name,
    verdict,
    what: '',
    base: verdict === 'missing' ? text : '-',
    head: verdict === 'new' ? text : '-',
    ratio: null,
  }
}

function timeText({ medianMs, madMs }: Measurement): string {
  return `${medianMs} ±${madMs} ms`
}
