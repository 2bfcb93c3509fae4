/** The exit code that verdicts on thresholds lead to. */
import type { ThresholdRow } from '../reports/threshold-report.ts'
import { ExitCode } from './exit-code.ts'

/** @param isStrict what is untested fails too. */
export function exitOfThresholds(rows: readonly ThresholdRow[], isStrict: boolean): ExitCode {
  const fails = rows.some(({ state }) => state === 'fails' || (isStrict && state === 'untested'))
  return fails ? ExitCode.Regression : ExitCode.Done
}
