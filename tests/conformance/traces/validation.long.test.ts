/** Every measured run against a thousand simulated copies, and the page that says so. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { compareRun, type RunComparison } from './comparison.ts'
import { validationPage } from './page.ts'
import { validationPicture } from './picture.ts'
import { copiesOfPage, measuredRuns } from './runs.ts'
import { disagreements } from './verdict.ts'

const test = suite('the simulator against a real kubelet, every run')
const compared: RunComparison[] = []

for (const run of measuredRuns) {
  test(`simulates run ${run.name} as it was measured: ${run.what}`, async () => {
    const comparison = await compareRun(run, copiesOfPage)
    compared.push(comparison)
    assert.equal(disagreements(comparison), [])
  })
}

const [b, d1, d2, c] = measuredRuns
const wrong = [
  { what: 'the requeue rule of 1.35', run: { ...b, kubernetesVersion: '1.35' } },
  { what: 'workers that all sleep first (P5)', run: { ...d2, originSeconds: 24.9 } },
  { what: 'a prober that keeps started (P15)', run: { ...d1, featureGates: {} } },
  { what: 'a back-off from 1 s', run: { ...c, featureGates: { ReduceDefaultCrashLoopBackOffDecay: true } } },
]
for (const { what, run } of wrong) {
  test(`would notice ${what} in run ${run.name}`, async () => {
    assert.ok(disagreements(await compareRun(run, 200)).length > 0)
  })
}

test('docs/validation.md and its picture are what npm run validate writes', () => {
  const written = (name: string): string =>
    readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
  assert.is(validationPage(compared), written('validation.md'))
  assert.is(validationPicture(compared), written('validation.svg'))
})

test.run()
