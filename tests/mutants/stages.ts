/** Which tests look for a mutant: the nearest first, for most mutants do not get far. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Folders and files, by stage. */
const others: readonly (readonly string[])[] = [
  ['tests/naive', 'tests/conformance', 'tests/examples', 'tests/golden', 'scenarios/library'],
  ['tests/engines', 'tests/oracles', 'tests/determinism', 'engine/study'],
]

/** Test files of each stage, in the order in which they run. */
export function stagesFor(file: string, root: string): string[][] {
  const own = file.replace(/\.ts$/, '.test.ts')
  const folder = dirname(file)
  const rank = (test: string): number => (test === own ? 0 : dirname(test) === folder ? 1 : 2)
  const near = testsIn('engine/model', root).toSorted((a, b) => rank(a) - rank(b))
  return [near, ...others.map((folders) => folders.flatMap((one) => testsIn(one, root)))]
}

function testsIn(folder: string, root: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.long.test.ts'))
    .map((name) => join(folder, name))
    .sort()
}
