/** Result directories as arguments: what is wrong with one is wrong input. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readResult, type StoredResult } from '../reports/result-reader.ts'
import { provenanceFile, recordIn } from '../reports/result-record.ts'
import { planFile } from '../reports/sweep/sweep-directory.ts'
import { directoryError, withDirectory } from './sweep/directory-error.ts'

/** @throws InputError when the directory is not the result of a run. */
export function openResult(directory: string): StoredResult {
  return withDirectory(directory, () => readResult(directory))
}

/** Whether a directory is that of a sweep, finished or not. */
export function holdsSweep(directory: string): boolean {
  return existsSync(join(directory, planFile)) || recordIn(directory)?.kind?.startsWith('sweep') === true
}

/** @throws InputError when one is a sweep and the other is not. */
export function checkSameKind(base: string, head: string): void {
  if (holdsSweep(base) === holdsSweep(head)) return
  const [sweep, other] = holdsSweep(base) ? [base, head] : [head, base]
  if (!existsSync(join(other, provenanceFile)))
    throw directoryError(
      other,
      'not-a-result',
      `it holds no ${provenanceFile}, while ${sweep} is the directory of a sweep; expected that of another`,
      'name a directory that "probestorm sweep --out-dir" or "merge" wrote; parts of a sweep are joined with merge',
    )
  throw directoryError(
    head,
    'compare-kind',
    `${sweep} is the directory of a sweep, ${other} is not; expected two runs or two sweeps`,
    'compare a run with a run, or sweep both',
  )
}
