/** From observations to settings: what `calibrate` writes is what `recommend` reads. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { advise, type Limits, type Objective, type Recommendation, recommend } from '../../engine/index.ts'
import { answer } from '../../reports/recommend/answer.ts'
import { evidenceText } from '../../reports/recommend/evidence-text.ts'
import { whyText } from '../../reports/recommend/why-text.ts'
import { containerFacts } from '../../scenarios/advice/container-facts.ts'
import { type Files, observe, scenarioOf } from '../../scenarios/calibrate/observed.test.helper.ts'
import { loadText } from '../../scenarios/load-text.test.helper.ts'
import { repository } from '../support/cli.ts'
import { noLimits } from '../support/example-recommendation.ts'

const test = suite('from observations to settings')

const text = (name: string): string => readFileSync(join(repository, 'tests/cases', name), 'utf8')

type Asked = {
  readonly limits?: Partial<Limits>
  readonly objective?: Objective
  readonly by?: string
}

async function settings(
  manifests: string,
  files: Files,
  { limits = {}, objective = 'robust', by }: Asked = {},
): Promise<Recommendation> {
  const csvOptions = { subject: {}, quantity: 'latency', ...(by === undefined ? {} : { by }) } as const
  const behavior = scenarioOf(await observe(files, { csvOptions }))
  const { spec, places } = await loadText(`${text(manifests)}\n---\n${behavior}`)
  const question = { limits: { ...noLimits, ...limits }, objective }
  return recommend(spec, question, (ref) => containerFacts(places, ref), { studies: 8 })
}

function integers({ recommended, current }: Recommendation['probes'][number]): string {
  const { periodSeconds, timeoutSeconds, failureThreshold } = (recommended ?? current).setting
  return [periodSeconds, timeoutSeconds, failureThreshold].join('/')
}

const kill = { 'startup-kill-probability': 0.001 }

for (const limits of [{}, kill])
  test(`2: 10/1/2 would kill 5 % of the starts, so the budget stays, ${JSON.stringify(limits)}`, async () => {
    const pods = { pods: text('sizing/02-cold-starts.json') }
    const [startup, liveness] = (await settings('sizing/02-app.yaml', pods, { limits })).probes
    assert.is(startup.probe, 'startup')
    assert.is(integers(startup), '10/1/30')
    assert.is(startup.knownBy.from, 'observations')
    assert.equal([integers(liveness), liveness.severity], ['10/1/3', 'unknown'])
  })

// Lognormal 60 s, sigma 0.5: 99.9 % are over after 281 s, and the true probability of 10/1/30 is 0.0008.
test('3: of 20 starts a budget is lowered only if asked, and then to a bound of the quantile', async () => {
  const pods = { pods: text('sizing/03-twenty-starts.json') }
  const [startup] = (await settings('sizing/02-app.yaml', pods)).probes
  assert.ok(startup.recommended!.setting.failureThreshold >= 30)
  const [asked] = (await settings('sizing/02-app.yaml', pods, { limits: kill })).probes
  const { kept, of } = asked.evidence.draws!
  assert.ok(kept >= 0.95 * of, `${kept} of ${of}`)
  assert.ok(asked.recommended!.detectionSecondsLow > 281, `${asked.recommended!.detectionSecondsLow}`)
})

test('5: with the failed runs in the law, 19/7/2 at 0.526 runs/s; the fewest runs that keep one restart a month', async () => {
  const [{ recommended, evidence, knownBy }] = (
    await settings(
      'sizing/05-app.yaml',
      { prometheus: text('sizing/05-successes-only.json') },
      { limits: { 'detect-within': 45, 'false-restarts-per-month': 1 }, objective: 'probe-load' },
    )
  ).probes
  const { periodSeconds, timeoutSeconds, failureThreshold } = recommended!.setting
  assert.is([periodSeconds, timeoutSeconds, failureThreshold].join('/'), '19/7/2')
  assert.ok(Math.abs(10 * recommended!.probesPerSecond - 0.526) < 0.001)
  assert.equal(knownBy, {
    from: 'observations',
    count: 100_000,
    censored: 11_430,
    truncated: 0,
    order: false,
  })
  // It rests on runs that fail independently, which a histogram does not tell.
  assert.is(evidence.basis, 'unordered')
  assert.ok(evidence.draws!.kept >= 36 && evidence.draws!.bound <= 1)
})

test('twelve services: only the one that restarts for nothing is patched, and what no number changes is named', async () => {
  const { probes, missing } = await settings(
    'tasks/twelve-services.yaml',
    { csv: text('tasks/twelve-services.csv') },
    { by: 'service' },
  )
  const isChanged = (probe: (typeof probes)[number]): boolean =>
    probe.addedStartup !== null ||
    JSON.stringify((probe.recommended ?? probe.current).setting) !== JSON.stringify(probe.current.setting)
  assert.equal(
    probes.filter(isChanged).map(({ workload, probe, severity }) => [workload, probe, severity]),
    [['prod/deployment/inventory-jvm', 'liveness', 'harmful']],
  )
  const jvm = probes.find(
    ({ workload, probe }) => workload.endsWith('inventory-jvm') && probe === 'liveness',
  )!
  const { timeoutSeconds, failureThreshold } = jvm.recommended!.setting
  assert.ok(timeoutSeconds >= 1 && failureThreshold >= 3)
  assert.ok(jvm.current.mistakesPerMonth! > 700 && jvm.current.mistakesPerMonth! < 2800)
  assert.ok(jvm.recommended!.mistakesPerMonth! <= jvm.current.mistakesPerMonth! / 2)
  assert.equal(missing.map(({ workload, probe }) => `${workload.split('/')[2]} ${probe}`).sort(), [
    'cart readiness',
    'email-worker liveness',
    'email-worker readiness',
    'frontend liveness',
  ])
  const blind = probes.filter(({ noticesHangs }) => !noticesHangs)
  assert.ok(blind.length === 2 && !blind.some(isChanged))
})

test('twelve services without their times: a figure that rests on runs that fail one by one says so, and what it would be if they came together', async () => {
  const withoutTimes = text('tasks/twelve-services.csv').replace(/^[^,]*,/gm, '')
  const found = await settings('tasks/twelve-services.yaml', { csv: withoutTimes }, { by: 'service' })
  const jvm = found.probes.find(
    ({ workload, probe }) => workload.endsWith('inventory-jvm') && probe === 'liveness',
  )!
  const { basis, togetherPerMonth } = jvm.evidence
  assert.is(basis, 'unordered')
  // With their times it is between 700 and 2,800.
  assert.ok(jvm.current.mistakesPerMonth! < 20 && togetherPerMonth! > 2800, `${togetherPerMonth}`)
  assert.match(
    evidenceText(jvm),
    /the order of the answers is not known, and if slow answers come together, it is up to [\d,]+ false restarts a month/,
  )
  assert.match(whyText(jvm, found), /Now it makes [\d.]+ false restarts a month if runs fail independently/)
  assert.match(answer(found), /false restarts a month stay .*\(up to [\d,]+ if slow answers come together/)
})

test('twelve services: equal liveness and readiness are found before and after', async () => {
  const { spec, places } = await loadText(text('tasks/twelve-services.yaml'))
  const rules = advise(spec, (ref) => containerFacts(places, ref)).map(({ rule }) => rule)
  assert.ok(rules.includes('liveness-like-readiness') && rules.includes('liveness-before-readiness'))
})

test.run()
