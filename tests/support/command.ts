/** A command in this process: its output, its exit code, or the error that it ends with. */
import { runCommandLine } from '../../cli/command-line.ts'
import { explain } from '../../cli/explain-error.ts'

export type CommandEnd = { readonly code: number; readonly stdout: string }

/** Catches what the command prints; standard output is back when it has ended. */
export async function runHere(words: readonly string[]): Promise<CommandEnd> {
  const { write } = process.stdout
  let stdout = ''
  process.stdout.write = ((text: string | Uint8Array) => {
    stdout += String(text)
    return true
  }) as typeof write
  try {
    return { code: await runCommandLine(words, 'probestorm', '1.2.3'), stdout }
  } finally {
    process.stdout.write = write
  }
}

/** The same with what the user reads when it fails; standard error is left to the runner. */
export async function endHere(
  words: readonly string[],
): Promise<{ readonly code: number; readonly said: string }> {
  try {
    const { code, stdout } = await runHere(words)
    return { code, said: stdout }
  } catch (error) {
    const { message, exitCode } = explain(error, 'probestorm')
    return { code: exitCode, said: message }
  }
}
