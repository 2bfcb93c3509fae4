/** Reports and comparisons as tables for a terminal. */
import { counted, readable, readableBytes } from '../reports/readable.ts'
import { alignedTable, block, type Painter } from '../reports/text-blocks.ts'
import type { BenchReport } from './bench-report.ts'
import { type Finding, isFailure, verdicts } from './comparison.ts'
import { nanosecondsPerUnit } from './formats.ts'
import type { Measurement } from './harness.ts'

export function reportText({ benches, machine, size, version }: BenchReport, paint: Painter): string {
  const title = `probestorm ${version} bench, ${size} parameters, Node ${machine.node}, ${machine.system}, ${machine.cores} x ${machine.cpu}`
  const head = ['BENCH', 'TIME', 'SPREAD', 'PER UNIT', 'UNITS/S', 'MEMORY', 'CHECKSUM', 'COUNTERS']
  const rows = benches.map((bench) => [
    bench.name,
    `${readable(bench.medianMs)} ms${bench.clock === 'wall' ? ' (wall)' : ''}`,
    `±${readable(bench.madMs)} ms`,
    `${readable(nanosecondsPerUnit(bench.medianMs, bench.work))} ns/${bench.unit}`,
    bench.medianMs > 0 ? readable((bench.work / bench.medianMs) * 1000) : '-',
    readableBytes(bench.peakMemoryBytes),
    bench.checksum,
    countersText(bench),
  ])
  return block(paint.bold(title), alignedTable(head, rows, [0, 6, 7]))
}

function countersText({ counters }: Measurement): string {
  return Object.entries(counters)
    .map(([counter, count]) => `${counter} ${readable(count)}`)
    .join(', ')
}

/** What changed, the worst first; benches without a difference are counted. */
export function comparisonText(findings: readonly Finding[], regressionMax: number, paint: Painter): string {
  const rows = verdicts
    .filter((verdict) => verdict !== 'equal')
    .flatMap((verdict) => findings.filter((finding) => finding.verdict === verdict))
    .map((finding) => [
      finding.verdict,
      finding.name,
      finding.what,
      finding.base,
      finding.head,
      finding.ratio === null ? '' : `${changeText(finding.ratio)}`,
    ])
  const failures = findings.filter(isFailure).length
  const equal = findings.filter(({ verdict }) => verdict === 'equal').length
  const limit = `limit ${readable(regressionMax * 100)} %, and more than the spread of both`
  const title = failures > 0 ? paint.red(counted(failures, 'regression')) : paint.bold('NO REGRESSION')
  const head = ['VERDICT', 'BENCH', 'WHAT', 'BASE', 'HEAD', 'CHANGE']
  const table = rows.length === 0 ? [] : alignedTable(head, rows, [0, 1, 2])
  return block(`${title} (${limit})`, [...table, `  ${counted(equal, 'time')} within the limit`])
}

/** `+12.5 %`. */
function changeText(ratio: number): string {
  const percent = (ratio - 1) * 100
  return `${percent > 0 ? '+' : ''}${readable(Math.round(percent * 10) / 10)} %`
}
