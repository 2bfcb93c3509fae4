/** Which tests look for a mutant, and in what order: the nearest first, then the quick ones, for most mutants do not get far. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What checks rules one by one. */
const rules = ['engine/model', 'tests/naive', 'tests/conformance']
/** What stands on the model. */
const above = ['tests/engines', 'tests/golden', 'tests/examples', 'engine/study', 'tests/oracles', 'bench']
/** The searches take longer than all others and run what these run; the answers of an API server concern no rule of the model. */
const leftOut = ['engine/study/questions/recommend', 'tests/conformance/api-validation']

/** Every test file that may look for a mutant, or only those of the rules. */
export function modelTests(root: string, isQuick: boolean): string[] {
  return [...rules, ...(isQuick ? [] : above)]
    .flatMap((folder) => testsIn(folder, root))
    .filter((test) => !leftOut.some((folder) => test.startsWith(folder)))
}

/**
 * For the mutants of a file.
 * @param cost of a test file, in any unit.
 */
export function nearestFirst(
  tests: readonly string[],
  file: string,
  cost: (test: string) => number,
): string[] {
  const own = file.replace(/\.ts$/, '.test.ts')
  const distance = (test: string): number => (test === own ? 0 : dirname(test) === dirname(file) ? 1 : 2)
  return tests.toSorted((a, b) => distance(a) - distance(b) || cost(a) - cost(b))
}

function testsIn(folder: string, root: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.long.test.ts'))
    .map((name) => join(folder, name))
    .sort()
}
