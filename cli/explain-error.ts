/** What is printed when a command fails, and with which exit code it ends. */
import { type Diagnostic, formatDiagnostic, InputError } from '../scenarios/diagnostic.ts'
import { safeText } from '../scenarios/text/safe-text.ts'
import { ExitCode } from './exit-code.ts'
import { UsageError } from './usage-error.ts'

/**
 * What to do about a run that its input stops, by the first words of the engine's message: one that comes from another thread keeps no
 * more, and help loads no engine.
 */
const fixes: Readonly<Record<string, string>> = {
  // Containers start and end in no time.
  'The simulation stands still:':
    'give what starts and ends without end a time: start, startup, crash or complete of its behavior, or overheads: typical',
  'The simulation has too many pods:':
    'raise spec.podsMax of the scenario if the run is to have so many, or find what makes pods without end',
}

export type Explanation = { readonly message: string; readonly exitCode: ExitCode }

export function explain(error: unknown, scriptName: string): Explanation {
  if (error instanceof InputError) {
    return { message: diagnosticsText(error.diagnostics, error.omitted), exitCode: ExitCode.Input }
  }
  if (error instanceof UsageError) {
    return {
      message: `${scriptName}: ${safeText(error.message)}\nSee ${scriptName} --help\n`,
      exitCode: ExitCode.Input,
    }
  }
  const fix = fixOf(error)
  if (fix !== undefined) {
    return {
      message: `${scriptName}: ${safeText((error as Error).message)}\n  fix: ${fix}\n`,
      exitCode: ExitCode.Input,
    }
  }
  if (isUnreadableModule(error)) {
    const hint = 'EMFILE, too many open files (ulimit -n), or a broken installation'
    return { message: `${scriptName}: ${hint}: ${safeText(error.message)}\n`, exitCode: ExitCode.Fault }
  }
  if (isSystemError(error)) {
    return { message: `${scriptName}: ${safeText(error.message)}\n`, exitCode: ExitCode.Fault }
  }
  return { message: faultMessage(error, scriptName), exitCode: ExitCode.Fault }
}

/** All diagnostics of one severity, then how many there are; nothing for none. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], omitted = 0): string {
  if (diagnostics.length === 0) return ''
  const count = diagnostics.length + omitted
  const noun = `${diagnostics[0]!.severity}${count === 1 ? '' : 's'}`
  const hidden = omitted > 0 ? `, the first ${diagnostics.length} of them shown` : ''
  return `${diagnostics.map(formatDiagnostic).join('\n\n')}\n\n${count} ${noun}${hidden}\n`
}

function fixOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return Object.entries(fixes).find(([words]) => error.message.startsWith(words))?.[1]
}

/** The machine refused something: a full disk, a file that vanished. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

/** Without free descriptors the loader says that files are missing which are there. */
function isUnreadableModule(error: unknown): error is Error {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
}

function faultMessage(error: unknown, scriptName: string): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${scriptName}: this is a fault of probestorm, not of your input. Please report it, with the command and these lines:\n${stack}\n`
}
