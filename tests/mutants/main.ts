/**
 * Do the tests notice when a rule is wrong? `npm run mutants` draws small changes of the model, makes each of them alone in
 * a copy of the repository, and runs the tests until one fails. `README.md` in this folder explains it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import seedrandom from 'seedrandom'
import yargs from 'yargs'
import { candidatesOf, type Mutation, mutated } from './candidates.ts'
import { equivalenceOf, withoutRules } from './equivalents.ts'
import { Journal, treeOf } from './journal.ts'
import { type Mutant, type MutantResult, reportOf, type SeedResult } from './report.ts'
import type { TestFile } from './run-tests.ts'
import { ScratchCopy } from './scratch-copy.ts'
import { withMutantsSection } from './section.ts'
import { modelTests, nearestFirst } from './test-order.ts'

const root = join(import.meta.dirname, '../..')
const results = join(import.meta.dirname, 'results.json')
const page = join(root, 'docs/validation.md')

const options = await yargs(process.argv.slice(2))
  .scriptName('npm run mutants --')
  .option('seed', {
    type: 'string',
    array: true,
    default: ['1'],
    describe: 'draws mutants; several are run one after another',
  })
  .option('count', { type: 'number', default: 100, describe: 'mutants of a seed that are not equivalent' })
  .option('file', { type: 'string', describe: 'only files with this text in their path' })
  .option('workers', { type: 'number', default: 2, describe: 'mutants at a time' })
  .option('floor', { type: 'number', default: 0.95, describe: 'share that must be noticed' })
  .option('quick', {
    type: 'boolean',
    default: false,
    describe: 'only tests of the rules, to find what may survive; what does is not remembered',
  })
  .option('write', {
    type: 'boolean',
    default: false,
    describe: 'writes results.json and its section of docs/validation.md',
  })
  .strict()
  .parse()

const journal = new Journal(
  join(root, 'out/mutants.jsonl'),
  treeOf(root, ['bench', 'build', 'cli', 'engine', 'play', 'reports', 'scenarios', 'tests']),
  options.write,
)

function modelFiles(): string[] {
  return readdirSync(join(root, 'engine/model'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('engine/model', name))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && withoutRules[file] === undefined)
    .filter((file) => options.file === undefined || file.includes(options.file))
    .sort()
}

const sources = new Map(modelFiles().map((file) => [file, readFileSync(join(root, file), 'utf8')]))
const candidates = [...sources].flatMap(([file, source]) =>
  candidatesOf(source).map((mutation): Mutant => ({ file, mutation, source: lineOf(source, mutation) })),
)

function lineOf(source: string, { line }: Mutation): string {
  return source.split('\n')[line - 1].trim()
}

/** In the order of the draw: the first are run, until enough of them are not equivalent. A change of one file moves no mutant of another. */
function drawn(seed: string): Mutant[] {
  const countOf = new Map<string, number>()
  return candidates
    .map((mutant) => {
      const name = `${mutant.file} ${mutant.source} ${mutant.mutation.change}`
      const nth = countOf.get(name) ?? 0
      countOf.set(name, nth + 1)
      return { mutant, key: seedrandom(`mutants ${seed} ${name} ${nth}`)() }
    })
    .sort((a, b) => a.key - b.key)
    .map(({ mutant }) => mutant)
}

/** The tests without any mutant, and how much processor time each file takes then. */
async function measureTests(copy: ScratchCopy): Promise<ReadonlyMap<string, number>> {
  const files = modelTests(copy.folder, options.quick).map((file): TestFile => ({ file, cpuSecondsMax: 600 }))
  const { outcome, lastFile, cpuSeconds } = await copy.runTests(files)
  if (outcome !== 'passed') throw new Error(`the tests fail without any mutant: ${lastFile}: ${outcome}`)
  return cpuSeconds
}

/** A file that takes ten times its time will never end; a short one may take a while longer on a busy machine. */
function testsFor(file: string, cpuSeconds: ReadonlyMap<string, number>): TestFile[] {
  return nearestFirst([...cpuSeconds.keys()], file, (test) => cpuSeconds.get(test)!).map((test) => ({
    file: test,
    cpuSecondsMax: 15 + 10 * cpuSeconds.get(test)!,
  }))
}

async function tryMutant(
  copy: ScratchCopy,
  mutant: Mutant,
  cpuSeconds: ReadonlyMap<string, number>,
): Promise<MutantResult> {
  const source = sources.get(mutant.file)!
  const equivalent = equivalenceOf(mutant.file, source, mutant.mutation)
  if (equivalent !== undefined) return { ...mutant, verdict: 'equivalent', reason: equivalent }
  const text = mutated(source, mutant.mutation)
  const known = journal.find(mutant.file, text)
  if (known !== undefined) return { ...mutant, verdict: known }
  copy.write(mutant.file, text)
  try {
    let { outcome, lastFile } = await copy.runTests(testsFor(mutant.file, cpuSeconds))
    if (outcome === 'killed') ({ outcome, lastFile } = await copy.runTests(testsFor(mutant.file, cpuSeconds)))
    if (outcome === 'killed') throw new Error(`somebody ends the tests: ${lastFile}`)
    // Tests that cannot even begin have noticed nothing.
    if (outcome === 'failed' && (lastFile === undefined || !copy.isWhole()))
      throw new Error('the tests fail without their repository: its copy, or its packages, are gone')
    const verdict = outcome === 'failed' || outcome === 'out of time' ? 'noticed' : 'survived'
    const { line, change } = mutant.mutation
    const what = `${mutant.file}:${line} ${change} in ${mutant.source} | ${outcome} ${lastFile}`
    if (verdict === 'noticed' || !options.quick) journal.add(mutant.file, text, verdict, what)
    return { ...mutant, verdict }
  } finally {
    copy.write(mutant.file, source)
  }
}

async function runSeed(
  seed: string,
  copies: readonly ScratchCopy[],
  cpuSeconds: ReadonlyMap<string, number>,
): Promise<SeedResult> {
  const queue = drawn(seed)
  const found: MutantResult[] = []
  let open = options.count
  await Promise.all(
    copies.map(async (copy) => {
      while (open > 0 && queue.length > 0) {
        open--
        const result = await tryMutant(copy, queue.shift()!, cpuSeconds)
        if (result.verdict === 'equivalent') open++
        found.push(result)
        process.stderr.write(
          `${seed} ${found.length}: ${result.verdict} ${result.file}:${result.mutation.line} ${result.mutation.change} in ${result.source}\n`,
        )
      }
    }),
  )
  return { seed, candidates: candidates.length, mutants: found }
}

const copies = Array.from({ length: options.workers }, () => new ScratchCopy())
try {
  const cpuSeconds = await measureTests(copies[0])
  const seeds: SeedResult[] = []
  for (const seed of options.seed) seeds.push(await runSeed(seed, copies, cpuSeconds))
  const { text, shares, summary } = reportOf(seeds)
  console.log(text)
  if (options.write && !options.quick) {
    writeFileSync(results, `${JSON.stringify(summary, null, 2)}\n`)
    writeFileSync(page, withMutantsSection(readFileSync(page, 'utf8')))
  }
  if (shares.some((share) => share < options.floor)) process.exitCode = 1
} finally {
  for (const copy of copies) copy.remove()
}
