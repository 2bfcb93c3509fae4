/** `cpuLoad` of a workload: the cores that all its pods use together, as a number or as a file of steps. */
import type { CpuLoadSpec } from '../../engine/contract/cluster-spec.ts'
import { parseDuration } from '../text/duration.ts'
import { shown } from '../text/located.ts'
import { number, type Reading, type Shape, wrongType } from './shape.ts'

const coresMax = 10_000_000
const cores = number({ min: 0, max: coresMax })

export const cpuLoadShape: Shape<CpuLoadSpec> = {
  schema: {
    anyOf: [
      cores.schema,
      {
        type: 'string',
        minLength: 1,
        description:
          'a .csv file beside the scenario: a line per step, the time from which on it holds (a duration, or seconds), and the cores',
      },
    ],
  },
  read(at, reading) {
    if (typeof at.value === 'string') {
      const file = reading.sideFile(at)
      return file === undefined ? undefined : readSteps(file, reading)
    }
    if (typeof at.value !== 'number')
      return wrongType(at, reading, 'a number of cores, or the path of a file', 'write cpuLoad: 12.5')
    const value = cores.read(at, reading)
    return value === undefined ? undefined : [{ fromUs: 0, millicores: 1000 * value }]
  },
}

/** A first line that holds no time is a header. Before the first step nothing is used. */
function readSteps(
  { name, text }: { readonly name: string; readonly text: string },
  reading: Reading,
): CpuLoadSpec | undefined {
  const steps: { fromUs: number; millicores: number }[] = []
  const lines = text.split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const [time = '', value = ''] = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
    const fromUs = timeOf(time)
    if (fromUs === undefined && index === 0) continue
    const used = value === '' ? Number.NaN : Number(value)
    const isLater = fromUs !== undefined && fromUs > (steps.at(-1)?.fromUs ?? -1)
    if (isLater && used >= 0 && used <= coresMax) {
      steps.push({ fromUs, millicores: 1000 * used })
      continue
    }
    reading.report.error(
      'cpu-load-format',
      { name, line: index + 1, column: 1, sourceLine: line },
      `the line is ${shown(line)}; expected a time later than that of the line before, and a number of cores from 0 to ${coresMax}`,
      'write a line such as 5m,12.5',
    )
    return undefined
  }
  if (steps.length > 0) return steps
  reading.report.error(
    'cpu-load-format',
    { name, line: 1, column: 1, sourceLine: lines[0] ?? '' },
    'the file has no step; expected a time and a number of cores in each line',
    'write a line such as 0s,12.5',
  )
  return undefined
}

/** Undefined = it is none. */
function timeOf(text: string): number | undefined {
  const seconds = /^[0-9.eE+-]+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isNaN(seconds)) return seconds < 0 ? undefined : Math.round(seconds * 1_000_000)
  const parsed = parseDuration(text)
  return 'us' in parsed && parsed.us >= 0 ? parsed.us : undefined
}
