#!/usr/bin/env node
/** The executable. It needs no other file until it can say that one of them cannot be read, as without free descriptors. */
import { setFlagsFromString } from 'node:v8'

// V8 in Node before 22 has no compiler between its first one and its slow one, and calls the slow one so early that a small
// run spends a fifth of its time on code that it hardly uses. A long run is as fast either way.
if (Number.parseInt(process.versions.node, 10) < 22) setFlagsFromString('--interrupt-budget=300000')

try {
  await (await import('./program.ts')).runProgram()
} catch (error) {
  process.stderr.write(`probestorm: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
