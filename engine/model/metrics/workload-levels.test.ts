/** Levels count the same whether their changes come in order of time or lane by lane. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LeastReady } from './least-ready.ts'
import { Recovery } from './recovery.ts'
import { Level, WorkloadLevels } from './workload-levels.ts'

const test = suite('workload levels')

const workloads = 2
const times = { durationUs: 100, intervalUs: 7, warmUpUs: 20 }
const buckets = Math.ceil(times.durationUs / times.intervalUs)

type Change = {
  readonly timeUs: number
  readonly level: number
  readonly workload: number
  readonly isMore: boolean
}

function create(): WorkloadLevels {
  const recovery = new Recovery(workloads + 1)
  const levels = new WorkloadLevels(workloads, buckets, times, recovery, new LeastReady(workloads + 1, 0))
  recovery.expect(1)
  for (let workload = 0; workload < workloads; workload++) {
    levels.changeDesired(workload, 3, 0)
    for (let pod = 0; pod < 3; pod++) levels.change(Level.Ready, workload, true, 0)
  }
  recovery.faultBegins(levels.readyCount, levels.desiredCount)
  return levels
}

const change: fc.Arbitrary<Change> = fc.record({
  timeUs: fc.integer({ min: 0, max: times.durationUs - 1 }),
  level: fc.integer({ min: 0, max: 6 }),
  workload: fc.integer({ min: 0, max: workloads - 1 }),
  isMore: fc.boolean(),
})

function apply(levels: WorkloadLevels, changes: readonly Change[]): void {
  for (const { timeUs, level, workload, isMore } of changes) levels.change(level, workload, isMore, timeUs)
}

/** Everything but what waits. */
function numbersOf(levels: WorkloadLevels): string {
  return JSON.stringify({ ...levels, log: undefined })
}

test('come to the same in order of time, and in any order within windows, some of them ahead', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 40 }),
      fc.integer({ min: 0, max: times.durationUs }),
      fc.integer({ min: 0, max: times.durationUs - 1 }),
      (changes, middleUs, overUs) => {
        const all = [...changes, { timeUs: overUs, level: Level.HungInstances, workload: 0, isMore: false }]
        const inOrder = create()
        apply(
          inOrder,
          [...all].sort((a, b) => a.timeUs - b.timeUs),
        )
        inOrder.finish()
        const inWindows = create()
        const isLate = ({ timeUs, workload }: Change): boolean => timeUs >= middleUs && workload === 1
        inWindows.beginWindow(0)
        apply(
          inWindows,
          all.filter((one) => !isLate(one)),
        )
        inWindows.endWindow(middleUs)
        assert.is(
          inWindows.waitingCount,
          all.filter((one) => one.timeUs >= middleUs && !isLate(one) && one.level >= Level.Ready).length,
        )
        inWindows.beginWindow(middleUs)
        apply(inWindows, all.filter(isLate))
        inWindows.endWindow(times.durationUs)
        inWindows.finish()
        assert.is(numbersOf(inWindows), numbersOf(inOrder))
      },
    ),
    { numRuns: 300 },
  )
})

test('what comes and goes within an instant is no peak', () => {
  const levels = create()
  for (const isMore of [true, true, false, false]) levels.change(Level.InBackoff, 0, isMore, 30)
  levels.change(Level.InBackoff, 0, true, 40)
  levels.finish()
  assert.equal([...levels.inBackoffPeak], [1, 0, 1])
})

test('a bucket end and the end of the warm-up find what was before anything happened at their time', () => {
  const levels = create()
  levels.change(Level.Running, 1, true, 7)
  levels.change(Level.InBackoff, 1, true, 10)
  levels.change(Level.InBackoff, 1, false, 20)
  levels.finish()
  const running = [...levels.summed.running.atBucketEnds].filter((_, index) => index % levels.rows === 1)
  assert.equal(running, [0, ...Array(buckets - 1).fill(1)])
  assert.equal(
    [levels.summed.running.integralUs(1), levels.inBackoffUs[1], levels.inBackoffPeak[1]],
    [80, 0, 0],
  )
})

test('pods beyond those that are desired make nothing more available, and make up for none of another workload', () => {
  const levels = create()
  levels.change(Level.Ready, 0, false, 30)
  levels.changeDesired(1, -2, 30)
  levels.finish()
  const share = (row: number) => levels.availableUs[row] / levels.desiredUs[row]
  assert.is(share(1), 1)
  assert.is(share(0), (10 + 70 * (2 / 3)) / 80)
  assert.is(share(2), (10 + 70 * (3 / 4)) / 80)
})

test.run()
