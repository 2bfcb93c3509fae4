/** What a reader may rely on in every file: import direction, words, sizes, links. Messages say what to do instead. */
import { posix } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isTestFile, isWithin, readText, repositoryFiles } from './support/repository-files.ts'

const test = suite('tidiness')

const sources = repositoryFiles.filter((path) => path.endsWith('.ts'))
const documents = repositoryFiles.filter((path) => path.endsWith('.md'))

/** Fails with all findings, one a line. */
function expectNone(findings: readonly string[]): void {
  assert.is(findings.length, 0, `\n${findings.join('\n')}`)
}

type ImportRule = {
  /** A folder or file. The first rule that fits a path counts. */
  readonly of: string
  /** What else of the repository it may import, beside its own folder. */
  readonly from: readonly string[]
  /** What its tests may import beyond that. */
  readonly testsFrom: readonly string[]
  /** It imports neither builtin modules of Node nor packages other than `purePackages`. */
  readonly isPure?: boolean
}

const importRules: readonly ImportRule[] = [
  { of: 'engine/contract', from: [], testsFrom: [], isPure: true },
  { of: 'engine/kernel', from: ['engine/contract/distribution-spec.ts'], testsFrom: [], isPure: true },
  { of: 'engine/fit', from: ['engine/contract', 'engine/kernel'], testsFrom: [], isPure: true },
  {
    of: 'engine/model',
    from: ['engine/contract', 'engine/kernel'],
    testsFrom: ['engine/index.ts', 'engine/observation', 'engine/study', 'tests/support'],
    isPure: true,
  },
  {
    of: 'engine/observation',
    from: ['engine/contract', 'engine/model', 'engine/kernel'],
    testsFrom: ['engine/index.ts', 'engine/study', 'tests/support'],
    isPure: true,
  },
  {
    of: 'engine/study/statistics',
    from: ['engine/contract', 'engine/kernel'],
    testsFrom: ['engine', 'tests/support'],
  },
  {
    of: 'engine/study/theory',
    from: ['engine/contract', 'engine/kernel', 'engine/model', 'engine/study/statistics'],
    testsFrom: ['engine', 'tests/support'],
  },
  {
    of: 'engine/study/run',
    from: [
      'engine/contract',
      'engine/kernel',
      'engine/model',
      'engine/observation',
      'engine/study/statistics',
      'engine/study/theory',
    ],
    testsFrom: ['engine', 'tests/support'],
  },
  {
    of: 'engine/study',
    from: ['engine/contract', 'engine/observation', 'engine/model', 'engine/kernel'],
    testsFrom: ['tests/support'],
  },
  {
    of: 'engine/index.ts',
    from: ['engine/contract', 'engine/observation', 'engine/study', 'engine/fit', 'engine/model'],
    testsFrom: [],
  },
  {
    of: 'scenarios',
    from: ['engine/contract', 'engine/model/control/placement.ts'],
    testsFrom: ['engine', 'tests/support'],
  },
  { of: 'reports/browser', from: ['reports'], testsFrom: ['tests/support'] },
  { of: 'reports', from: ['scenarios/text/safe-text.ts', 'engine/contract'], testsFrom: ['tests/support'] },
  {
    of: 'cli',
    from: ['scenarios', 'engine/index.ts', 'engine/contract', 'engine/study', 'reports', 'bench', 'play'],
    testsFrom: ['tests/support', 'engine/kernel/standstill.ts', 'engine/model/pods-max.ts'],
  },
  { of: 'bench', from: ['engine', 'scenarios', 'reports'], testsFrom: ['tests/support'] },
  { of: 'build', from: [], testsFrom: ['tests/support'] },
  {
    of: 'play',
    from: ['engine/contract', 'engine/study', 'engine/model', 'engine/kernel/time.ts', 'reports'],
    testsFrom: ['tests/support', 'engine', 'scenarios'],
  },
  { of: 'tests', from: ['engine', 'scenarios', 'reports', 'cli', 'bench', 'build', 'play'], testsFrom: [] },
]

/** Outside packages that the pure parts of the engine may use. */
const purePackages: readonly string[] = ['seedrandom']

