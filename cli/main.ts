#!/usr/bin/env node
/** The executable. It needs no other file until it can say that one of them cannot be read, as without free descriptors. */
try {
  await (await import('./program.ts')).runProgram()
} catch (error) {
  process.stderr.write(`probestorm: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
