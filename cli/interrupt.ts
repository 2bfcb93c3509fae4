/** Ctrl-C: the first asks the run to stop and keep what is finished, the second ends the process at once. */
import { ExitCode } from './exit-code.ts'

export type Interrupt = {
  readonly signal: AbortSignal
  /** Gives the signals back. */
  end(): void
}

/** After an error of a command that writes its result as a whole: the exit code if a signal is its cause. @throws the error otherwise. */
export function interruptedCode(error: unknown, { signal }: Interrupt): ExitCode {
  if (!signal.aborted) throw error
  process.stderr.write('interrupted: nothing is written\n')
  return ExitCode.Interrupted
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** @param cleanUp what the second signal still does; `outcome` says what the first one leaves. */
export function stopOnSignal(
  cleanUp: () => void,
  outcome = 'replications that are finished are kept',
): Interrupt {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) {
      cleanUp()
      process.exit(ExitCode.Interrupted)
    }
    controller.abort()
    process.stderr.write(`\nstopping; ${outcome}. Once more to stop at once.\n`)
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    end() {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
