/** Starts that need processors: the law by hand, and against draws. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { constant, second } from '../../../tests/support/spec.ts'
import type { CpuResourcesSpec, CpuUseSpec, DistributionSpec } from '../../contract/cluster-spec.ts'
import { unpausedStarts } from './cpu-starts.ts'

const test = suite('starts that need processors')

const use = (changes: Partial<CpuUseSpec>): CpuUseSpec => ({
  startupUs: [constant(20)],
  startupCores: 1,
  idleCores: 0,
  perRequestUs: 0,
  ...changes,
})

const rows: readonly (readonly [
  what: string,
  wallSeconds: number,
  cpu: Partial<CpuUseSpec>,
  resources: CpuResourcesSpec | undefined,
  seconds: number,
])[] = [
  ['nothing says a limit: one core', 0, {}, undefined, 20],
  ['a request is no limit', 0, {}, { requestMilli: 100 }, 20],
  ['a limit of half a core', 0, {}, { limitMilli: 500 }, 40],
  ['a limit above the cores that the work can use', 0, {}, { limitMilli: 4000 }, 20],
  ['four cores', 0, { startupCores: 4 }, { limitMilli: 4000 }, 5],
  ['wall time that is longer', 30, {}, undefined, 30],
  ['wall time that is shorter', 5, {}, undefined, 20],
]
for (const [what, wall, cpu, resources, seconds] of rows) {
  test(`the work at the own limit, or the wall time beside it: ${what}`, () => {
    const [law] = unpausedStarts({ startup: [constant(wall)], cpu: use(cpu) }, resources)
    assert.is(law!.quantile(0.999), seconds * second)
    assert.is(law!.mean, seconds * second)
    assert.is(law!.probabilityAtLeast(seconds * second), 1)
    assert.is(law!.probabilityAtLeast(seconds * second + 1), 0)
  })
}

test('the later of two times by chance: both must be over', () => {
  const exponential = (seconds: number): DistributionSpec => ({ kind: 'exponential', mean: seconds * second })
  const [law] = unpausedStarts({ startup: [exponential(10)], cpu: use({ startupUs: [exponential(20)] }) })
  // E[max] = 10 + 20 - 1 / (1/10 + 1/20).
  assert.ok(Math.abs(law!.mean / second - (30 - 20 / 3)) < 0.2)
  const both = (1 - Math.exp(-3)) * (1 - Math.exp(-1.5))
  assert.ok(Math.abs(law!.cdf(30 * second) - both) < 1e-12)
  assert.ok(Math.abs(law!.probabilityAtLeast(30 * second) - (1 - both)) < 1e-12)
  assert.ok(Math.abs(law!.quantile(both) / second - 30) < 1e-6)
})

test('by incarnation, the last of each repeats', () => {
  const laws = unpausedStarts({
    startup: [constant(1), constant(50)],
    cpu: use({ startupUs: [constant(20), constant(20), constant(60)] }),
  })
  assert.equal(
    laws.map(({ mean }) => mean / second),
    [20, 50, 60],
  )
})

test.run()
