/** The files of the tutorial: the latencies are drawn from a known law, which calibrate must find, and its restarts have a closed form. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { slowPhasesOf } from '../../engine/fit/slow-phases.ts'
import { simulate } from '../../engine/index.ts'
import { ProbeAnswers, settingOf } from '../../engine/study/theory/failure-detector.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { repository } from '../support/cli.ts'
import { readText } from '../support/repository-files.ts'

const test = suite('size-probes')

const study = 'scenarios/library/size-probes'
const table = readText(`${study}/latency.csv`)

test('the table of latencies is what its script prints', () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(repository, study, 'write-latency.ts')],
    { encoding: 'utf8' },
  )
  assert.is(stdout, table, stderr)
})

/** Within four standard errors, for a mean of so many exponential lengths. */
function assertClose(found: number, expected: number, count: number, what: string): void {
  const tolerance = (4 * expected) / Math.sqrt(count)
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found} instead of ${expected}`)
}

test('the slow phases in the table are found again', () => {
  const rows = table.trimEnd().split('\n').slice(1)
  const timeUs = Float64Array.from(rows, (row) => Date.parse(row.split(',')[0]) * 1000)
  const valueUs = Float64Array.from(rows, (row) => Number(row.split(',')[1]) * 1000)
  const { found } = slowPhasesOf({ timeUs, valueUs })
  const { phases, everyUs, forUs, factor } = found!
  assertClose(everyUs / 1e6, 900, phases, 'gap')
  assertClose(forUs / 1e6, 40, phases, 'length')
  // The logarithm of the factor is a difference of means, of some 270 slow values with a deviation of 0.7.
  assert.ok(Math.abs(Math.log(factor / 150)) <= (4 * 0.7) / Math.sqrt(270), `factor ${factor}`)
})

test('as many false restarts are simulated as the formula of slow phases says', async () => {
  const { spec } = await loadScenario({ files: [join(repository, study)] })
  const catalog = spec.workloads.find(({ name }) => name === 'catalog')!
  const { behavior, probes } = catalog.pod.containers[0]
  const perSecond = new ProbeAnswers(behavior, 'liveness').restarts(settingOf(probes.liveness!)).ratePerSecond
  const { replications } = await simulate(spec)
  let found = 0
  let expected = 0
  for (const { summary } of replications) {
    const { values } = summary.find(({ workload }) => workload.endsWith('/catalog'))!
    found += values.false_restarts_total!
    expected += perSecond * values.container_seconds!
  }
  assert.ok(Math.abs(found - expected) <= 4 * Math.sqrt(expected), `${found} instead of ${expected}`)
})

test.run()
