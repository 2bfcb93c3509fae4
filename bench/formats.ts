/** A report in the forms that other tools read. All of them hold nanoseconds per unit of work. */
import { type BenchReport, reportJson } from './bench-report.ts'
import type { Measurement } from './harness.ts'

export const benchFormats = ['github-action-benchmark', 'bencher', 'benchstat'] as const
export type BenchFormat = (typeof benchFormats)[number]

export function formatReport(report: BenchReport, format: BenchFormat | 'json'): string {
  switch (format) {
    case 'json':
      return reportJson(report)
    case 'github-action-benchmark':
      return `${JSON.stringify(report.benches.map(customSmallerIsBetter), null, 2)}\n`
    case 'bencher':
      return `${JSON.stringify(Object.fromEntries(report.benches.map(bencherMetric)), null, 2)}\n`
    case 'benchstat':
      return benchstatText(report)
  }
}

/** Nanoseconds per unit of work. */
export function nanosecondsPerUnit(ms: number, work: number): number {
  return Number(((ms * 1e6) / Math.max(1, work)).toPrecision(6))
}

/** An element of what github-action-benchmark takes with `tool: customSmallerIsBetter`. */
function customSmallerIsBetter(bench: Measurement): object {
  const counters = Object.entries(bench.counters).map(([counter, count]) => `${counter} ${count}`)
  return {
    name: bench.name,
    unit: `ns/${bench.unit}`,
    value: nanosecondsPerUnit(bench.medianMs, bench.work),
    range: `± ${nanosecondsPerUnit(bench.madMs, bench.work)}`,
    extra: [...counters, `checksum ${bench.checksum}`].join('\n'),
  }
}

/** An entry of the Bencher Metric Format; each counter is a measure of its own. */
function bencherMetric(bench: Measurement): [string, object] {
  const { medianMs, madMs, work } = bench
  const counters = Object.entries(bench.counters).map(([counter, value]) => [counter, { value }])
  return [
    bench.name,
    {
      latency: {
        value: nanosecondsPerUnit(medianMs, work),
        lower_value: nanosecondsPerUnit(Math.max(0, medianMs - madMs), work),
        upper_value: nanosecondsPerUnit(medianMs + madMs, work),
      },
      ...Object.fromEntries(counters),
    },
  ]
}

/** The Go benchmark format: a line per run, so that benchstat has a sample. */
function benchstatText({ benches, machine }: BenchReport): string {
  const [os = '', cpuArch = ''] = machine.system.split(' ')
  const head = `goos: ${os}\ngoarch: ${cpuArch}\npkg: probestorm\ncpu: ${machine.cpu}\n`
  const lines = benches.flatMap((bench) => {
    const counters = Object.entries(bench.counters).map(([counter, count]) => `\t${count} ${counter}/run`)
    return bench.samplesMs.map(
      (ms) =>
        `Benchmark${goName(bench.name)}\t${Math.max(1, bench.work)}\t${nanosecondsPerUnit(ms, bench.work)} ns/op${counters.join('')}\n`,
    )
  })
  return head + lines.join('')
}

/** Go wants an upper-case letter first: `event-list/exponential` is `EventList/exponential`. */
function goName(name: string): string {
  const [area = '', ...rest] = name.split('/')
  const camel = area.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())
  return [camel, ...rest].join('/')
}
