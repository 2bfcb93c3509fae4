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
import { type Mutant, type MutantResult, reportOf, type SeedResult } from './report.ts'
import { ScratchCopy } from './scratch-copy.ts'
import { testsFor } from './test-order.ts'

const root = join(import.meta.dirname, '../..')
const results = join(import.meta.dirname, 'results.json')

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
  .option('write', {
    type: 'boolean',
    default: false,
    describe: 'writes results.json, which docs/validation.md shows',
  })
  .strict()
  .parse()

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

/** In the order of the draw: the first are run, until enough of them are not equivalent. */
function drawn(seed: string): Mutant[] {
  const random = seedrandom(`mutants ${seed}`)
  return candidates
    .map((mutant) => ({ mutant, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ mutant }) => mutant)
}

/** A test file takes some seconds; on a busy machine some times that. */
const secondsPerFile = 150

async function checkTests(copy: ScratchCopy): Promise<void> {
  const outcome = await copy.runTests(testsFor('engine/model/dispatch.ts', copy.folder), secondsPerFile)
  if (outcome !== 'passed') throw new Error('the tests fail without any mutant')
}

async function tryMutant(copy: ScratchCopy, mutant: Mutant): Promise<MutantResult> {
  const source = sources.get(mutant.file)!
  const equivalent = equivalenceOf(mutant.file, source, mutant.mutation)
  if (equivalent !== undefined) return { ...mutant, verdict: 'equivalent', reason: equivalent }
  copy.write(mutant.file, mutated(source, mutant.mutation))
  try {
    const outcome = await copy.runTests(testsFor(mutant.file, copy.folder), secondsPerFile)
    return { ...mutant, verdict: outcome === 'passed' ? 'survived' : 'noticed' }
  } finally {
    copy.write(mutant.file, source)
  }
}

async function runSeed(seed: string, copies: readonly ScratchCopy[]): Promise<SeedResult> {
  const queue = drawn(seed)
  const found: MutantResult[] = []
  let open = options.count
  await Promise.all(
    copies.map(async (copy) => {
      while (open > 0 && queue.length > 0) {
        open--
        const result = await tryMutant(copy, queue.shift()!)
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
  await checkTests(copies[0])
  const seeds: SeedResult[] = []
  for (const seed of options.seed) seeds.push(await runSeed(seed, copies))
  const { text, shares, summary } = reportOf(seeds)
  console.log(text)
  if (options.write) writeFileSync(results, `${JSON.stringify(summary, null, 2)}\n`)
  if (shares.some((share) => share < options.floor)) process.exitCode = 1
} finally {
  for (const copy of copies) copy.remove()
}
