/** Which tests look for a mutant: the nearest and the strongest first, for most mutants do not get far. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** After those of the file and its folder come these folders, each in turn. */
const folders = [
  ...['tests/naive', 'engine/model', 'tests/conformance', 'tests/engines', 'tests/golden', 'tests/examples'],
  ...['engine/study', 'tests/oracles'],
]

/** Test files in the order in which they run. */
export function testsFor(file: string, root: string): string[] {
  const own = file.replace(/\.ts$/, '.test.ts')
  const folder = dirname(file)
  const near = testsIn(folder, root).filter((test) => dirname(test) === folder)
  const all = [
    ...near.filter((test) => test === own),
    ...near,
    ...folders.flatMap((one) => testsIn(one, root)),
  ]
  return [...new Set(all)]
}

function testsIn(folder: string, root: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.long.test.ts'))
    .map((name) => join(folder, name))
    .sort()
}
