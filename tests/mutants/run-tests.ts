/** Runs the test files of the arguments one after another, tells its parent of each, and ends at the first failure. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const globals = globalThis as { UVU_DEFER?: number; UVU_INDEX?: number; UVU_QUEUE?: unknown[][] }
globals.UVU_DEFER = 1
const uvu: { exec(bail?: boolean): Promise<void> } = await import('uvu')
for (const file of process.argv.slice(2)) {
  globals.UVU_QUEUE!.length = 0
  globals.UVU_INDEX = 0
  globals.UVU_QUEUE!.push([file])
  process.send?.(file)
  await import(pathToFileURL(join(process.cwd(), file)).href)
  await uvu.exec(true)
}
process.disconnect?.()
