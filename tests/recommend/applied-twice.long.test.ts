/** The same of slow phases, whose settings are simulated, and of the tutorial. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Limits } from '../../engine/index.ts'
import { repository } from '../support/cli.ts'
import { runHere } from '../support/command.ts'
import { applied, isChanged } from './applied-twice.ts'

const test = suite('recommendations applied twice, long')
const directory = mkdtempSync(join(tmpdir(), 'probestorm-twice-'))
test.after(() => rmSync(directory, { recursive: true, force: true }))

const cases: readonly (readonly [readonly string[], Partial<Limits>])[] = [
  [['sizing/04-gated-liveness.yaml'], { 'detect-within': 45, 'false-restarts-per-month': 400 }],
  [['sizing/08-clumps.yaml'], { 'remove-within': 21, 'false-removals-per-month': 30_000 }],
  [['sizing/11-short-sharp-phases.yaml'], { 'detect-within': 60, 'false-restarts-per-month': 100 }],
  [['sizing/16-nothing-asked.yaml'], {}],
  [
    ['tasks/long-pauses/app.yaml', 'tasks/long-pauses/scenario.yaml'],
    { 'detect-within': 75, 'false-restarts-per-month': 1 },
  ],
]
for (const [names, limits] of cases)
  test(`${names.join(' and ')}: the second time nothing changes`, async () => {
    const files = names.map((name) => join(repository, 'tests/cases', name))
    const { caused, again } = await applied({ files }, limits)
    assert.equal([caused, again], [[], []])
  })

test('the tutorial: both probes of the catalog change, and only once', async () => {
  const library = join(repository, 'scenarios/library/size-probes')
  const words = ['calibrate', '--csv', join(library, 'latency.csv'), '--workload', 'catalog']
  const { stdout } = await runHere([...words, '--out-dir', join(directory, 'fit'), '--quiet'])
  const calibrated = join(directory, 'calibrated.yaml')
  writeFileSync(calibrated, stdout)
  const files = [join(library, 'deployments.yaml'), calibrated]
  const limits = {
    'detect-within': 45,
    'false-restarts-per-month': 100,
    'false-removals-per-month': 100,
  }
  const { probes, caused, again } = await applied(
    { files, selector: 'app.kubernetes.io/name=catalog' },
    limits,
  )
  assert.is(probes.filter(isChanged).length, 2)
  assert.equal([caused, again], [[], []])
})

test.run()
