/** What users install: the files of the package, the command by `npx`, the library with its types. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../support/cli.ts'
import { readText } from '../support/repository-files.ts'
import { install, packInto, run, type Tarball } from './tarball.ts'

const test = suite<{ directory: string; app: string; tarball: Tarball }>('package')

test.before((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'probestorm-package-'))
  context.app = join(context.directory, 'app')
  context.tarball = packInto(context.directory)
  install(context.tarball, context.app)
})

test.after(({ directory }) => rmSync(directory, { recursive: true, force: true }))

test('holds the program, its documents and its notices', ({ tarball: { files } }) => {
  const expected = [
    'dist/cli/main.js',
    'dist/library/index.js',
    'dist/library/index.d.ts',
    'dist/browser/run.js',
    'README.md',
    'LICENSE',
    'NOTICE',
    'CHANGELOG.md',
    'SECURITY.md',
    'CONTRIBUTING.md',
    'docs/README.md',
    'docs/library.md',
    'docs/kubelet-rules.md',
    'docs/reference/commands.md',
    'scenarios/library/hello/scenario.yaml',
  ]
  assert.equal(
    expected.filter((path) => !files.includes(path)),
    [],
  )
})

test('holds nothing of the tests, the build or the sources', ({ tarball: { files } }) => {
  const foreign = files.filter(
    (path) => /(^|\/)tests?\/|\.test\.|^build\/|^dist\/build\/|\.ci|golden/.test(path) || isSource(path),
  )
  assert.equal(foreign, [])
})

function isSource(path: string): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts')
}

test('runs by npx under both of its names', ({ app }) => {
  const version = JSON.parse(readText('package.json')).version as string
  for (const name of ['probestorm', 'kubectl-probestorm']) {
    const { exitCode, stdout, stderr } = run(app, 'npx', '--offline', name, '--version')
    assert.is(exitCode, 0, stderr)
    assert.is(stdout, `${version}\n`)
  }
  const study = 'node_modules/probestorm/scenarios/library/hello'
  const { exitCode, stdout, stderr } = run(
    app,
    'npx',
    '--offline',
    'probestorm',
    'run',
    '-f',
    study,
    '--replications',
    '3',
  )
  assert.is(exitCode, 0, stderr)
  assert.match(stdout, 'FILES in out/hello')
  assert.match(readFileSync(join(app, 'out/hello/report.html'), 'utf8'), '<!doctype html>')
})

const programs = Array.from(
  readText('docs/library.md').matchAll(/```ts\n(.*?)```\n\nprints\n\n```text\n(.*?)```/gs),
  ([, code, output]) => ({ code: code!, output: output! }),
)

test('is imported as its page says, and what it declares is checked without skipLibCheck', ({ app }) => {
  // Whoever writes for Node has its types.
  mkdirSync(join(app, 'node_modules/@types'), { recursive: true })
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(join(repository, 'node_modules', name), join(app, 'node_modules', name))
  for (const [index, { code }] of programs.entries()) writeFileSync(join(app, `study-${index}.mts`), code)
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2023'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  }
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }))
  const { exitCode, stdout } = run(app, join(repository, 'node_modules/.bin/tsc'), '-p', '.')
  assert.is(exitCode, 0, stdout)
  for (const [index, { output }] of programs.entries()) {
    const { stdout: printed, stderr } = run(app, process.execPath, `study-${index}.mjs`)
    assert.is(stderr, '')
    assert.is(printed, output)
  }
})

test.run()
