/** The program: reads the command line, runs one command, turns what goes wrong into words and an exit code. */
import { basename } from 'node:path'
import { runCommandLine } from './command-line.ts'
import { commandName, commandNamed } from './command-table.ts'
import { explain } from './explain-error.ts'
import { watchStreams } from './streams.ts'
import { version } from './version.ts'

/** Runs what the arguments of the process say, and sets its exit code. */
export async function runProgram(): Promise<void> {
  const words = process.argv.slice(2)
  const scriptName = basename(process.argv[1] ?? '').startsWith('kubectl-probestorm')
    ? 'kubectl probestorm'
    : 'probestorm'
  const row = commandNamed(words)
  const name = row === undefined ? scriptName : `${scriptName} ${commandName(row)}`
  const fail = (error: unknown): void => {
    const { message, exitCode } = explain(error, name)
    process.stderr.write(message)
    process.exitCode = exitCode
  }
  watchStreams(fail)
  process.on('uncaughtException', (error) => {
    fail(error)
    process.exit()
  })
  try {
    process.exitCode = await runCommandLine(words, scriptName, version())
  } catch (error) {
    // What standard output does not take ends the process by its event.
    if (error !== process.stdout.errored) fail(error)
  }
}
