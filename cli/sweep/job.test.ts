/** The Job that `--print-job` prints, against the schema of the Kubernetes API. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Job } from 'kubernetes-models/batch/v1/Job'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { runHere } from '../../tests/support/command.ts'
import { writeSweepInput } from '../../tests/support/sweep.ts'

const test = suite('the Job of a sweep')

/** The manifest, with these options beside those that it needs. */
async function manifest(...words: readonly string[]): Promise<ConstructorParameters<typeof Job>[0]> {
  const base = mkdtempSync(join(tmpdir(), 'probestorm-job-'))
  try {
    const input = writeSweepInput(base)
    const job = ['--print-job', '--shards', '200', '--image', 'probestorm:0.1']
    return parse((await runHere(['sweep', '-f', input, '--quiet', ...job, ...words])).stdout)
  } finally {
    rmSync(base, { recursive: true })
  }
}

test('is valid, one index per shard', async () => {
  const job = await manifest('--seed', 'x', '--set', 'duration=5m', '--workers', '4')
  new Job(job).validate()
  assert.is(job?.spec?.completionMode, 'Indexed')
  assert.is(job?.spec?.completions, 200)
  assert.is(job?.spec?.backoffLimitPerIndex, 3)
})

test('the validator notices what is wrong', async () => {
  const job = await manifest()
  const wrong = { ...job, spec: { ...job?.spec, completionMode: 'Indexd' } } as unknown as typeof job
  assert.throws(() => new Job(wrong).validate(), /completionMode/)
})

test('options that decide the result are those of this call', async () => {
  const limit = ['--threshold', 'restarts_total < 1']
  const job = await manifest('--seed', 'x', '--set', 'duration=5m', '--replications', '7', ...limit)
  const words = job?.spec?.template?.spec?.containers?.[0]?.args ?? []
  const expected = ['--seed=x', '--set=duration=5m', '--replications=7', '--threshold=restarts_total < 1']
  for (const word of [...expected, '--resume']) assert.ok(words.includes(word), word)
})

test.run()
