/**
 * Runs test files, a process per processor, and prints `N passed, N failed` as its last line.
 *
 *   node --import tsx tests/run.ts [--units | --long] [--times] [TEXT...]
 *
 * TEXT keeps the files whose path contains one of them. --units leaves out what takes longer than about a second (`isUnit`), --long adds the
 * `*.long.test.ts` files, --times says how much of a processor each file has taken, the most first.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative, sep } from 'node:path'
import { makeBundles } from '../build/bundles.ts'
import type { FileResult } from './run-share.ts'

const root = join(import.meta.dirname, '..')
const ignored = new Set(['node_modules', 'dist', 'out', 'coverage', '.git'])
const processesMax = 4

/** What stands beside its code and needs no browser, no process of the command line and no long study. */
function isUnit(name: string): boolean {
  return !name.startsWith('tests/') && !/\.(?:browser|process|study|long)\.test\.ts$/.test(name)
}

/** Relative to the root, with slashes. */
function testFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : testFiles(path)
    return entry.name.endsWith('.test.ts') ? [relative(root, path).split(sep).join('/')] : []
  })
}

const words = process.argv.slice(2)
const filters = words.filter((word) => !word.startsWith('--'))
const sum = { passed: 0, failed: 0, skipped: 0 }
/** What crosses folders takes longest, and comes first, so that no process is left alone with it. */
const waiting = testFiles(root)
  .filter((name) => filters.length === 0 || filters.some((text) => name.includes(text)))
  .filter((name) => words.includes('--long') || !name.endsWith('.long.test.ts'))
  .filter((name) => !words.includes('--units') || isUnit(name))
  .sort()
  .reverse()
const times: { readonly name: string; readonly cpuMs: number }[] = []
const isEmpty = waiting.length === 0

/** Takes files until none waits. A process that ends before its file has is replaced; the file counts as failed. */
function runShare(): Promise<void> {
  return new Promise((resolve) => {
    let name: string | undefined
    const share: ChildProcess = fork(join(import.meta.dirname, 'run-share.ts'), {
      execArgv: process.execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const next = (): void => {
      name = waiting.shift()
      if (name === undefined) share.disconnect()
      else share.send({ name, path: join(root, name) })
    }
    share.on('message', ({ output, passed, failed, skipped, cpuMs }: FileResult) => {
      times.push({ name: name!, cpuMs })
      console.log(output.trimEnd())
      sum.passed += passed
      sum.failed += failed
      sum.skipped += skipped
      next()
    })
    share.on('exit', (code) => {
      if (name !== undefined) {
        sum.failed++
        console.error(`\n${name}: the tests ended before all of them had run.`)
      } else if (code !== 0) {
        sum.failed++
        console.error(`\nA process of tests ended with code ${code} behind its last file.`)
      }
      if (name !== undefined && waiting.length > 0) resolve(runShare())
      else resolve()
    })
    next()
  })
}

await makeBundles()
const processes = Math.min(processesMax, availableParallelism(), waiting.length)
await Promise.all(Array.from({ length: processes }, runShare))
const { passed, failed, skipped } = sum
if (words.includes('--times')) {
  times.sort((a, b) => b.cpuMs - a.cpuMs)
  for (const each of times) console.log(`${(each.cpuMs / 1000).toFixed(2)} s  ${each.name}`)
}
if (isEmpty) console.error(`No test file has "${filters.join(' or ')}" in its path.`)
if (failed > 0 || passed === 0) process.exitCode = 1
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
