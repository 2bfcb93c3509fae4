/**
 * Measures a bench in a process of its own: neither compiled code nor garbage of one bench reaches the next, and
 * its peak memory is its own.
 */
import { fork } from 'node:child_process'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BenchSize } from './bench.ts'
import type { Measurement } from './harness.ts'

/** What the process is told, and what it answers. */
export type MeasureRequest = { readonly name: string; readonly size: BenchSize }

/** It measures the engine as the library has it. In the executable this file is a part of another one. */
const program = import.meta.url.includes('/measure-apart.')
  ? join(import.meta.dirname, `measure-process${extname(import.meta.filename)}`)
  : fileURLToPath(import.meta.resolve('#dist/bench/measure-process.js'))

/** Rejects when the process fails; its message is on standard error by then. */
export function measureApart(request: MeasureRequest): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    let measurement: Measurement | undefined
    child.on('message', (message) => {
      measurement = message as Measurement
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (measurement !== undefined && code === 0) resolve(measurement)
      else reject(new Error(`bench ${request.name} ended with ${signal ?? `exit code ${code}`}`))
    })
    child.send(request)
  })
}
