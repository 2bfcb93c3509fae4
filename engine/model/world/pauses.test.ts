/** Pauses: what is due in one waits for its end, and takes what was left. Deterministic, to the microsecond; in both engines. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { observe, summaryOf } from '../../../tests/support/observe.ts'
import {
  behavior,
  cluster,
  constant,
  container,
  node,
  probe,
  second,
  workload,
} from '../../../tests/support/spec.ts'
import type { BehaviorSpec, ClusterSpec, ProbeSpec } from '../../contract/cluster-spec.ts'

const test = suite('pauses')

const latency = (seconds: number): BehaviorSpec['latency'] => ({
  startup: constant(seconds),
  readiness: constant(seconds),
  liveness: constant(seconds),
})
const pause = (every: number, lasts: number) => ({ every: constant(every), for: constant(lasts) })

function spec(
  probes: { readonly liveness?: ProbeSpec; readonly readiness?: ProbeSpec; readonly startup?: ProbeSpec },
  does: Partial<BehaviorSpec>,
  seconds = 60,
  changes: Partial<ClusterSpec> = {},
): ClusterSpec {
  return cluster([workload([container({ probes, behavior: behavior(does) })])], seconds, changes)
}

type Run = readonly [time: number, result: string, duration: number]
async function runsOf(...of: Parameters<typeof spec>): Promise<Run[]> {
  const { runs } = await observe(spec(...of))
  return runs.map(({ time, result, duration }): Run => [time, result, duration])
}

/** A liveness probe of period 10 and timeout 9, of a process that runs from 0 on; runs at 10, 20 ... */
const tables: readonly {
  what: string
  does: Partial<BehaviorSpec>
  timeout?: number
  runs: readonly Run[]
}[] = [
  {
    what: 'an answer under way when a pause begins comes at its end plus what was left',
    does: { latency: latency(2), pause: pause(11, 5) },
    runs: [
      // Due at 12, in the pause from 11 to 16, with 1 s left.
      [10, 'success', 7],
      [20, 'success', 2],
      // Begun in the pause from 27 to 32.
      [30, 'success', 4],
    ],
  },
  {
    what: 'an answer due as the pause begins waits for its end',
    does: { latency: latency(2), pause: pause(12, 3) },
    runs: [
      [10, 'success', 5],
      [20, 'success', 2],
      // The pause from 27 to 30 is over as the run begins.
      [30, 'success', 2],
    ],
  },
  {
    what: 'an answer that comes after the timeout fails at the timeout',
    does: { latency: latency(2), pause: pause(11, 12) },
    runs: [
      [10, 'timeout', 9],
      [20, 'success', 5],
      [30, 'success', 2],
    ],
  },
  {
    what: 'two pauses keep one answer waiting twice',
    does: { latency: latency(3), pause: pause(11, 2) },
    runs: [
      // 1 s until 11, then from 13 to 15.
      [10, 'success', 5],
      [20, 'success', 3],
      [30, 'success', 3],
    ],
  },
  {
    what: 'pauses shorter than the answer add up',
    does: { latency: latency(3), pause: pause(1, 0.5) },
    runs: [
      // Begun in the pause from 10 to 10.5.
      [10, 'success', 5],
      // 0.5 s until 20.5, then 1 s each, and 0.5 s.
      [20, 'success', 4.5],
      [30, 'success', 4.5],
    ],
  },
  {
    what: 'a pause for ever is no answer',
    does: { latency: latency(2), pause: { every: constant(11), for: { kind: 'never' } } },
    runs: [
      [10, 'timeout', 9],
      [20, 'timeout', 9],
      [30, 'timeout', 9],
    ],
  },
]

for (const { what, does, runs } of tables) {
  test(what, async () => {
    const liveness = probe({ period: 10, timeout: 9 }, { failureThreshold: 1000 })
    assert.equal(await runsOf({ liveness }, does, 40), runs)
  })
}

test('a failure answer waits like any other', async () => {
  const liveness = probe({ period: 10, timeout: 9 }, { failureThreshold: 1000 })
  const [first] = await runsOf({ liveness }, { latency: latency(2), errorRate: 1, pause: pause(11, 5) }, 20)
  assert.equal(first, [10, 'failure', 7])
})

test('a pause holds up start-up, in which connections are refused at once', async () => {
  const startup = probe({ period: 5 }, { failureThreshold: 100 })
  const runs = await runsOf({ startup }, { startup: [constant(12)], pause: pause(10, 7) }, 26)
  // Answers from 12 + 7 on.
  assert.equal(runs, [
    [5, 'failure', 0],
    [10, 'failure', 0],
    [15, 'failure', 0],
    [20, 'success', 0],
  ])
})

