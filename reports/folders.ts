/** Folders that are made for a result, and go again with it as long as nobody else uses them. */
import { mkdirSync, rmdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, from the outermost in, so that an error names the one that cannot be made.
 * @returns those that were made, innermost first.
 */
export function makeFolders(path: string): string[] {
  const missing: string[] = []
  const isMissing = (folder: string) => statSync(folder, { throwIfNoEntry: false }) === undefined
  for (let folder = path; isMissing(folder); folder = dirname(folder)) missing.push(folder)
  const made: string[] = []
  try {
    for (const folder of missing.reverse()) if (isMade(folder)) made.unshift(folder)
  } catch (error) {
    removeEmpty(made)
    throw error
  }
  return made
}

/** False if another process was faster. */
function isMade(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** @param folders innermost first; one that others use by now stays, with those above it. */
export function removeEmpty(folders: readonly string[]): void {
  try {
    for (const folder of folders) rmdirSync(folder)
  } catch {
    // Nothing is lost: it is not ours alone.
  }
}
