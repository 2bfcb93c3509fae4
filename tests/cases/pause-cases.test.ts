/** Processes with long pauses: what the probes of `sizing/07-pauses.yaml` make of them, and what `tasks/long-pauses` is told. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import { advise, type Limits, type Recommendation, recommend, simulate } from '../../engine/index.ts'
import { lawOf } from '../../engine/kernel/law.ts'
import { poissonInterval } from '../../engine/study/statistics/count-interval.ts'
import { ProbeAnswers, type ProbeSetting } from '../../engine/study/theory/failure-detector.ts'
import { naive } from '../../engine/study/theory/naive-pauses.test.helper.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { repository } from '../support/cli.ts'
import { noLimits } from '../support/example-recommendation.ts'
import { node, second } from '../support/spec.ts'

const test = suite('cases of long pauses')
const monthSeconds = 30 * 86_400

type Loaded = Awaited<ReturnType<typeof loadScenario>>
const loaded = (...files: string[]): Promise<Loaded> =>
  loadScenario({ files: files.map((file) => join(repository, 'tests/cases', file)) })

async function answer({ spec, places }: Loaded, limits: Partial<Limits> = {}): Promise<Recommendation> {
  const question = { limits: { ...noLimits, ...limits }, objective: 'robust' as const }
  return recommend(spec, question, (ref) => containerFacts(places, ref))
}

const setting = (periodSeconds: number, timeoutSeconds: number, failureThreshold: number): ProbeSetting => ({
  initialDelaySeconds: 0,
  periodSeconds,
  timeoutSeconds,
  successThreshold: 1,
  failureThreshold,
})

const sizing = 'sizing/07-pauses.yaml'
const settings = { '10/10/5': setting(10, 10, 5), '12/10/4': setting(12, 10, 4), '4/2/14': setting(4, 2, 14) }

/** By formula, of the 40 pods. */
async function perMonth(of: ProbeSetting): Promise<number> {
  const { spec } = await loaded(sizing)
  const [{ pod, replicas }] = spec.workloads
  const answers = new ProbeAnswers(pod.containers[0].behavior, 'liveness')
  return answers.restarts(of).ratePerSecond * replicas * monthSeconds
}

test('7: the part of 12/10/4 that an integral by hand knows: 0.77 a month from runs begun in a pause, 0.93 from those under way', async () => {
  const { spec } = await loaded(sizing)
  const { latency } = spec.workloads[0].pod.containers[0].behavior
  const late = (seconds: number): number => lawOf(latency.liveness).probabilityAtLeast(seconds * 1e6)
  const pausesPerMonth = (40 * monthSeconds) / (7200 + 45)
  const integral = (of: (x: number) => number, from: number, to: number): number => {
    const steps = 4000
    let sum = 0
    for (let step = 0; step < steps; step++) sum += of(from + ((step + 0.5) / steps) * (to - from))
    return (sum * (to - from)) / steps
  }
  // Ticks at x, x + 12 and x + 24 fail, and that at x + 36 < 45 if its answer takes more than x + 1.
  const begun = (pausesPerMonth / 12) * integral((x) => late(1 + x), 0, 9)
  assert.ok(Math.abs(begun - 0.77) < 0.01, String(begun))
  // Of the run begun u before the pause, still under way then: three more fail for certain, or the last of them by chance.
  const underWay =
    (pausesPerMonth / 12) * (integral(late, 1, 10) + integral((u) => late(u) * late(1 - u), 0, 1))
  const byFormula = await perMonth(settings['12/10/4'])
  // A second pause before a run is answered again makes the rest.
  const second = byFormula - begun - underWay
  assert.ok(second > 0.3 && second < 0.6, String(second))
})

test('7: 10/10/5 makes one false restart in half a year, 12/10/4 two a month, by formula', async () => {
  assert.ok((await perMonth(settings['10/10/5'])) < 0.2)
  assert.ok(Math.abs((await perMonth(settings['12/10/4'])) - 2.15) < 0.1)
})