/** What a source names after `from`, and in `import '...'` and `import('...')`. */
function importsOf(path: string): string[] {
  const text = readText(path)
  const forms = [
    /^(?:import|export|\})[^'\n]*\bfrom '([^']+)'/gm,
    /^import '([^']+)'/gm,
    /\bimport\('([^']+)'\)/g,
  ]
  return forms.flatMap((form) => Array.from(text.matchAll(form), ([, name]) => name))
}

test('imports run one way between folders', () => {
  const findings: string[] = []
  for (const path of sources) {
    const rule = importRules.find(({ of }) => isWithin(path, of))
    if (rule === undefined) {
      findings.push(`${path}: no import rule covers it; move it, or add a rule to tests/tidy.test.ts`)
      continue
    }
    const allowed = [rule.of, ...rule.from, ...(isTestFile(path) ? rule.testsFrom : [])]
    for (const name of importsOf(path)) {
      if (!name.startsWith('.')) continue
      const target = posix.join(posix.dirname(path), name)
      const isAllowed = allowed.some((folder) => isWithin(target, folder))
      if (!isAllowed || (isTestFile(target) && !isTestFile(path)))
        findings.push(
          `${path} imports ${target}; it may import ${allowed.join(', ')}: move the code to where both may import it`,
        )
    }
  }
  expectNone(findings)
})

test('kernel and model import neither Node nor packages other than seedrandom', () => {
  const findings: string[] = []
  for (const path of sources) {
    const isPure = importRules.find(({ of }) => isWithin(path, of))?.isPure === true
    if (!isPure || isTestFile(path)) continue
    for (const name of importsOf(path)) {
      if (name.startsWith('.') || purePackages.includes(name)) continue
      findings.push(`${path} imports ${name}; hand in what it needs from engine/study or further out`)
    }
  }
  expectNone(findings)
})

test('engine and scenarios raise no number to a power: the last bit would depend on the version of Node', () => {
  const findings: string[] = []
  for (const path of sources) {
    if (isTestFile(path) || !(isWithin(path, 'engine') || isWithin(path, 'scenarios'))) continue
    const code = readText(path)
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      // Whole numbers of any size are exact.
      .replace(/\d+n \*\*/g, '')
    if (/\*\*|\bMath\.pow\b/.test(code))
      findings.push(`${path} uses ** or Math.pow; use engine/kernel/power.ts, or write the number`)
  }
  expectNone(findings)
})

type Versions = Readonly<Record<string, string>>

const packages = JSON.parse(readText('package.json')) as {
  readonly dependencies: Versions
  readonly devDependencies: Versions
}

/** What is bundled or run when the package is built: users need none of its packages. */
const isBuiltBefore = (path: string): boolean =>
  ['build', 'reports/browser', 'play/browser'].some((folder) => isWithin(path, folder))

test('every imported package stands in package.json, and only tests and the build import those for them', () => {
  const { dependencies, devDependencies } = packages
  const findings: string[] = []
  for (const path of sources) {
    const isFree = isTestFile(path) || isWithin(path, 'bench') || isBuiltBefore(path)
    const known = Object.keys(isFree ? { ...dependencies, ...devDependencies } : dependencies)
    for (const name of importsOf(path)) {
      if (name.startsWith('.') || name.startsWith('node:')) continue
      if (!known.some((dependency) => isWithin(name, dependency)))
        findings.push(`${path} imports ${name}; use a package of package.json, or add it there`)
    }
  }
  expectNone(findings)
})

test('every dependency has a row in the decision about libraries', () => {
  const decision = 'docs/decisions/0007-libraries.md'
  const rows = readText(decision)
    .split('\n')
    .filter((line) => line.startsWith('|'))
  const { dependencies, devDependencies } = packages
  const findings = Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !rows.some((row) => row.split('|')[1].includes(`\`${name}\``)))
    .map((name) => `${decision} has no row for ${name}; say what it is for and why this one`)
  expectNone(findings)
})

type WordRule = { readonly pattern: RegExp; readonly in: (path: string) => boolean; readonly instead: string }

/** This file has to name what it looks for. */
const self = 'tests/tidy.test.ts'
const isTypeScript = (path: string): boolean => path.endsWith('.ts') && path !== self
const inEngine = (path: string): boolean => isTypeScript(path) && isWithin(path, 'engine')
const isWritten = (path: string): boolean =>
  /\.(ts|md|json|ya?ml)$/.test(path) && path !== self && path !== 'package-lock.json'