test('a run that begins in a pause waits although it finds the process hanging only later', async () => {
  const liveness = probe({ period: 10, timeout: 9 }, { failureThreshold: 1000 })
  // Begun at 10 in the pause from 8 to 16; the process hangs from 12 on, so the answer never comes.
  const runs = await runsOf(
    { liveness },
    { pause: pause(8, 8), hang: { after: [constant(12)], tcpOk: true } },
    30,
  )
  assert.equal(runs, [
    [10, 'timeout', 9],
    [20, 'timeout', 9],
  ])
})

test('exits do not wait', async () => {
  const { starts } = await observe(
    spec({}, { pause: pause(5, 20), crash: { after: [constant(8), { kind: 'never' }], exitCode: 1 } }),
  )
  assert.is(starts[1].previousFinishedSeconds, 8)
})

test('a process that stands still does not stop on SIGTERM before the end of its pause, nor after its grace period', async () => {
  const liveness = probe({ period: 10, timeout: 1 }, { failureThreshold: 1 })
  // The pause begins at 9; the run at 10 fails at 11.
  for (const [lasts, stops, grace, code, at] of [
    [8, 0, 30, 143, 17],
    [8, 3, 30, 143, 20],
    [8, 0, 4, 137, 15],
    [60, 0, 30, 137, 41],
  ]) {
    const does = { pause: pause(9, lasts), shutdown: { after: [constant(stops)], exitCode: 143 } }
    const { starts } = await observe(
      spec({ liveness: { ...liveness, terminationGraceUs: grace * second } }, does, 50),
    )
    const [, next] = starts
    assert.equal([next.previousFinishedSeconds, next.previousExitCode, next.falseRestart], [at, code, true])
  }
})

test('a restart begins with a gap', async () => {
  const liveness = probe({ period: 10, timeout: 1 }, { failureThreshold: 1 })
  const { runs, starts } = await observe(spec({ liveness }, { pause: pause(9, 3) }, 40))
  // Killed at 11, stopped and started at 12, so that the next pause is from 21 to 24.
  assert.is(starts[1].timeSeconds, 12)
  assert.equal(
    runs.map(({ time, result }) => [time, result]),
    [
      [10, 'timeout'],
      [20, 'success'],
      [30, 'success'],
    ],
  )
})

test('what a script answers does not wait', async () => {
  const liveness = probe({ period: 10, timeout: 9 }, { failureThreshold: 1000 })
  const script = [{ probe: 'all', afterUs: 0, answer: 'ok', ill: false } as const]
  const runs = await runsOf({ liveness }, { script, pause: pause(9, 5) }, 20)
  assert.equal(runs[0], [10, 'success', 0])
})

test('pauses are stationary where containers run from before', async () => {
  const readiness = probe({ period: 7, timeout: 1 }, { failureThreshold: 1000 })
  const app = container({ probes: { readiness }, behavior: behavior({ pause: pause(60, 20) }) })
  const { runs } = await observe(
    cluster([workload([app], { kind: 'Deployment', replicas: 400 })], 190, {
      initialState: 'running',
      nodes: [node({ podsMax: 1000 })],
    }),
  )
  for (const [low, high] of [
    [0, 60],
    [60, 120],
    [120, 180],
  ]) {
    const some = runs.filter(({ time }) => time >= low && time < high)
    // A run that begins in the last second of a pause is answered in time.
    const share = some.filter(({ result }) => result === 'timeout').length / some.length
    assert.ok(Math.abs(share - 19 / 80) < 0.06, `${share} between ${low} and ${high} s`)
  }
})

test('pauses of one container leave others as they were', async () => {
  const liveness = probe({ period: 3 }, { failureThreshold: 2 })
  const random: BehaviorSpec['latency'] = {
    ...latency(0),
    liveness: { kind: 'exponential', mean: 0.4 * second },
  }
  const other = workload([container({ probes: { liveness }, behavior: behavior({ latency: random }) })])
  const paused = (length: number) =>
    workload([container({ probes: { liveness }, behavior: behavior({ pause: pause(20, length) }) })], {
      name: 'a',
    })
  const of = async (workloads: ClusterSpec['workloads']): Promise<unknown> =>
    (await observe(cluster(workloads, 600))).runs.filter(({ pod }) => pod === 'web')
  const alone = await of([other])
  assert.equal(await of([other, paused(2)]), alone)
  assert.equal(await of([other, paused(7)]), alone)
})

test('pauses are no illness: what they lead to are false restarts', async () => {
  const liveness = probe({ period: 5, timeout: 1 }, { failureThreshold: 2 })
  const observed = await observe(spec({ liveness }, { pause: pause(50, 30) }, 600))
  const restarts = summaryOf(observed, 'restarts_total')!
  assert.ok(restarts > 1)
  assert.is(summaryOf(observed, 'false_restarts_total'), restarts)
})

test.run()
