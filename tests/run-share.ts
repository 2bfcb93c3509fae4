/** Runs the test files that its parent (`run.ts`) names, one after another, and tells what came of each. */
import { readFileSync, writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

export type FileResult = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** All that was printed, but for uvu's totals. */
  readonly output: string
  /** Of the processors, with the processes that it has started and that have ended. */
  readonly cpuMs: number
}

const globals = globalThis as { UVU_DEFER?: number; UVU_INDEX?: number; UVU_QUEUE?: unknown[][] }
globals.UVU_DEFER = 1
globals.UVU_INDEX = 0
const uvu: { exec(bail?: boolean): Promise<void> } = await import('uvu')

/** uvu writes its totals behind everything else. */
const totals = /\n {2}Total:\s+(\d+)\n {2}Passed:\s+(\d+)\n {2}Skipped:\s+(\d+)\n {2}Duration:.*\n*$/

/** What the file that runs has printed; lost otherwise if a test ends the process. */
let printed = ''
process.on('exit', () => {
  writeSync(2, printed)
})

/** What is printed meanwhile is kept instead. */
async function printedBy(work: () => Promise<void>): Promise<string> {
  const streams = [process.stdout, process.stderr]
  const writes = streams.map((stream) => stream.write)
  printed = ''
  for (const stream of streams)
    stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
      printed += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
      const done = rest.at(-1)
      if (typeof done === 'function') done()
      return true
    }) as typeof stream.write
  try {
    await work()
  } finally {
    streams.forEach((stream, index) => {
      stream.write = writes[index]
    })
  }
  const all = printed
  printed = ''
  return all
}

/** Of this process and its children so far; without the children where the system does not say. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  let ofChildren = 0
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
    ofChildren = (Number(fields[13]) + Number(fields[14])) * 10
  } catch {}
  return (user + system) / 1000 + ofChildren
}

async function runFile(path: string, name: string): Promise<FileResult> {
  globals.UVU_QUEUE!.length = 0
  globals.UVU_QUEUE!.push([name])
  const before = cpuMs()
  let isBroken = false
  const output = await printedBy(async () => {
    try {
      await import(pathToFileURL(path).href)
    } catch (error) {
      console.error(`${name} cannot be loaded:`, error)
      isBroken = true
    }
    await uvu.exec()
  })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: uvu colours its totals
  const plain = output.replace(/\x1b\[\d+m/g, '')
  const [, total, passed, skipped] = totals.exec(plain) ?? []
  const failed = Number(total ?? 0) - Number(passed ?? 0) + (isBroken || total === undefined ? 1 : 0)
  return {
    passed: Number(passed ?? 0),
    failed,
    skipped: Number(skipped ?? 0),
    output: plain.replace(totals, ''),
    cpuMs: cpuMs() - before,
  }
}

/** While a file runs its parent does not keep this process alive: a test that waits for what never comes ends it. */
process.on('message', async ({ path, name }: { readonly path: string; readonly name: string }) => {
  process.channel!.unref()
  const result = await runFile(path, name)
  // uvu sets it where a test has failed, which the result says.
  process.exitCode = 0
  process.channel!.ref()
  process.send!(result)
})

/** Nothing is left to do, or the parent has gone; what tests clean up at the end they do now. */
process.on('disconnect', () => process.exit())
