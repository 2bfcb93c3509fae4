#!/usr/bin/env node
/** The executable: reads the command line, runs one command, turns what goes wrong into words and an exit code. */
import { basename } from 'node:path'
import { runCommandLine } from './command-line.ts'
import { commandName, commandNamed } from './command-table.ts'
import { explain } from './explain-error.ts'
import { quietOnClosedPipe } from './streams.ts'
import { version } from './version.ts'

const words = process.argv.slice(2)
const scriptName = basename(process.argv[1] ?? '').startsWith('kubectl-probestorm')
  ? 'kubectl probestorm'
  : 'probestorm'

quietOnClosedPipe()
try {
  process.exitCode = await runCommandLine(words, scriptName, version())
} catch (error) {
  const row = commandNamed(words)
  const { message, exitCode } = explain(
    error,
    row === undefined ? scriptName : `${scriptName} ${commandName(row)}`,
  )
  process.stderr.write(message)
  process.exitCode = exitCode
}
