/**
 * Runs the test files beside the code, and prints `N passed, N failed` as its last line.
 *
 *   node --import tsx tests/run.ts [--long] [TEXT]
 *
 * TEXT keeps the files whose path contains it; --long adds the `*.long.test.ts` files.
 */
import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeBundles } from '../build/bundles.ts'

const root = join(import.meta.dirname, '..')
const ignored = new Set(['node_modules', 'dist', 'out', 'coverage', '.git'])

function testFiles(directory: string, withLong: boolean): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : testFiles(path, withLong)
    if (!entry.name.endsWith('.test.ts')) return []
    return withLong || !entry.name.endsWith('.long.test.ts') ? [path] : []
  })
}

/** The end of what was printed, where uvu writes its totals; what is printed passes through. */
function recordOutput(): () => string {
  const write = process.stdout.write.bind(process.stdout)
  let tail = ''
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: []) => {
    tail = (tail + String(chunk)).slice(-1000)
    return write(chunk, ...rest)
  }) as typeof process.stdout.write
  return () => tail
}

/** A total as uvu prints it, 0 when it never came to that. */
function total(output: string, name: 'Total' | 'Passed' | 'Skipped'): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: uvu colours its totals
  const plain = output.replace(/\x1b\[\d+m/g, '')
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(plain)?.[1] ?? 0)
}

/** Imports the files, which queue their suites, then runs them; returns the files that could not be imported. */
async function runFiles(files: readonly string[]): Promise<string[]> {
  const globals = globalThis as { UVU_DEFER?: number; UVU_INDEX?: number; UVU_QUEUE?: unknown[][] }
  globals.UVU_DEFER = 1
  const uvu: { exec(bail?: boolean): Promise<void> } = await import('uvu')
  const broken: string[] = []
  for (const [index, file] of files.entries()) {
    const name = relative(root, file)
    globals.UVU_INDEX = index
    globals.UVU_QUEUE!.push([name])
    try {
      await import(pathToFileURL(file).href)
    } catch (error) {
      console.error(`${name} cannot be loaded:`, error)
      broken.push(name)
    }
  }
  await uvu.exec()
  return broken
}

const words = process.argv.slice(2)
const filter = words.find((word) => !word.startsWith('--')) ?? ''
const files = testFiles(root, words.includes('--long'))
  .filter((file) => relative(root, file).split(sep).join('/').includes(filter))
  .sort()
const output = recordOutput()
let broken: string[] = []
let isDone = false

/** Runs at any end, also when a test ends the process or waits for something that never comes. */
process.on('exit', () => {
  const passed = total(output(), 'Passed')
  const skipped = total(output(), 'Skipped')
  const failed = total(output(), 'Total') - passed + broken.length + (isDone ? 0 : 1)
  if (!isDone) console.error('The tests ended before all of them had run.')
  if (files.length === 0) console.error(`No test file has "${filter}" in its path.`)
  if (failed > 0 || passed === 0) process.exitCode = 1
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
})

await makeBundles()
broken = await runFiles(files)
isDone = true
