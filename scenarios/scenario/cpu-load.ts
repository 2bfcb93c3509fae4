/** `cpuLoad` of a workload: the cores that all its pods use together, as a number or as a file of steps. */
import type { CpuLoadSpec } from '../../engine/contract/cluster-spec.ts'
import { number, type Shape, wrongType } from './shape.ts'
import { readTimedValues, type TimedLines } from './timed-values.ts'

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
      if (file === undefined) return undefined
      return readTimedValues(file, steps, reading)?.map(({ atUs, value }) => ({
        fromUs: atUs,
        millicores: 1000 * value,
      }))
    }
    if (typeof at.value !== 'number')
      return wrongType(at, reading, 'a number of cores, or the path of a file', 'write cpuLoad: 12.5')
    const value = cores.read(at, reading)
    return value === undefined ? undefined : [{ fromUs: 0, millicores: 1000 * value }]
  },
}

/** Before the first step nothing is used. */
const steps: TimedLines = {
  rule: 'cpu-load-format',
  line: 'step',
  number: 'a number of cores',
  max: coresMax,
  example: '5m,12.5',
}
