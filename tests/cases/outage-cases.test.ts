/** A database that is away for 30 s, and that every probe asks (`tasks/database-blinks`, with fewer pods): each command leads to the setting that outlasts it. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cutStartNotes, outageNotes } from '../../cli/outage-notes.ts'
import { advise, type Limits, recommend, simulate } from '../../engine/index.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import { type LoadedScenario, loadScenario } from '../../scenarios/load-scenario.ts'
import { repository } from '../support/cli.ts'
import { noLimits } from '../support/example-recommendation.ts'

const test = suite('cases of outages')

const input: LoadedScenario = await loadScenario({
  files: [join(repository, 'tests/cases/tasks/database-blinks/scenario.yaml')],
  overrides: { sets: ['workloads[0].replicas=200', 'nodes[0].count=10', 'duration=12m'], thresholds: [] },
})

const ask = async (limits: Partial<Limits> = {}) => {
  const question = { limits: { ...noLimits, ...limits }, objective: 'robust' as const }
  return recommend(input.spec, question, (ref) => containerFacts(input.places, ref))
}

test('a run says what its restarts were good for, and which starts its probes cut short', async () => {
  const result = await simulate(input.spec)
  const [note, ...others] = await outageNotes(input, result)
  assert.match(note!, /hang of 30 s from 5m on, which passes by itself/)
  assert.match(note!, /write failureThreshold: 5: it outlasts 40 s, 10 s longer than this one/)
  assert.equal(others, [])
  const [cut, ...more] = await cutStartNotes(input, result)
  assert.match(
    cut!,
    /svc app: start-up takes up to 86\.\d+ s \(p99.9\), but the liveness probe grants 20 s to 30 s/,
  )
  assert.match(cut!, /; add a startupProbe with the same handler/)
  assert.equal(more, [])
})

test('advice finds it, beside the startup probe that is missing', () => {
  const rules = advise(input.spec, (ref) => containerFacts(input.places, ref)).map(({ rule }) => rule)
  assert.equal(rules, ['startup-budget', 'liveness-within-outage'])
})

test('recommend patches both, and then nothing is restarted', async () => {
  const { probes, scenarioCheck } = await ask()
  const { recommended, addedStartup, severity } = probes.find(({ probe }) => probe === 'liveness')!
  const { periodSeconds, timeoutSeconds, failureThreshold } = recommended!.setting
  assert.equal([periodSeconds, timeoutSeconds, failureThreshold, severity], [10, 1, 5, 'harmful'])
  assert.ok(addedStartup !== null)
  const restarts = scenarioCheck!.metrics.find(
    ({ workload, metric }) => workload === '*' && metric === 'restarts_total',
  )!
  assert.ok(restarts.base.mean! >= 200)
  assert.is(restarts.head.mean, 0)
})

test('who wants hangs to be noticed as soon as now keeps the threshold', async () => {
  const { probes } = await ask({ 'detect-within': 31 })
  const { recommended } = probes.find(({ probe }) => probe === 'liveness')!
  assert.is(recommended!.setting.failureThreshold, 3)
})

test.run()
