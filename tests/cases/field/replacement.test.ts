/** Case 04: the pods of a Deployment that a fault deletes are replaced at once (W8). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ReplicationResult } from '../../../engine/contract/run-result.ts'
import { simulate } from '../../../engine/study/run/experiment.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { repository } from '../../support/cli.ts'
import { runHere } from '../../support/command.ts'
import { summaryOf } from '../../support/observe.ts'

const test = suite<{ base: string }>('field cases: replacement')
test.before.each((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-replacement-'))
})
test.after.each((context) => rmSync(context.base, { recursive: true, force: true }))

const path = join(repository, 'tests/cases/field/04-deleted-pods-of-a-deployment.yaml')

async function replications(count: number): Promise<readonly ReplicationResult[]> {
  const { spec } = await loadScenario({ files: [path] })
  return (await simulate({ ...spec, replications: count }, {})).replications
}

test('availability is 99.0 to 99.2 %, on average 99.1 %, and the last pods are back after half a minute (W8)', async () => {
  const results = await replications(20)
  const shares = results.map((result) => summaryOf(result, 'availability_ratio')!)
  assert.ok(
    shares.every((share) => share > 0.99 && share < 0.992),
    shares.join(' '),
  )
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  assert.ok(Math.abs(mean - 0.991) < 0.0005, String(mean))
  for (const result of results) {
    const back = summaryOf(result, 'recovery_99_seconds')!
    assert.ok(back > 30 && back < 37, String(back))
  }
})

test('run says that all are back, and nothing of pods that are not replaced', async ({ base }) => {
  const { stdout } = await runHere(['run', '-f', path, '--quiet', '--out-dir', join(base, 'out')])
  assert.match(stdout, /pods at the end \.+ 6 Running/)
  assert.match(stdout, /since the last fault \. 90 % back after 3\d/)
  assert.not.match(stdout, /not replaced/)
  assert.match(
    (await runHere(['validate', '-f', path])).stdout.replace(/\s+/g, ' '),
    '2 of 6 pods of default/deployment/web',
  )
})

test.run()
