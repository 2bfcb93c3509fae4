/** Rollouts of Deployments against genuine ones: 16 strategies, 100 and 300 replicas (W2, Z20 to Z23). */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Experiment, experimentOf } from './experiment.ts'
import {
  drawRollout,
  livesOf,
  type MeasuredRollout,
  measuredCalls,
  readRollouts,
  simulate,
  type Timeline,
  timelineOf,
} from './rollout-replay.ts'

const test = suite('measured rollouts')

const ofTen = experimentOf('deployment_rollout')
const ofMany = experimentOf('deployment_rollout_large')
/** How often each is simulated. */
const seeds = Array.from({ length: 100 }, (_, seed) => seed)
const fewSeeds = seeds.slice(0, 24)
/**
 * 75 creations and 75 deletions share the bucket, and how many creations (1, 3, 7, 15, 31) are asked for first is a matter of milliseconds: in three traces 3, 15
 * and 31. It decides how few pods are ready. After the first seconds all is decided, so many more replays are that short.
 */
const short = { replicas: 300, seconds: 4.5, seeds: Array.from({ length: 300 }, (_, seed) => seed) }

/** From each time to the next later one of the others, where there is one within half a second. */
function toNext(times: readonly number[], others: readonly number[]): number[] {
  return times.flatMap((time) => {
    const next = others.find((other) => other >= time)
    return next === undefined || next - time > 0.5 ? [] : [next - time]
  })
}

const ready = (run: MeasuredRollout): number[] =>
  run.new.flatMap(([, , at]) => (at === null ? [] : [at])).sort((a, b) => a - b)
const created = (run: MeasuredRollout): number[] => run.new.map(([at]) => at)
const deleted = (run: MeasuredRollout): number[] => run.old.map(([at]) => at)

const stamps =
  'the ten PATCHes by which pods became ready took 0.1 s, so that some of their stamps lie in the second before the one that the trace shows'
const crowded =
  'another experiment had used up the bucket of the ReplicaSet controller: the pods were ready by 3.07 s and available by 13.07 s, and the status that says so came 0.1 s later, the first deletion 0.3 s later, and each other 0.05 s after the one before'

/** What cannot agree, and why. */
const explained: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '100% / 0, ready after 2 s, minReadySeconds 10': { complete: crowded },
  '25% / 25%, ready after 2 s, minReadySeconds 10': {
    'replicaset update replicasets/status': stamps,
    'deployment update deployments/status': stamps,
    'deployment events': stamps,
  },
}

/** Runs of one kind, each simulated with its own pods: counts within the range of each other. */
function replayed(
  experiment: Experiment,
  runs: readonly MeasuredRollout[],
  count: readonly number[],
  name: string,
): void {
  const simulatedCounts = new Map<string, number[]>()
  const measuredCounts = new Map<string, number[]>()
  const noteCount = (counts: Map<string, number[]>, what: string, value: number): void => {
    counts.set(what, [...(counts.get(what) ?? []), value])
  }
  for (const what of Object.keys(explained[name] ?? {}))
    experiment.explain(`${name}: ${what}`, explained[name]![what]!)
  for (const run of runs) {
    const lives = livesOf(run)
    const timelines: Timeline[] = []
    const own = {
      'most pods': run.most,
      'most pods with those that end': run.mostWithTerminating,
      'fewest ready': run.fewestReady,
      ...measuredCalls(run),
    }
    for (const [what, value] of Object.entries(own)) noteCount(measuredCounts, what, value)
    for (const seed of count) {
      const simulated = simulate(run, {
        seed,
        life: (index) => lives[index] ?? {},
        seconds: run.complete! + 15,
      })
      const timeline = timelineOf(simulated)
      timelines.push(timeline)
      assert.is(timeline.created.length, run.replicas)
      assert.is(timeline.deleted.length, run.replicas)
      noteIntervals(experiment, run, timeline, name, seed === 0)
      noteCount(simulatedCounts, 'most pods', timeline.most)
      noteCount(simulatedCounts, 'most pods with those that end', timeline.mostWithTerminating)
      if (run.replicas !== short.replicas) noteCount(simulatedCounts, 'fewest ready', timeline.fewestReady)
      for (const [what, value] of Object.entries(simulated.calls)) noteCount(simulatedCounts, what, value)
    }
    if (run.replicas === short.replicas)
      for (const seed of short.seeds) {
        const life = (index: number) => lives[index] ?? {}
        const { fewestReady } = timelineOf(simulate(run, { seed, life, seconds: short.seconds }))
        noteCount(simulatedCounts, 'fewest ready', fewestReady)
      }
    drawRollout(experiment, name, run, timelines)
  }
  const wrong = [...simulatedCounts].flatMap(([what, values]) => {
    // Whether two changes make one status is chance: the measured run has the fewest that there can be, as seven of a thousand replays have.
    const tolerance = what === 'deployment update deployments/status' ? 1 : 0
    const found = experiment.count(`${name}: ${what}`, measuredCounts.get(what)!, values, tolerance)
    return found === undefined ? [] : [`${what}: ${found}`]
  })
  assert.equal(wrong, [], name)
}

function noteIntervals(
  intervals: Experiment,
  run: MeasuredRollout,
  timeline: Timeline,
  name: string,
  isFirst: boolean,
): void {
  const measured = (values: readonly number[]): readonly number[] => (isFirst ? values : [])
  const isSerial = run.maxSurge === 1 || run.maxUnavailable === 1
  intervals.note('request to first new pod', measured([created(run)[0]!]), [timeline.created[0]!])
  intervals.note(`${name}: complete`, measured([run.complete!]), [timeline.complete!])
  if (run.maxSurge === 1 && run.minReadySeconds === 0)
    intervals.note(
      'ready pod to next deletion',
      measured(toNext(ready(run), deleted(run))),
      toNext(timeline.ready, timeline.deleted),
    )
  if (isSerial)
    intervals.note(
      'deletion to next new pod',
      measured(toNext(deleted(run), created(run))),
      toNext(timeline.deleted, timeline.created),
    )
}

/** Runs by their names, in the order of the first of each. */
function named(runs: readonly MeasuredRollout[], nameOf: (run: MeasuredRollout) => string) {
  const groups = new Map<string, MeasuredRollout[]>()
  for (const run of runs) groups.set(nameOf(run), [...(groups.get(nameOf(run)) ?? []), run])
  return groups
}

const strategies = named(
  readRollouts('rollout'),
  ({ maxSurge, maxUnavailable, ready_s, minReadySeconds }) =>
    `${maxSurge} / ${maxUnavailable}, ready after ${ready_s} s, minReadySeconds ${minReadySeconds}`,
)
for (const [name, runs] of strategies)
  test(`${name}: counts as measured (W2, Z23)`, () => replayed(ofTen, runs, seeds, name))

const large = named(readRollouts('rollout-large'), ({ replicas }) => `${replicas} replicas`)
for (const [name, runs] of large)
  test(`${name}: counts as measured (W2, Z20)`, () => replayed(ofMany, runs, fewSeeds, name))

test('every kind of interval agrees with what was measured', () => {
  for (const one of [ofTen, ofMany]) assert.equal(one.disagreements(), [])
})

test.run()
