/** What holds of every run, whatever the spec: laws that follow from the rules, checked on what a run shows. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { anySpec, undisturbedSpec } from '../../../tests/support/arbitrary-spec.ts'
import {
  type Observed,
  observe,
  type ProbeRun,
  seriesOf,
  stateAfter,
  summaryOf,
} from '../../../tests/support/observe.ts'
import { app, deployed, latency } from '../../../tests/support/one-workload.ts'
import { constant, never, probe, second } from '../../../tests/support/spec.ts'
import type { ClusterSpec, ProbeSpec } from '../../contract/cluster-spec.ts'
import type { StartRow } from '../../contract/run-result.ts'

const test = suite('any run')

function groups<T>(rows: readonly T[], key: (row: T) => string): T[][] {
  const byKey = new Map<string, T[]>()
  for (const row of rows) byKey.set(key(row), [...(byKey.get(key(row)) ?? []), row])
  return [...byKey.values()]
}

const probeOf = (spec: ClusterSpec, run: ProbeRun): ProbeSpec =>
  spec.workloads[0].pod.containers.find(({ name }) => name === run.container)!.probes[run.probe]!

const isFailure = ({ result }: ProbeRun): boolean => result === 'failure' || result === 'timeout'

/** P4: no two runs of a worker overlap, and none begins sooner than the grid or the end of the one before allows. */
function checkWorker(spec: ClusterSpec, runs: readonly ProbeRun[]): void {
  const settings = probeOf(spec, runs[0])
  runs.forEach((run, index) => {
    const attempts = run.result === 'error' || run.duration * second > settings.timeoutUs ? 3 : 1
    assert.ok(run.duration * second <= attempts * settings.timeoutUs + 0.5, 'longer than the timeout')
    if (run.result === 'timeout' && attempts === 1)
      assert.is(Math.round(run.duration * second), settings.timeoutUs)
    if (index === 0) return
    const before = runs[index - 1]
    // A probe of a calm worker does not delay the trigger for the next instance: see `probe-worker.test.ts`.
    if (run.incarnation === before.incarnation)
      assert.ok(run.time >= before.time + before.duration - 1e-6, 'two runs of a worker overlap (P4)')
    if (run.probe !== 'readiness' && before.duration * second < settings.periodUs)
      assert.ok(run.time > before.time, 'two runs at once')
  })
}

/** P9 steps 12 to 15, P11, P13: the count goes up, begins anew or, after a hold, starts over. */
function checkCounts(spec: ClusterSpec, runs: readonly ProbeRun[]): void {
  const { failureThreshold } = probeOf(spec, runs[0])
  let count = 0
  let lastFailed: boolean | undefined
  for (const run of runs) {
    if (run.result === 'error') {
      assert.is(run.published, '')
      continue
    }
    const failed = isFailure(run)
    if (lastFailed !== undefined) assert.is(run.resultRun, failed === lastFailed ? count + 1 : 1)
    count = run.resultRun
    lastFailed = failed
    if (run.published !== '') assert.is(run.published, failed ? 'failure' : 'success')
    if (run.published === 'failure') assert.ok(run.resultRun >= failureThreshold)
    const holds =
      run.probe === 'startup'
        ? !failed || count >= failureThreshold
        : run.probe === 'liveness' && failed && count >= failureThreshold
    if (holds) count = 0
  }
}

/** P8, P9.8: whole seconds from StartedAt, cut to the wall-clock second. */
function checkDelays(spec: ClusterSpec, { runs, starts }: Observed): void {
  const offset = spec.clockOffsetUs / second
  for (const run of runs) {
    const start = starts.find(
      (row) => row.pod === run.pod && row.container === run.container && row.restartCount === run.incarnation,
    )
    if (!start) continue
    const startedAt = Math.floor(start.timeSeconds + offset + 1e-9) - offset
    assert.ok(
      Math.floor(run.time - startedAt + 1e-6) * second >= probeOf(spec, run).initialDelayUs,
      'before its initial delay',
    )
  }
}

/** B3, B4, B15: restart counts, waits and entries of one container; `isDoomed`: a probe had asked to kill that instance. */
function checkStarts(
  rows: readonly StartRow[],
  isDoomed: (container: string, pod: string, incarnation: number) => boolean,
): void {
  rows.forEach((row, index) => {
    if (index === 0) return
    const before = rows[index - 1]
    assert.is(row.restartCount, before.restartCount + 1)
    assert.ok(row.previousFinishedSeconds! >= before.timeSeconds)
    assert.ok(row.waitedSeconds! >= 0)
    const entry = before.backoffSeconds ?? 0
    const exited = row.cause === 'crash' || row.cause === 'completed'
    if (exited && !isDoomed(row.container, row.pod, before.restartCount)) {
      assert.ok(row.waitedSeconds! >= entry - 1e-6, `waited ${row.waitedSeconds} of ${entry} s (B3)`)
      assert.is(row.backoffSeconds, entry === 0 ? 10 : Math.min(2 * entry, 300))
    } else assert.ok([null, 10, Math.min(2 * entry, 300)].includes(row.backoffSeconds))
  })
}

