/** `--shard`: which part of a sweep this process does. */
import { InputError } from '../../scenarios/diagnostic.ts'

/** From 1 to `shards`. */
export type Shard = { readonly shard: number; readonly shards: number }

export const wholeSweep: Shard = { shard: 1, shards: 1 }

type Environment = Readonly<Record<string, string | undefined>>

/**
 * @param text `2/8` or `auto`; absent = the whole sweep.
 * @throws InputError for a shard that does not exist, or that the environment does not name.
 */
export function readShard(text: string | undefined, shards: number | undefined, env: Environment): Shard {
  if (text === undefined) {
    if (shards === undefined) return wholeSweep
    return fail(
      '--shards',
      'no part is named; expected --shard beside it',
      'add --shard auto, or --print-job',
    )
  }
  if (text === 'auto') return shardOfEnvironment(shards, env)
  const match = /^(\d{1,9})\/(\d{1,9})$/.exec(text)
  if (match === null)
    return fail('--shard', `"${text}" is no part; expected i/n such as 2/8, or auto`, 'write --shard 2/8')
  const shard = { shard: Number(match[1]), shards: Number(match[2]) }
  if (shards !== undefined && shards !== shard.shards)
    return fail(
      '--shards',
      `it is ${shards}, but --shard ${text}; expected the same number`,
      'leave out --shards',
    )
  return checked(shard, '--shard', `it is ${text}`)
}

/** An Indexed Job counts from 0 and does not say how many; a Slurm array says all, and begins where it likes. */
function shardOfEnvironment(shards: number | undefined, env: Environment): Shard {
  const { JOB_COMPLETION_INDEX: index, SLURM_ARRAY_TASK_ID: task } = env
  if (index !== undefined) {
    const shard = numberIn('JOB_COMPLETION_INDEX', index) + 1
    if (shards !== undefined)
      return checked({ shard, shards }, 'JOB_COMPLETION_INDEX', `it is ${index}, from 0`)
    return fail(
      '--shard',
      'JOB_COMPLETION_INDEX does not say how many parts there are; expected --shards beside --shard auto',
      'add --shards N, the completions of the Job',
    )
  }
  if (task !== undefined) {
    const { SLURM_ARRAY_TASK_COUNT: count, SLURM_ARRAY_TASK_MIN: min = '1' } = env
    const total = shards ?? (count === undefined ? undefined : numberIn('SLURM_ARRAY_TASK_COUNT', count))
    if (total === undefined)
      return fail('--shard', 'SLURM_ARRAY_TASK_COUNT is not set; expected it, or --shards', 'add --shards N')
    const shard = numberIn('SLURM_ARRAY_TASK_ID', task) - numberIn('SLURM_ARRAY_TASK_MIN', min) + 1
    return checked({ shard, shards: total }, 'SLURM_ARRAY_TASK_ID', `it is ${task}, from ${min}`)
  }
  return fail(
    '--shard',
    'auto finds neither JOB_COMPLETION_INDEX nor SLURM_ARRAY_TASK_ID; expected an Indexed Job or a Slurm array',
    'name the part: --shard i/n',
  )
}

function numberIn(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  return fail(name, `it is "${text}"; expected a whole number, 0 or more`, 'leave it to the Job or the array')
}

function checked(shard: Shard, place: string, found: string): Shard {
  const { shard: own, shards } = shard
  if (own >= 1 && own <= shards) return shard
  const last = Math.max(1, shards)
  return fail(place, `${found}; expected a part from 1/${last} to ${last}/${last}`, 'count parts from 1 to n')
}

function fail(place: string, message: string, fix: string): never {
  throw new InputError(
    [{ severity: 'error', rule: 'shard-format', file: place, line: 1, column: 1, message, fix }],
    0,
  )
}
