/** Result directories as arguments: what is wrong with one is wrong input. */
import { readResult, type StoredResult } from '../reports/result-reader.ts'
import { withDirectory } from './sweep/directory-error.ts'

/** @throws InputError when the directory is not the result of a run. */
export function openResult(directory: string): StoredResult {
  return withDirectory(directory, () => readResult(directory))
}
