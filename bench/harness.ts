/**
 * Measures one bench with tinybench: CPU time (user and system) of the process, a fixed number of runs, the median
 * and the median absolute deviation from it. CPU time, because machines of CI are shared; the median, because what
 * disturbs a run only ever makes it slower.
 */
import { type TimestampProvider, Bench as Tinybench } from 'tinybench'
import type { Bench, BenchSize, ClockName, Outcome } from './bench.ts'

export type Measurement = Outcome & {
  readonly name: string
  readonly unit: string
  readonly clock: ClockName
  /** Time of each run by that clock, in the order of `tinybench`: ascending. */
  readonly samplesMs: readonly number[]
  readonly medianMs: number
  /** Median absolute deviation. */
  readonly madMs: number
  /** Largest resident memory of the process so far, bytes; compares only if the process did nothing else. */
  readonly peakMemoryBytes: number
}

/** Both in milliseconds. */
const clocks: Readonly<Record<ClockName, () => number>> = {
  cpu: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
  wall: () => performance.now(),
}

function timestampsOf(name: ClockName): TimestampProvider {
  return { name, fn: clocks[name], fromMs: (ms) => ms, toMs: Number }
}

/**
 * @param warmUpRuns runs before the measured ones, 1 or more: compiled code is what is measured. A bench so long that
 *   it is measured once warms up with its small parameters.
 */
export async function measure(
  bench: Bench,
  size: BenchSize,
  iterations: number,
  warmUpRuns: number,
): Promise<Measurement> {
  const warmUp = bench.of(iterations > 1 ? size : 'small')
  await warmUp.setup()
  const isAsync = warmUp.run() instanceof Promise
  await warmUp.outcome()
  const run = bench.of(size)
  const outcomes: Outcome[] = []
  const tinybench = new Tinybench({
    iterations,
    time: 0,
    warmup: warmUpRuns > 1,
    warmupIterations: warmUpRuns - 1,
    warmupTime: 0,
    retainSamples: true,
    throws: true,
    timestampProvider: timestampsOf(bench.clock),
  })
  tinybench.add(bench.name, () => run.run(), {
    async: isAsync,
    beforeEach: () => run.setup(),
    afterEach: async () => {
      outcomes.push(await run.outcome())
    },
  })
  const [task] = await tinybench.run()
  const { result } = task!
  if (result.state !== 'completed') throw new Error(`bench ${bench.name} is ${result.state}`)
  checkEqual(bench.name, outcomes)
  return {
    name: bench.name,
    unit: bench.unit,
    clock: bench.clock,
    ...outcomes[0]!,
    samplesMs: result.latency.samples!.map(roundedMs),
    medianMs: roundedMs(result.latency.p50),
    madMs: roundedMs(result.latency.mad),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  }
}

/** To microseconds. */
function roundedMs(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

function checkEqual(name: string, outcomes: readonly Outcome[]): void {
  const [first, ...later] = outcomes.map((outcome) => JSON.stringify(outcome))
  const other = later.find((text) => text !== first)
  if (other === undefined) return
  throw new Error(`broken invariant: one run of bench ${name} gives ${first}, another ${other}`)
}
