/**
 * The worked examples E1-E8 and E12 of `docs/kubelet-rules.md`, as `probestorm run` writes them: starts.csv and
 * probes.csv with ideal overheads and pods created at time 0. Every number is derived there from the rules.
 */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CsvRow, readCsv, repository, runCli, withTemporaryDirectory } from '../support/cli.ts'

const scenario = join(repository, 'tests/examples/scenario.yaml')

type Tables = { readonly starts: readonly CsvRow[]; readonly probes: readonly CsvRow[] }

function runExamples(sets: readonly string[]): Tables {
  return withTemporaryDirectory((directory) => {
    const out = join(directory, 'out')
    const words = ['run', '-f', scenario, '--trace', 'probes,starts', '--verify', '--quiet', '--out-dir', out]
    const run = runCli([...words, ...sets.flatMap((set) => ['--set', set])])
    assert.is(run.exitCode, 0, run.stderr)
    return { starts: readCsv(join(out, 'starts.csv')), probes: readCsv(join(out, 'probes.csv')) }
  })
}

const standard = runExamples([])

/** One start: time, cause, waited since the previous exit, back-off entry after it, previous exit. */
type Start = readonly [
  time: number,
  cause: string,
  waited: number | '',
  entry: number | '',
  previousExit?: number,
]

function startsOf({ starts }: Tables, pod: string, container = 'app'): CsvRow[] {
  return starts.filter((row) => row.pod === pod && row.container === container)
}

function expectStarts(tables: Tables, pod: string, expected: readonly Start[], container?: string): void {
  const rows = startsOf(tables, pod, container).slice(0, expected.length)
  const found = rows.map((row, index) => [
    Number(row.time_seconds),
    row.cause,
    row.waited_seconds === '' ? '' : Number(row.waited_seconds),
    row.backoff_seconds === '' ? '' : Number(row.backoff_seconds),
    ...(expected[index][4] === undefined ? [] : [Number(row.previous_finished_seconds)]),
  ])
  assert.equal(
    found,
    expected.map((start) => start.filter((cell) => cell !== undefined)),
  )
  assert.equal(
    rows.map((row) => Number(row.restart_count)),
    expected.map((_, index) => index),
  )
}

type Run = readonly [time: number, probe: string, result: string, resultRun: number, published: string]

function runsOf({ probes }: Tables, pod: string, container = 'app'): Run[] {
  return probes
    .filter((row) => row.pod === pod && row.container === container)
    .map((row) => [Number(row.time_seconds), row.probe, row.result, Number(row.result_run), row.published])
}

function timesOf(tables: Tables, pod: string, incarnation: number): number[] {
  return tables.probes
    .filter((row) => row.pod === pod && Number(row.incarnation) === incarnation)
    .map((row) => Number(row.time_seconds))
}

const test = suite('worked examples')

type StartCase = {
  readonly rule: string
  readonly pod: string
  readonly starts: readonly Start[]
  readonly container?: string
}

