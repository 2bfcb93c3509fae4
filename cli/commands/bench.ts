/** `bench`: measures the hot parts of probestorm, and compares with an earlier measurement. */
import { readFileSync } from 'node:fs'
import { type BenchReport, badReport, readReport, thisMachine } from '../../bench/bench-report.ts'
import { comparisonText, reportText } from '../../bench/bench-text.ts'
import { compareReports, isFailure } from '../../bench/comparison.ts'
import { type BenchFormat, formatReport } from '../../bench/formats.ts'
import type { Measurement } from '../../bench/harness.ts'
import { measureApart } from '../../bench/measure-apart.ts'
import { allBenches } from '../../bench/suite.ts'
import { painter } from '../../reports/text-blocks.ts'
import { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import { takesColor } from '../streams.ts'
import { UsageError } from '../usage-error.ts'
import { version } from '../version.ts'

export async function bench(options: Options): Promise<ExitCode> {
  if (options.json && options.format !== 'table') {
    throw new UsageError(`--json and --format ${options.format} exclude each other`)
  }
  const regressionMax = readPercent(options['max-regression']!)
  const base = options.compare === undefined ? undefined : readBase(options.compare, options.small)
  const report = await measureBenches(options)
  const isData = options.json || options.format !== 'table'
  const paint = painter(takesColor(options['no-color'], process.stdout, process.env))
  process.stdout.write(
    isData
      ? formatReport(report, options.json ? 'json' : (options.format as BenchFormat))
      : reportText(report, paint),
  )
  if (base === undefined) return ExitCode.Done
  const findings = compareReports(base, report, regressionMax, options.filter === undefined)
  const text = comparisonText(findings, regressionMax, paint)
  // Data on standard output stays data.
  if (isData) process.stderr.write(text)
  else process.stdout.write(`\n${text}`)
  return findings.some(isFailure) ? ExitCode.Regression : ExitCode.Done
}

async function measureBenches(options: Options): Promise<BenchReport> {
  const size = options.small ? 'small' : 'large'
  const all = (await allBenches()).map(({ name }) => name)
  const names = all.filter((name) => name.includes(options.filter ?? ''))
  if (names.length === 0) {
    throw new UsageError(
      `--filter is "${options.filter}"; expected a part of a name, such as ${all[0]} or ${all.at(-1)}`,
    )
  }
  const benches: Measurement[] = []
  for (const [index, name] of names.entries()) {
    if (!options.quiet) process.stderr.write(`${index + 1}/${names.length} ${name}\n`)
    benches.push(await measureApart({ name, size }))
  }
  return { tool: 'probestorm bench', version: version(), size, machine: thisMachine(), benches }
}

/** The earlier report, read before anything is measured. */
function readBase(file: string, isSmall: boolean): BenchReport {
  const report = readReport(readText(file), file)
  const size = isSmall ? 'small' : 'large'
  if (report.size === size) return report
  throw badReport(
    file,
    'bench-file-size',
    `the file holds ${report.size} parameters; expected ${size} ones, as this run has`,
    `measure both with --small, or both without`,
  )
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw badReport(
      file,
      'bench-file-unreadable',
      `the file cannot be read (${code}); expected what probestorm bench --json prints`,
    )
  }
}

/** `10%` as a fraction. */
function readPercent(text: string): number {
  const match = /^(\d{1,6}(?:\.\d{1,6})?)%$/.exec(text)
  if (match !== null) return Number(match[1]) / 100
  throw new UsageError(`--max-regression is "${text}"; expected a percentage such as 10%`)
}
