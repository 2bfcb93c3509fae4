/** Every measured run against a thousand simulated copies, and the page that says so. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compareRun, type RunComparison } from './comparison.ts'
import { validationPage } from './page.ts'
import { validationPicture } from './picture.ts'
import { copiesOfPage, type MeasuredRunSpec, measuredRuns } from './runs.ts'
import { disagreements } from './verdict.ts'

const test = suite('the simulator against a real kubelet, every run')
const compared: RunComparison[] = []

test('simulates every run as it was measured, by kind and version', async () => {
  for (const run of measuredRuns) compared.push(await compareRun(run, copiesOfPage))
  assert.equal(disagreements(compared), [])
})

const runNamed = (name: string): MeasuredRunSpec => measuredRuns.find((run) => run.name === name)!
const wrong = [
  { what: 'the requeue rule of 1.35 (S7)', run: { ...runNamed('1.34.4 sim'), kubernetesVersion: '1.35' } },
  {
    what: 'a back-off from 1 s (B2)',
    run: { ...runNamed('containerd'), featureGates: { ReduceDefaultCrashLoopBackOffDecay: true } },
  },
]
for (const { what, run } of wrong) {
  test(`would notice ${what} in run ${run.name}`, async () => {
    assert.ok(disagreements([await compareRun(run, 200)]).length > 0)
  })
}

test('docs/validation.md and its picture are what npm run validate writes', () => {
  const written = (name: string): string =>
    readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
  assert.is(validationPage(compared), written('validation.md'))
  assert.is(validationPicture(compared), written('validation.svg'))
})

test.run()
