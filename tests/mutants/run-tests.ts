/**
 * Runs test files one after another and ends at the first failure. Its argument is a list of `TestFile`s as JSON; it tells its
 * parent, before each file and at the end, which file comes and how many seconds of processor time it has used (`Progress`).
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CpuLimit, cpuSeconds } from './cpu-limit.ts'

export type TestFile = {
  readonly file: string
  /** Seconds of processor time that it may use. */
  readonly cpuSecondsMax: number
}

export type Progress = {
  /** The file that comes now, undefined at the end. */
  readonly file?: string
  readonly cpuSeconds: number
}

const globals = globalThis as { UVU_DEFER?: number; UVU_INDEX?: number; UVU_QUEUE?: unknown[][] }
globals.UVU_DEFER = 1
const uvu: { exec(bail?: boolean): Promise<void> } = await import('uvu')
const limit = new CpuLimit()
for (const { file, cpuSecondsMax } of JSON.parse(process.argv[2]) as readonly TestFile[]) {
  globals.UVU_QUEUE!.length = 0
  globals.UVU_INDEX = 0
  globals.UVU_QUEUE!.push([file])
  process.send?.({ file, cpuSeconds: cpuSeconds() } satisfies Progress)
  limit.restart(cpuSecondsMax)
  await import(pathToFileURL(join(process.cwd(), file)).href)
  await uvu.exec(true)
}
process.send?.({ cpuSeconds: cpuSeconds() } satisfies Progress)
process.disconnect?.()
