/** What the process tells its caller. */
export const ExitCode = {
  Done: 0,
  /** A fault of probestorm, or of the machine. */
  Fault: 1,
  /** Wrong usage or wrong input. */
  Input: 2,
  /** The answer is no: something got slower, or does more, than before. */
  Regression: 99,
  /** Stopped by the user; what was finished is kept and marked. */
  Interrupted: 130,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]
