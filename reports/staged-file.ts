/** Files that appear whole or not at all: written aside, then renamed. */
import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { writeText } from './csv-report.ts'

/** The name of a file while it is written; at random, for process ids are 1 in every container. */
function stagedName(name: string): string {
  return `${name}.tmp-${randomBytes(6).toString('hex')}`
}

/** The name that a staged file is to get; any other name as it is. */
export function plainName(name: string): string {
  return name.replace(/\.tmp-[\da-f]{12}$/, '')
}

/** Whether a path is, or leads to, a file: a pipe or a device might never end. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** @returns the bytes written. */
export function writeWhole(path: string, pieces: Iterable<string>): number {
  const [folder, staged] = [dirname(path), stagedName(basename(path))]
  const aside = `${folder}/${staged}`
  try {
    const { bytes } = writeText(folder, staged, pieces)
    renameSync(aside, path)
    return bytes
  } catch (error) {
    rmSync(aside, { force: true })
    // Nobody knows the other name.
    if (error instanceof Error) error.message = error.message.replaceAll(staged, basename(path))
    throw error
  }
}
