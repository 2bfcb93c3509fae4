/** The result of `bench` as it is kept: JSON that a later run reads to compare itself with. */
import { arch, cpus, platform } from 'node:os'
import * as v from 'valibot'
import { InputError } from '../scenarios/diagnostic.ts'
import { type BenchSize, benchSizes, clockNames } from './bench.ts'
import type { Measurement } from './harness.ts'

export type BenchReport = {
  readonly tool: 'probestorm bench'
  readonly version: string
  /** Which parameters were measured; reports of different sizes do not compare. */
  readonly size: BenchSize
  readonly machine: Machine
  readonly benches: readonly Measurement[]
}

export type Machine = {
  readonly node: string
  /** Operating system and architecture: `linux x64`. */
  readonly system: string
  readonly cpu: string
  readonly cores: number
}

export function thisMachine(): Machine {
  return {
    node: process.version,
    system: `${platform()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
  }
}

export function reportJson(report: BenchReport): string {
  return `${JSON.stringify(report, null, 2)}\n`
}

const positive = v.pipe(v.number(), v.minValue(0))
const reportShape = v.object({
  tool: v.literal('probestorm bench'),
  version: v.string(),
  size: v.picklist(benchSizes),
  machine: v.object({ node: v.string(), system: v.string(), cpu: v.string(), cores: positive }),
  benches: v.array(
    v.object({
      name: v.string(),
      unit: v.string(),
      clock: v.optional(v.picklist(clockNames), 'cpu'),
      work: positive,
      checksum: v.string(),
      counters: v.record(v.string(), v.number()),
      samplesMs: v.array(positive),
      medianMs: positive,
      madMs: positive,
      peakMemoryBytes: positive,
    }),
  ),
})

/**
 * The report in a text.
 * @param file what errors name.
 * @throws InputError when the text is no report.
 */
export function readReport(text: string, file: string): BenchReport {
  const parsed = v.safeParse(reportShape, parseJson(text, file))
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const at = v.getDotPath(issue) ?? 'the document'
  throw badReport(
    file,
    'bench-file-format',
    `${at} is ${issue.received}; expected ${issue.expected ?? 'something else'}`,
  )
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badReport(
      file,
      'bench-file-syntax',
      `the file is not JSON (${(error as Error).message}); expected what probestorm bench --json prints`,
    )
  }
}

/** The file that a comparison names is wrong input. */
export function badReport(
  file: string,
  rule: string,
  message: string,
  fix = 'write the file with: probestorm bench --json > FILE',
): InputError {
  return new InputError([{ severity: 'error', rule, file, line: 1, column: 1, message, fix }], 0)
}
