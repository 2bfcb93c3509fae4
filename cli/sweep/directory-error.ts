/** What is wrong with a directory is wrong input. */
import { ResultDirectoryError } from '../../reports/result-place.ts'
import { InputError } from '../../scenarios/diagnostic.ts'

/** Calls; a directory that cannot be used becomes an input error at the option that names it. */
export function withDirectory<T>(option: string, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (!(error instanceof ResultDirectoryError)) throw error
    const { rule, message, fix } = error
    throw directoryError(option, rule, message, fix)
  }
}

export function directoryError(file: string, rule: string, message: string, fix: string): InputError {
  return new InputError([{ severity: 'error', rule, file, line: 1, column: 1, message, fix }], 0)
}
