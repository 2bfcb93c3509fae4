/** Result directories as arguments: what is wrong with one is wrong input. */
import { ResultDirectoryError } from '../reports/result-directory.ts'
import { readResult, type StoredResult } from '../reports/result-reader.ts'
import { InputError } from '../scenarios/diagnostic.ts'

/** @throws InputError when the directory is not the result of a run. */
export function openResult(directory: string): StoredResult {
  try {
    return readResult(directory)
  } catch (error) {
    if (!(error instanceof ResultDirectoryError)) throw error
    const { rule, message, fix } = error
    throw new InputError([{ severity: 'error', rule, file: directory, line: 1, column: 1, message, fix }], 0)
  }
}
