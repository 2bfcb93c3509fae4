/** Settings that were wrong: what each case got wrong is told in its head, what is right is asserted here. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import {
  advise,
  type Limits,
  type Objective,
  type ProbeRecommendation,
  type Recommendation,
  recommend,
  withRecommended,
} from '../../engine/index.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { repository } from '../support/cli.ts'
import { noLimits } from '../support/example-recommendation.ts'

const test = suite('sizing cases')

async function answer(
  name: string,
  limits: Partial<Limits> = {},
  objective: Objective = 'robust',
): Promise<Recommendation> {
  const { spec, places } = await loadScenario({ files: [join(repository, 'tests/cases/sizing', name)] })
  const question = { limits: { ...noLimits, ...limits }, objective }
  return recommend(spec, question, (ref) => containerFacts(places, ref))
}

function integers({ recommended, current }: ProbeRecommendation): string {
  const { periodSeconds, timeoutSeconds, failureThreshold } = (recommended ?? current).setting
  return [periodSeconds, timeoutSeconds, failureThreshold].join('/')
}

test('1, 9: of answers that nobody measured neither timeout nor threshold becomes smaller', async () => {
  const [scheduler] = (await answer('01-recommend-unmeasured-exec.yaml', { 'detect-within': 60 })).probes
  assert.is(integers(scheduler), '20/15/6')
  assert.is(scheduler.severity, 'unknown')
  assert.is(scheduler.evidence.basis, 'unknown')
  const { probes } = await answer('09-defaults-left-alone.yaml')
  assert.equal(
    probes.map((probe) => [integers(probe), probe.severity]),
    [
      ['5/1/3', 'unknown'],
      ['3/1/3', 'unknown'],
      ['10/1/3', 'unknown'],
    ],
  )
  const [exec] = (await answer('09-defaults-left-alone.yaml', { 'detect-within': 13 })).probes
  assert.is(integers(exec), '4/1/3', 'the period may change, where detection asks for it')
})

test('4: behind a startup probe the simulation counts what a month has, 308 and 180', async () => {
  const limits = { 'detect-within': 45, 'false-restarts-per-month': 400 }
  const [startup, liveness] = (await answer('04-gated-liveness.yaml', limits)).probes
  assert.is(integers(startup), '10/1/30')
  assert.not.equal(liveness.recommended, null)
  assert.ok(Math.abs(liveness.current.mistakesPerMonth! - 307) < 3)
  const { perMonthLow, perMonthHigh } = liveness.evidence.simulation!
  assert.ok(perMonthLow <= liveness.recommended!.mistakesPerMonth!)
  assert.ok(liveness.recommended!.mistakesPerMonth! <= perMonthHigh && perMonthHigh <= 400)
})

test('6: without order the answer is unknown, the present setting is kept, and failed runs / threshold is the upper end', async () => {
  const limits = { 'detect-within': 45, 'false-restarts-per-month': 100 }
  const [{ current, recommended, severity, evidence, knownBy }] = (await answer('06-order-lost.yaml', limits))
    .probes
  assert.equal(recommended!.setting, current.setting)
  assert.equal([severity, evidence.basis, knownBy.from], ['unknown', 'order', 'user'])
  assert.ok(Math.abs(current.mistakesPerMonth! - 97) < 0.1, 'if runs are independent')
  // 40 pods x 259,200 runs x 2.12 % late / 3; the truth, 17,100, lies between.
  assert.ok(Math.abs(evidence.togetherPerMonth! - 73_348) < 10, `${evidence.togetherPerMonth}`)
})

test('6: what breaks the limit in any order is changed, to what keeps it in every order', async () => {
  const limits = { 'detect-within': 45, 'false-restarts-per-month': 50 }
  const [{ recommended, severity, evidence }] = (await answer('06-order-lost.yaml', limits)).probes
  assert.is(severity, 'broken')
  assert.ok(evidence.togetherPerMonth! <= 50)
  const { periodSeconds, timeoutSeconds, failureThreshold } = recommended!.setting
  assert.ok(timeoutSeconds > 6 && failureThreshold > 1 && periodSeconds >= timeoutSeconds)
})

test('10: where a simulation has refuted a formula, its numbers stand in the answer', async () => {
  const limits = { 'detect-within': 45, 'false-restarts-per-month': 100 }
  const [{ recommended, evidence }] = (await answer('11-short-sharp-phases.yaml', limits)).probes
  const { perMonthLow, perMonthHigh } = evidence.simulation!
  const told = recommended!.mistakesPerMonth!
  assert.ok(told >= perMonthLow && told <= perMonthHigh)
  const containers = 10
  const recurrence = (30 * 86_400 * containers) / told + recommended!.mistakeDurationSeconds!
  assert.ok(Math.abs(recommended!.mistakeRecurrenceSeconds! / recurrence - 1) < 0.001)
})

test('11: mistakes that need two short sharp phases: 17.5 a month', async () => {
  const limits = { 'detect-within': 45, 'false-restarts-per-month': 100 }
  const [probe] = (await answer('11-short-sharp-phases.yaml', limits, 'probe-load')).probes
  assert.is(integers(probe), '22/1/2')
  assert.ok(Math.abs(probe.recommended!.mistakesPerMonth! - 17.5) <= 0.2)
})

test('17: one mind: a startup probe for what starts slowly, tcpSocket left, and what is missing named', async () => {
  const { probes, missing } = await answer('17-one-mind.yaml', { 'detect-within': 60 })
  assert.equal(
    probes.map((probe) => [integers(probe), probe.severity, probe.addedStartup !== null]),
    [
      ['10/1/3', 'leave', false],
      // It was asked to notice hangs, and what only connects never does: no number helps, so nothing is patched.
      ['10/1/3', 'broken', false],
      ['10/1/3', 'leave', false],
      // More patient than its readiness probe, which has the same numbers, since it changes anyway.
      ['10/1/4', 'harmful', true],
    ],
  )
  const slow = probes[3]
  const { probes: unasked } = await answer('17-one-mind.yaml')
  assert.is(integers(unasked[3]), '10/1/3', 'where it may take no longer to notice a hang, it stays')
  assert.is(slow.recommended!.setting.initialDelaySeconds, 0)
  assert.ok(slow.addedStartup!.detectionSecondsLow >= 240, 'its p99')
  assert.equal(
    missing.map(({ workload, probe }) => [workload, probe]),
    [
      ['default/deployment/no-probes', 'readiness'],
      ['default/deployment/no-probes', 'liveness'],
    ],
  )
})

for (const name of ['17-one-mind.yaml', '11-short-sharp-phases.yaml', '04-gated-liveness.yaml']) {
  test(`after the patch advice finds nothing that was not there before: ${name}`, async () => {
    const scenario = await loadScenario({ files: [join(repository, 'tests/cases/sizing', name)] })
    const found = (spec: ClusterSpec): string[] =>
      advise(spec, (ref) => containerFacts(scenario.places, ref)).map(({ rule, container, probe }) =>
        JSON.stringify([rule, container, probe]),
      )
    const { probes } = await answer(name, { 'detect-within': 60 })
    const before = found(scenario.spec)
    const after = found(withRecommended(scenario.spec, probes))
    assert.equal(
      after.filter((each) => !before.includes(each)),
      [],
    )
    assert.not.ok(after.some((each) => each.includes('startup-budget')))
  })
}

test('12: the grace period ends a stop, so a mistake lasts 35.2 s', async () => {
  const [{ current }] = (await answer('12-ignores-sigterm.yaml')).probes
  assert.ok(Math.abs(current.mistakeDurationSeconds! - 35.2) < 0.1)
  assert.ok(Math.abs(current.queryAccuracyRatio! - 0.99958) < 0.00001)
  assert.ok(Math.abs(current.mistakeRecurrenceSeconds! - 84_235) < 50)
})

test('12: back-off is part of what a mistake costs, about 1.4 % of the time', async () => {
  const [{ current, evidence }] = (await answer('12b-back-off-counts.yaml')).probes
  // The wait has a heavy tail: 9.1 s in 40 days of a container, 10.2 s in 40 others.
  assert.ok(Math.abs(current.mistakeDurationSeconds! - 9.6) < 1.5, `${current.mistakeDurationSeconds}`)
  assert.ok(Math.abs(current.queryAccuracyRatio! - 0.986) < 0.003)
  assert.ok(Math.abs(evidence.simulation!.mistakeSeconds! - 9.6) < 2)
})

test('14: of new pods 5.7 % of starts are killed, of restarts up to 29 %, in advice and in the answer', async () => {
  const { spec, places } = await loadScenario({
    files: [join(repository, 'tests/cases/sizing/14-first-starts.yaml')],
  })
  const [found] = advise(spec, (ref) => containerFacts(places, ref))
  assert.ok(found.rule === 'startup-budget')
  const { killRatioFirst, killRatioMax, killRatioMean } = found.figures
  assert.ok(Math.abs(killRatioFirst! - 0.0572) < 0.0005, `${killRatioFirst}`)
  assert.ok(Math.abs(killRatioMax - 0.2855) < 0.0005 && Math.abs(killRatioMean - 0.1425) < 0.0005)
  const [{ current }] = (await answer('14-first-starts.yaml')).probes
  assert.ok(Math.abs(current.firstStartKillProbability! - 0.0572) < 0.0005)
  assert.ok(Math.abs(current.startKillProbability! - 0.2855) < 0.0005)
})

test('16: where nothing is asked, the present setting keeps what it makes', async () => {
  const [readiness] = (await answer('16-nothing-asked.yaml')).probes
  assert.is(integers(readiness), '5/1/3')
  assert.equal(readiness.currentBreaks, [])
})

test('field 20: a long grace period behind a liveness probe is found', async () => {
  const scenario = await loadScenario({
    files: [join(repository, 'tests/cases/sizing/20-long-grace-without-its-own.yaml')],
  })
  const [found, ...others] = advise(scenario.spec, (ref) => containerFacts(scenario.places, ref))
  assert.equal([found.rule, found.severity, others.length], ['long-grace', 'warning', 0])
  assert.ok(found.rule === 'long-grace' && found.figures.restartSecondsMax === 3661)
})

test.run()
