/** How many rows the tables of a replication get: as many as may be needed. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cluster, container, workload } from '../../tests/support/spec.ts'
import type { JobSpec } from '../contract/cluster-spec.ts'
import { countRows } from './row-counts.ts'

const test = suite('rows of the tables')

const jobs: readonly {
  readonly rule: string
  readonly job: JobSpec
  readonly seconds: number
  readonly pods: number
}[] = [
  {
    rule: 'those that succeed, and no more failures than its limit bears',
    job: { parallelism: 2, completions: 5, backoffLimit: 3 },
    seconds: 10_000,
    pods: 5 + 3 + 2,
  },
  {
    rule: 'without completions as many succeed as run at once',
    job: { parallelism: 2, backoffLimit: 3 },
    seconds: 10_000,
    pods: 2 + 3 + 2,
  },
  {
    rule: 'nor more failures than rounds of 10 s, and one after each success',
    job: { parallelism: 2, completions: 3, backoffLimit: 1000 },
    seconds: 100,
    pods: 3 + 2 * (10 + 1 + 3),
  },
  {
    rule: 'a round that has begun counts',
    job: { parallelism: 2, completions: 3, backoffLimit: 1000 },
    seconds: 101,
    pods: 3 + 2 * (11 + 1 + 3),
  },
]

for (const { rule, job, seconds, pods } of jobs) {
  test(`of a Job: ${rule} (W5)`, () => {
    const containers = [container(), container({ name: 'side' })]
    const rows = countRows(cluster([workload(containers, { kind: 'Job', job })], seconds), false)
    assert.equal([rows.pods, rows.containers], [pods, 2 * pods])
  })
}

test.run()
