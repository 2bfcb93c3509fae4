/**
 * What a bench is: a named piece of work with small parameters (they run in the test suite, so that benches never
 * rot) and large ones (the real measurement), and a checksum, so that nobody makes it faster by making it wrong.
 */

export const benchSizes = ['small', 'large'] as const
export type BenchSize = (typeof benchSizes)[number]

/** CPU time of the whole process, or the time that goes by: what counts where threads run side by side. */
export const clockNames = ['cpu', 'wall'] as const
export type ClockName = (typeof clockNames)[number]

/** What one run did. Equal for equal inputs and code, on every machine. */
export type Outcome = {
  /** Units of work: the time is divided by it. */
  readonly work: number
  /** Hash or fingerprint of what came out. */
  readonly checksum: string
  /** Deterministic counts of what was done: free of noise, so they show most regressions first. */
  readonly counters: Readonly<Record<string, number>>
}

export type BenchDefinition<Parameters, State, Result> = {
  /** `area/what/variant`, unique. */
  readonly name: string
  /** What one unit of work is, singular: `hold`, `probe run`, `row`. */
  readonly unit: string
  /** Default `cpu`. */
  readonly clock?: ClockName
  /** Runs of a real measurement, beside one run to warm up. */
  readonly iterations: number
  readonly small: Parameters
  readonly large: Parameters
  /** Makes what one run needs; not measured. */
  setup(parameters: Parameters): State | Promise<State>
  /** The measured part. */
  run(state: State): Result | Promise<Result>
  /** Reads what came out; not measured. */
  outcome(result: Result, state: State): Outcome
}

/** One run after the other, each from the same beginning. */
export type BenchRun = {
  setup(): Promise<void>
  /** A promise iff the bench is asynchronous. */
  run(): unknown
  outcome(): Promise<Outcome>
}

/** A bench whose parameters, state and result are its own business. */
export type Bench = {
  readonly name: string
  readonly unit: string
  readonly clock: ClockName
  readonly iterations: number
  of(size: BenchSize): BenchRun
}

export function defineBench<Parameters, State, Result>(
  definition: BenchDefinition<Parameters, State, Result>,
): Bench {
  const { name, unit, clock = 'cpu', iterations } = definition
  return {
    name,
    unit,
    clock,
    iterations,
    of(size) {
      let state: State
      let result: Result | Promise<Result>
      return {
        async setup() {
          state = await definition.setup(definition[size])
        },
        run() {
          result = definition.run(state)
          return result
        },
        async outcome() {
          return definition.outcome(await result, state)
        },
      }
    },
  }
}
