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

/** For the reference. */
export const exitCodeTexts: readonly (readonly [ExitCode, string])[] = [
  [ExitCode.Done, 'done'],
  [ExitCode.Fault, 'a fault of probestorm, or of the machine'],
  [
    ExitCode.Input,
    'wrong usage or input; each error has its place, what was found, what was expected and how to fix it',
  ],
  [
    ExitCode.Regression,
    'a threshold does not hold; `recommend`: some limit cannot be kept; `find-threshold`: no values were found between which the condition surely turns; `validate --fail-on`: such advice was found; `bench --compare`: something got slower, or does more, than before',
  ],
  [
    ExitCode.Interrupted,
    'interrupted: finished replications are kept and marked, `recommend` writes nothing. What keeps nothing ends by the signal itself (130 in a shell, 143 for SIGTERM)',
  ],
]