const startCases: readonly StartCase[] = [
  {
    rule: 'E1 ends on SIGTERM (P20, B8)',
    pod: 'e1-obeys',
    starts: [
      [2, 'initial', '', ''],
      [141, 'liveness', 0, '', 141],
    ],
  },
  {
    rule: 'E1 ignores SIGTERM (K2)',
    pod: 'e1-ignores',
    starts: [
      [2, 'initial', '', ''],
      [171, 'liveness', 0, '', 171],
    ],
  },
  {
    rule: 'E1 refuses instead of hanging (P20)',
    pod: 'e1-refuses',
    starts: [
      [2, 'initial', '', ''],
      [140, 'liveness', 0, '', 140],
    ],
  },
  {
    rule: 'E1 hangs just after a probe (P20)',
    pod: 'e1-just-after',
    starts: [
      [2, 'initial', '', ''],
      [161, 'liveness', 0, '', 161],
    ],
  },
  {
    rule: 'E1 with a grace period of the probe (K1)',
    pod: 'e1-probe-grace',
    starts: [
      [2, 'initial', '', ''],
      [151, 'liveness', 0, '', 151],
    ],
  },
  {
    rule: 'E2 every later instance hangs from its start (B8)',
    pod: 'e2-obeys',
    starts: [
      [2, 'initial', '', ''],
      [141, 'liveness', 0, '', 141],
      [201, 'liveness', 0, 10, 201],
      [261, 'liveness', 0, 20, 261],
      [321, 'liveness', 0, 40, 321],
      [381, 'liveness', 0, 80, 381],
      [521, 'liveness', 80, 160, 441],
      [741, 'liveness', 160, 300, 581],
      [1101, 'liveness', 300, 300, 801],
      [1161, 'liveness', 0, 300, 1161],
      [1521, 'liveness', 300, 300, 1221],
      [1581, 'liveness', 0, 300, 1581],
      [1941, 'liveness', 300, 300, 1641],
    ],
  },
  {
    rule: 'E2 and ignores SIGTERM (B8, K2)',
    pod: 'e2-ignores',
    starts: [
      [2, 'initial', '', ''],
      [171, 'liveness', 0, '', 171],
      [271, 'liveness', 0, 10, 271],
      [371, 'liveness', 0, 20, 371],
      [471, 'liveness', 0, 40, 471],
      [571, 'liveness', 0, 80, 571],
      [671, 'liveness', 0, 160, 671],
      [931, 'liveness', 160, 300, 771],
      [1331, 'liveness', 300, 300, 1031],
      [1431, 'liveness', 0, 300, 1431],
      [1831, 'liveness', 300, 300, 1531],
    ],
  },
  {
    rule: 'E3 exec ls /tmp/healthy (P8, P9.8, B8)',
    pod: 'e3',
    starts: [
      [2, 'initial', '', ''],
      [71, 'liveness', 0, '', 70],
      [141, 'liveness', 0, 10, 140],
      [211, 'liveness', 0, 20, 210],
      [281, 'liveness', 0, 40, 280],
      [351, 'liveness', 0, 80, 350],
      [501, 'liveness', 80, 160, 420],
      [731, 'liveness', 160, 300, 570],
      [1101, 'liveness', 300, 300, 800],
      [1171, 'liveness', 0, 300, 1170],
    ],
  },
  {
    rule: 'E5 runs 601 s: immediate, base again (B5)',
    pod: 'e5-601',
    starts: [
      [0, 'initial', '', ''],
      [1, 'crash', 0, 10],
      [12, 'crash', 10, 20],
      [33, 'crash', 20, 40],
      [74, 'crash', 40, 80],
      [675, 'crash', 0, 10, 675],
    ],
  },
  {
    rule: 'E5 runs 500 s: waits out its entry (B3)',
    pod: 'e5-500',
    starts: [
      [0, 'initial', '', ''],
      [1, 'crash', 0, 10],
      [12, 'crash', 10, 20],
      [33, 'crash', 20, 40],
      [74, 'crash', 40, 80],
      [654, 'crash', 80, 160, 574],
    ],
  },
  {
    rule: 'E5 runs 599 s: the entry is collected while it waits (B6, S7)',
    pod: 'e5-599',
    starts: [
      [0, 'initial', '', ''],
      [1, 'crash', 0, 10],
      [12, 'crash', 10, 20],
      [33, 'crash', 20, 40],
      [74, 'crash', 40, 80],
      [733, 'crash', 60, 10, 673],
    ],
  },
  {
    rule: 'E6 failures carry over to the next instance (P11, B8)',
    pod: 'e6',
    starts: [
      [0, 'initial', '', ''],
      [45, 'crash', 0, 10, 45],
      [60, 'liveness', 10, 20, 50],
    ],
  },
  {
    rule: 'E7 never healthy: killed after the whole budget (P20)',
    pod: 'e7-never',
    starts: [
      [0, 'initial', '', ''],
      [300, 'startup', 0, '', 300],
    ],
  },
  {
    rule: 'E8 probes longer than the period (P4, P20)',
    pod: 'e8',
    starts: [
      [0, 'initial', '', ''],
      [16, 'liveness', 0, '', 16],
    ],
  },
  {
    rule: 'E12 two containers are killed one after the other (S10), the first',
    pod: 'e12',
    container: 'a',
    starts: [
      [0, 'initial', '', ''],
      [91, 'liveness', 30, '', 61],
    ],
  },
  {
    rule: 'E12 the second',
    pod: 'e12',
    container: 'b',
    starts: [
      [0, 'initial', '', ''],
      [91, 'liveness', 0, '', 91],
    ],
  },
]

for (const { rule, pod, starts, container } of startCases) {
  test(`restarts as derived: ${rule}`, () => expectStarts(standard, pod, starts, container))
}