const wordRules: readonly WordRule[] = [
  { pattern: /\bMath\.random\b/, in: inEngine, instead: 'draw from a stream of kernel/random-stream.ts' },
  { pattern: /\bDate\.now\b|\bnew Date\b/, in: inEngine, instead: 'use the simulated clock, nowUs' },
  {
    pattern: /\.localeCompare\b/,
    in: isTypeScript,
    instead: 'compare with <: the order must not depend on the machine',
  },
  {
    pattern: /^\s*(export |declare |const )*enum /,
    in: isTypeScript,
    instead: 'write a const object, as in codes.ts',
  },
  {
    pattern: /\bTODO\b|\bFIXME\b/,
    in: isWritten,
    instead: 'do it, or say in the documents that it is not there',
  },
  { pattern: /shared\/design|\/work\//, in: isWritten, instead: 'name nothing outside the repository' },
]

for (const { pattern, in: applies, instead } of wordRules) {
  test(`no line matches ${pattern}: ${instead}`, () => {
    const findings = repositoryFiles.filter(applies).flatMap((path) =>
      readText(path)
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}; ${instead}`] : [],
        ),
    )
    expectNone(findings)
  })
}

const linesMax = 450

/** Tests are not counted: a table of cases is one noun, however long. */
test(`no source is longer than ${linesMax} lines`, () => {
  const findings = sources
    .filter((path) => /^(engine|scenarios|reports|cli)\//.test(path) && !isTestFile(path))
    .map((path) => ({ path, lines: readText(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > linesMax)
    .map(({ path, lines }) => `${path} has ${lines} lines; it probably holds two nouns: split it`)
  expectNone(findings)
})

/** The folder of a path and those above it, the root left out. */
function foldersAround(path: string): string[] {
  const folder = posix.dirname(path)
  return folder === '.' ? [] : [folder, ...foldersAround(folder)]
}

test('every folder of sources and documents has a README.md, or one above it names the folder', () => {
  const readmes = documents.filter((path) => posix.basename(path) === 'README.md')
  const findings = Array.from(new Set([...sources, ...documents].flatMap(foldersAround)))
    .filter((folder) => {
      const isNamed = foldersAround(folder)
        .map((above) => ({ above, readme: `${above}/README.md` }))
        .some(
          ({ above, readme }) =>
            readmes.includes(readme) && readText(readme).includes(`${posix.relative(above, folder)}/`),
        )
      return !readmes.includes(`${folder}/README.md`) && !isNamed
    })
    .map((folder) => `${folder}/: write a README.md there, or say in the one above what the folder is for`)
  if (!readmes.includes('README.md')) findings.push('README.md: write one at the root')
  expectNone(findings)
})

test('relative links of documents point at files', () => {
  const findings: string[] = []
  for (const path of documents) {
    const prose = readText(path).replace(/^```[\s\S]*?^```/gm, '')
    for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|mailto:|#)/.test(target)) continue
      const file = posix.join(posix.dirname(path), target.replace(/#.*$/, '')).replace(/\/$/, '')
      if (!repositoryFiles.some((other) => isWithin(other, file)))
        findings.push(
          `${path} links to ${target}, which is not there; correct the path from ${posix.dirname(path)}/`,
        )
    }
  }
  expectNone(findings)
})

const decisionParts = ['## Context', '## Decision', '## Consequences', '## What would change our mind']

test('decisions are numbered from 0001 without gaps and have the four parts', () => {
  const decisions = documents.filter(
    (path) => isWithin(path, 'docs/decisions') && !path.endsWith('README.md'),
  )
  const findings = decisions.flatMap((path, index) => {
    const number = String(index + 1).padStart(4, '0')
    const missing = decisionParts.filter((part) => !readText(path).includes(`\n${part}\n`))
    return [
      ...(posix.basename(path).startsWith(`${number}-`)
        ? []
        : [`${path}: expected number ${number}; renumber it`]),
      ...missing.map((part) => `${path} lacks "${part}"; add the part`),
    ]
  })
  expectNone(findings)
})

test.run()
