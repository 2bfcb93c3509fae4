/** A command in this process: its output, its exit code, or the error that it ends with. */
import { runCommandLine } from '../../cli/command-line.ts'

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