/** B8: an instance that ends of itself during its kill comes back by the snapshot from before. */
function doomedIn(runs: readonly ProbeRun[]) {
  return (container: string, pod: string, incarnation: number): boolean =>
    runs.some(
      (run) =>
        run.published === 'failure' &&
        run.probe !== 'readiness' &&
        run.container === container &&
        run.pod === pod &&
        run.incarnation === incarnation,
    )
}

/** S11: a probe that kills has published a Failure of that instance before its end. */
function checkKills({ runs, starts }: Observed): void {
  for (const row of starts) {
    if (row.cause !== 'liveness' && row.cause !== 'startup') continue
    const reason = runs.find(
      (run) =>
        run.pod === row.pod &&
        run.container === row.container &&
        run.probe === row.cause &&
        run.incarnation === row.restartCount - 1 &&
        run.published === 'failure',
    )
    assert.ok(reason, `a kill of ${row.pod} by ${row.cause} without a failure`)
    assert.ok(row.previousFinishedSeconds! >= reason.time + reason.duration - 1e-6)
  }
}

/** Contract 4: the tables tell the same story. */
function checkTables(observed: Observed): void {
  const counted = observed.runs.filter((run) => run.result !== 'error')
  const total = (column: 'probes' | 'probe_failures' | 'restarts' | 'starts'): number =>
    seriesOf(observed, column).reduce((sum, value) => sum + value, 0)
  assert.is(summaryOf(observed, 'probes_total'), counted.length)
  assert.is(summaryOf(observed, 'probe_failures_total'), counted.filter(isFailure).length)
  assert.is(
    summaryOf(observed, 'probe_timeouts_total'),
    counted.filter((run) => run.result === 'timeout').length,
  )
  assert.is(total('probes'), counted.length)
  assert.is(total('probe_failures'), counted.filter(isFailure).length)
  assert.is(total('starts'), observed.starts.length)
  assert.is(
    summaryOf(observed, 'restarts_total'),
    observed.starts.filter((row) => row.restartCount > 0).length,
  )
  assert.is(total('restarts'), summaryOf(observed, 'restarts_total'))
  const availability = summaryOf(observed, 'availability_ratio')
  assert.ok(
    availability === null || (availability >= 0 && availability <= 1 + 1e-9),
    `availability ${availability}`,
  )
  for (const column of ['running', 'ready', 'unready', 'in_backoff', 'terminating', 'pending'] as const)
    assert.ok(
      seriesOf(observed, column).every((value) => value >= 0),
      `${column} below 0`,
    )
}

test('the rules hold in any undisturbed run (P4, P8, P9, P11, P13, B3, B4, B15, S11)', async () => {
  await fc.assert(
    fc.asyncProperty(undisturbedSpec, async (spec) => {
      const observed = await observe(spec)
      for (const runs of groups(observed.runs, (run) => `${run.pod} ${run.container} ${run.probe}`)) {
        checkWorker(spec, runs)
        checkCounts(spec, runs)
      }
      checkDelays(spec, observed)
      for (const rows of groups(observed.starts, (row) => `${row.pod} ${row.container}`))
        checkStarts(rows, doomedIn(observed.runs))
      checkKills(observed)
      checkTables(observed)
    }),
    { numRuns: 120 },
  )
})

test('trace, engine and tables agree in any run, whatever goes wrong in it', async () => {
  await fc.assert(
    fc.asyncProperty(anySpec, async (spec) => {
      checkTables(await observe(spec))
    }),
    { numRuns: 120 },
  )
})

test('the invariants hold after every event of any run', () => {
  fc.assert(
    fc.property(anySpec, (spec) => {
      stateAfter(spec, 250)
    }),
    { numRuns: 60 },
  )
})

test('a late answer makes a container ready that has ended, until the sync (R2)', () => {
  const does = { latency: latency(2), crash: { after: [constant(5), constant(1.5), never], exitCode: 1 } }
  const readiness = probe({ period: 3, timeout: 3 }, { failureThreshold: 1 })
  assert.not.throws(() => stateAfter(deployed(app({ readiness }, does), 20), 10))
})

test.run()
