import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../scenarios/diagnostic.ts'
import { readShard } from './shard.ts'

const test = suite('shards')

type Row = {
  readonly text?: string
  readonly shards?: number
  readonly env?: Readonly<Record<string, string>>
  readonly is: string | RegExp
}

const rows: readonly Row[] = [
  { is: '1/1' },
  { text: '2/8', is: '2/8' },
  { text: '2/8', shards: 8, is: '2/8' },
  { text: 'auto', shards: 8, env: { JOB_COMPLETION_INDEX: '0' }, is: '1/8' },
  { text: 'auto', shards: 8, env: { JOB_COMPLETION_INDEX: '7' }, is: '8/8' },
  { text: 'auto', env: { SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '4' }, is: '3/4' },
  {
    text: 'auto',
    env: { SLURM_ARRAY_TASK_ID: '0', SLURM_ARRAY_TASK_COUNT: '4', SLURM_ARRAY_TASK_MIN: '0' },
    is: '1/4',
  },
  { text: '4/3', is: /it is 4\/3; expected a part from 1\/3 to 3\/3/ },
  { text: '0/3', is: /it is 0\/3; expected a part from 1\/3 to 3\/3/ },
  { text: 'two', is: /"two" is no part/ },
  { text: '2/8', shards: 9, is: /expected the same number/ },
  { shards: 9, is: /expected --shard beside it/ },
  { text: 'auto', is: /finds neither JOB_COMPLETION_INDEX nor SLURM_ARRAY_TASK_ID/ },
  { text: 'auto', env: { JOB_COMPLETION_INDEX: '0' }, is: /expected --shards beside --shard auto/ },
  { text: 'auto', shards: 2, env: { JOB_COMPLETION_INDEX: '2' }, is: /it is 2, from 0/ },
  { text: 'auto', shards: 2, env: { JOB_COMPLETION_INDEX: 'x' }, is: /whole number/ },
]

for (const { text, shards, env = {}, is } of rows) {
  const given = [text, shards, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)].join(' ')
  test(`${given || 'nothing'} is ${is}`, () => {
    if (typeof is === 'string') {
      const shard = readShard(text, shards, env)
      assert.is(`${shard.shard}/${shard.shards}`, is)
      return
    }
    try {
      readShard(text, shards, env)
    } catch (error) {
      assert.instance(error, InputError)
      assert.match((error as InputError).message, is)
      return
    }
    assert.unreachable('accepted')
  })
}

test.run()
