/** Load that changes each second: no change of a level draws anything, and both engines give one law of it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClusterSpec } from '../../engine/index.ts'
import { behavior, cluster, constant, container, probe, second, workload } from '../support/spec.ts'
import { type Force, forcedBy, forcedRun } from './forced-levels.ts'
import { loadedStudies, loads } from './loaded-studies.ts'
import { assertSameLaw } from './same-law.ts'

const test = suite('levels that are forced each second')

/** Answers that come at once, and err: no stretch changes what a tick risks. */
const unstretched = container({
  probes: { liveness: probe({ period: 3 }, { failureThreshold: 2 }), readiness: probe({ period: 2 }) },
  behavior: behavior({
    errorRate: 0.05,
    crash: { after: [{ kind: 'exponential', mean: 200 * second }], exitCode: 1 },
    slow: { every: { kind: 'exponential', mean: 40 * second }, for: constant(7), factor: 3 },
  }),
})
const several = cluster([workload([unstretched], { kind: 'Deployment', replicas: 8 })], 900, {
  initialState: 'running',
})
const unforced: Force = () => undefined

test('changes of a level at equal hazards leave every byte', () => {
  const alone = forcedRun(several, 'quiet', 1, unforced)
  assert.ok(alone.summary[0].values.restarts_total! > 10)
  const everySecond: Force = (_, container, at) => [1 + ((at + container) % 5), 0]
  assert.equal(forcedRun(several, 'quiet', 1, everySecond), alone)
})

/** Answers of constant lengths, under way when the level changes and when the container crashes: the trigger for the next one waits for them. */
const lasting = container({
  probes: { readiness: probe({ period: 7, timeout: 6 }) },
  behavior: behavior({
    latency: { startup: constant(0), readiness: constant(3), liveness: constant(0) },
    crash: { after: [{ kind: 'exponential', mean: 300 * second }], exitCode: 1 },
  }),
})

test('an answer under way has the length of the level at which it began, in both engines', () => {
  const spec = cluster([workload([lasting], { kind: 'Deployment', replicas: 20 })], 3000, {
    initialState: 'running',
  })
  const force: Force = (_, container, at) => [[1, 1.3, 1.8][(at * at + container) % 3]!, (at % 4) * 50_000]
  const [quiet, exact] = (['quiet', 'exact'] as const).map((engine) => forcedRun(spec, engine, 1, force))
  assert.ok(quiet!.summary[0]!.values.restarts_total! > 50)
  assert.equal(quiet, exact)
})

/** Web and a neighbour on one node, whose every restart changes the level of all. */
function besides(errorRate: number): ClusterSpec {
  const neighbour = container({
    probes: { liveness: probe({ period: 1 }, { failureThreshold: 1 }) },
    behavior: behavior({ errorRate }),
  })
  return cluster(
    [
      workload([neighbour], { kind: 'Deployment', name: 'neighbour', replicas: 4 }),
      workload([unstretched], { kind: 'Deployment', replicas: 8 }),
    ],
    900,
    { initialState: 'running' },
  )
}

test('a neighbour whose starts change the level of all leaves the outcomes of other probes as they were', () => {
  const restarts: Force = ({ container }) => [
    1 + (container.incarnation.slice(0, 4).reduce((sum, count) => sum + count, 0) % 3),
    0,
  ]
  const [few, many] = [0.001, 0.05].map((errorRate) => forcedRun(besides(errorRate), 'quiet', 1, restarts))
  const of = ({ summary, starts }: typeof few) => ({
    summary: summary[2],
    starts: starts.filter(({ workload }) => workload === 'web'),
  })
  assert.ok(many.summary[1].values.restarts_total! > 2 * few.summary[1].values.restarts_total!)
  assert.equal(of(many), of(few))
})

for (const study of loadedStudies) {
  test(`both engines agree over 40 replications: ${study.name}`, () =>
    assertSameLaw(study, 40, forcedBy(loads)))
}

test.run()