for (const [name, of] of Object.entries(settings)) {
  test(`7: ${name} in the engine and in a naive simulation makes what the formula says`, async () => {
    const { spec } = await loaded(sizing)
    const byFormula = (await perMonth(of)) / (40 * monthSeconds)
    const engine = await simulated(spec, of, 10_000)
    const { latency } = spec.workloads[0].pod.containers[0].behavior
    const paused = spec.workloads[0].pod.containers[0].behavior.pause!
    const plain = naive(
      {
        every: paused.every,
        for: paused.for,
        latency: latency.liveness,
        period: of.periodSeconds,
        timeout: of.timeoutSeconds,
        failures: of.failureThreshold,
        failsOnlyInPauses: true,
      },
      false,
      100_000 * 86_400,
      name,
    )
    for (const { mistakes, seconds } of [engine, plain]) {
      const expected = byFormula * seconds
      // Few are expected, so that only the exact interval of a count tells none from some.
      const { low, high } = poissonInterval(mistakes, 0.999)
      assert.ok(
        low < expected && expected < high,
        `${mistakes} in ${Math.round(seconds / 86_400)} container days, ${expected.toFixed(1)} by formula`,
      )
    }
  })
}

async function simulated(
  spec: ClusterSpec,
  of: ProbeSetting,
  days: number,
): Promise<{ readonly mistakes: number; readonly seconds: number }> {
  const [workload] = spec.workloads
  const [container] = workload.pod.containers
  const liveness = {
    ...container.probes.liveness!,
    periodUs: of.periodSeconds * second,
    timeoutUs: of.timeoutSeconds * second,
    failureThreshold: of.failureThreshold,
  }
  const replicas = days / 10
  const long = 10 * 86_400 * second
  const [{ summary }] = (
    await simulate({
      ...spec,
      durationUs: long,
      intervalUs: long,
      nodes: [node({ podsMax: replicas })],
      workloads: [
        {
          ...workload,
          replicas,
          pod: { ...workload.pod, containers: [{ ...container, probes: { liveness } }] },
        },
      ],
    })
  ).replications
  return { mistakes: summary[0].values.false_restarts_total!, seconds: summary[0].values.container_seconds! }
}

test('7: recommend gives a setting that makes less than one false restart a month', async () => {
  const limits = { 'detect-within': 60, 'false-restarts-per-month': 1 }
  const { probes } = await answer(await loaded(sizing), limits)
  const { recommended } = probes[0]
  assert.ok(recommended!.mistakesPerMonth! < 0.2)
  assert.ok(recommended!.detectionSecondsHigh <= 60)
})

test('long pauses: a startup probe is added, and a setting outlasts the pause where detection may take longer', async () => {
  const input = await loaded('tasks/long-pauses/app.yaml', 'tasks/long-pauses/scenario.yaml')
  const { probes } = await answer(input, { 'detect-within': 75, 'false-restarts-per-month': 1 })
  const liveness = probes.find(({ probe }) => probe === 'liveness')!
  const { setting, mistakesPerMonth } = liveness.recommended!
  assert.ok(setting.failureThreshold * setting.periodSeconds > 45)
  assert.ok(mistakesPerMonth! < 1)
  assert.ok(liveness.current.mistakesPerMonth! > 10_000)
  assert.ok(liveness.addedStartup !== null, 'a startup probe')
})

test('long pauses: where nobody names a time to notice a hang in, the one that outlasts a pause is said', async () => {
  const input = await loaded('tasks/long-pauses/app.yaml', 'tasks/long-pauses/scenario.yaml')
  const liveness = (of: Recommendation) => of.probes.find(({ probe }) => probe === 'liveness')!
  const { recommended, calmer } = liveness(await answer(input))
  assert.ok(recommended!.mistakesPerMonth! > 10_000)
  assert.ok(calmer!.mistakesPerMonth! <= 1)
  const { setting, detectionSecondsHigh } = calmer!
  assert.ok(setting.failureThreshold * setting.periodSeconds > 45)
  assert.ok(detectionSecondsHigh > 45 && detectionSecondsHigh < 62, `${detectionSecondsHigh}`)
  // What it says is what an answer within that time is.
  const named = liveness(
    await answer(input, { 'detect-within': detectionSecondsHigh, 'false-restarts-per-month': 1 }),
  )
  assert.ok(named.recommended!.mistakesPerMonth! <= 1)
  assert.is(named.calmer, null)
})

test('long pauses: a pause holds up one start in thirty, and advice asks for a budget that knows it', async () => {
  const { spec, places } = await loaded('tasks/long-pauses/app.yaml', 'tasks/long-pauses/scenario.yaml')
  const budget = advise(spec, (ref) => containerFacts(places, ref)).find(
    ({ rule }) => rule === 'startup-budget',
  )!
  const { figures } = budget as { figures: { startupSeconds: number } }
  assert.ok(Math.abs(figures.startupSeconds - 105) < 0.5, 'p99.9 is that of a start with one pause')
})

test.run()
