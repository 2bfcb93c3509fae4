/** The files of this repository as the tests about it see them: paths from its root, with `/`, in order. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './cli.ts'

const ignored = new Set(['.git', 'coverage', 'dist', 'node_modules', 'out'])

function filesIn(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true })
    .filter(({ name }) => !ignored.has(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? filesIn(path) : [path]
    })
}

export const repositoryFiles: readonly string[] = filesIn('').sort()

export function readText(path: string): string {
  return readFileSync(join(repository, path), 'utf8')
}

/** A test, or a file that only tests import. */
export function isTestFile(path: string): boolean {
  return path.startsWith('tests/') || /\.test\.(helper\.)?ts$/.test(path)
}

/** Whether the path is the folder or file, or lies in the folder. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