const backoffCases: readonly {
  readonly name: string
  readonly sets: readonly string[]
  readonly restarts: readonly number[]
}[] = [
  {
    name: '10 s / 300 s',
    sets: [],
    restarts: [
      1, 12, 33, 74, 155, 316, 617, 918, 1219, 1520, 1821, 2122, 2423, 2724, 3025, 3326, 3627, 3928, 4229,
      4530,
    ],
  },
  {
    name: '1 s / 60 s',
    sets: ['featureGates={ReduceDefaultCrashLoopBackOffDecay: true, KubeletCrashLoopBackOffMax: false}'],
    restarts: [1, 3, 6, 11, 20, 37, 70, 131, 192, 253, 314, 375, 436, 497, 558, 619, 680, 741, 802, 863],
  },
  {
    name: '1 s / 300 s',
    sets: ['featureGates={ReduceDefaultCrashLoopBackOffDecay: true}'],
    restarts: [
      1, 3, 6, 11, 20, 37, 70, 135, 264, 521, 822, 1123, 1424, 1725, 2026, 2327, 2628, 2929, 3230, 3531,
    ],
  },
]

for (const { name, sets, restarts } of backoffCases) {
  test(`restarts as derived: E4 a crash 1 s after each start, ${name} (B2, B7)`, () => {
    const tables = sets.length === 0 ? standard : runExamples(sets)
    const times = startsOf(tables, 'e4').map((row) => Number(row.time_seconds))
    assert.equal(times.slice(0, 21), [0, ...restarts])
  })
}

test('probes as derived: E1 one run per tick, the third timeout is published (P9, P20)', () => {
  assert.equal(runsOf(standard, 'e1-obeys').slice(0, 8), [
    [20, 'liveness', 'success', 1, ''],
    [40, 'liveness', 'success', 2, ''],
    [60, 'liveness', 'success', 3, ''],
    [80, 'liveness', 'success', 4, ''],
    [100, 'liveness', 'timeout', 1, ''],
    [120, 'liveness', 'timeout', 2, ''],
    [140, 'liveness', 'timeout', 3, 'failure'],
    [160, 'liveness', 'success', 1, ''],
  ])
})

const firstProbeCases: readonly {
  readonly rule: string
  readonly pod: string
  readonly first: readonly number[]
}[] = [
  { rule: 'E1 obeys: 160', pod: 'e1-obeys', first: [20, 160] },
  { rule: 'E1 ignores: not before 200 (P9.8)', pod: 'e1-ignores', first: [20, 200] },
  { rule: 'E1 with a grace period of the probe: 180', pod: 'e1-probe-grace', first: [20, 180] },
  { rule: 'E3', pod: 'e3', first: [15, 85, 155, 225, 295, 365, 515, 745, 1115] },
  { rule: 'E8 second instance: next tick after the restart', pod: 'e8', first: [1, 17] },
]

for (const { rule, pod, first } of firstProbeCases) {
  test(`probes as derived: first probe of each instance, ${rule}`, () => {
    assert.equal(
      first.map((_, incarnation) => timesOf(standard, pod, incarnation)[0]),
      first,
    )
  })
}

test('probes as derived: E6 the first failure of the new instance is the third in a row (P11)', () => {
  assert.equal(runsOf(standard, 'e6').slice(0, 5), [
    [10, 'liveness', 'success', 1, ''],
    [20, 'liveness', 'success', 2, ''],
    [30, 'liveness', 'failure', 1, ''],
    [40, 'liveness', 'failure', 2, ''],
    [50, 'liveness', 'failure', 3, 'failure'],
  ])
})

test('probes as derived: E7 readiness is triggered when start-up succeeds and keeps that grid (P6, P19)', () => {
  assert.equal(runsOf(standard, 'e7').slice(0, 9), [
    [10, 'startup', 'failure', 1, ''],
    [20, 'startup', 'failure', 2, ''],
    [30, 'startup', 'failure', 3, ''],
    [40, 'startup', 'failure', 4, ''],
    [50, 'readiness', 'success', 1, 'success'],
    [50, 'startup', 'success', 1, 'success'],
    [60, 'liveness', 'success', 1, ''],
    [60, 'readiness', 'success', 2, ''],
    [70, 'liveness', 'success', 2, ''],
  ])
})

test('probes as derived: E7 the thirtieth failure of start-up is published (P20)', () => {
  const runs = runsOf(standard, 'e7-never')
  assert.equal(runs[28], [290, 'startup', 'failure', 29, ''])
  assert.equal(runs[29], [300, 'startup', 'failure', 30, 'failure'])
})

test('probes as derived: E8 the pending tick starts the next probe at once (P4)', () => {
  assert.equal(runsOf(standard, 'e8').slice(0, 3), [
    [1, 'liveness', 'timeout', 1, ''],
    [6, 'liveness', 'timeout', 2, ''],
    [11, 'liveness', 'timeout', 3, 'failure'],
  ])
})

test.run()
