/** How many slow phases there may be, and what is said of more. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { phasesMax, phasesProblem } from './phases-spec.ts'

const test = suite('slow phases as the input has them')

const constant = (value: number) => ({ kind: 'constant', value }) as const

const problems: readonly {
  readonly every: number
  readonly lasts: number
  readonly durationUs: number
  readonly problem: string | undefined
}[] = [
  { every: 1, lasts: 2, durationUs: 3 * phasesMax, problem: undefined },
  {
    every: 1,
    lasts: 2,
    durationUs: 3 * phasesMax + 1,
    problem: `makes phases of 3 us on average, ${phasesMax + 1} in the run; expected at most 10000000 in the run: every and for together at least 4 us on average`,
  },
  {
    every: 1,
    lasts: 0,
    durationUs: 2 * phasesMax,
    problem: `makes phases of 1 us on average, ${2 * phasesMax} in the run; expected at most 10000000 in the run: every and for together at least 2 us on average`,
  },
  {
    every: 0,
    lasts: 0,
    durationUs: 1,
    problem:
      'makes phases without end; expected at most 10000000 in the run: every and for together at least 1 us on average',
  },
]

for (const { every, lasts, durationUs, problem } of problems) {
  test(`phases of ${every} and ${lasts} us in a run of ${durationUs} us ${problem === undefined ? 'can be simulated' : 'are too many'}`, () => {
    const slow = { every: constant(every), for: constant(lasts), factor: 2 }
    assert.is(phasesProblem(slow, durationUs), problem)
  })
}

test.run()
