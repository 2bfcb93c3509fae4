import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Metafile } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository, withTemporaryDirectory } from '../tests/support/cli.ts'
import { bundleExecutable } from './executable.ts'

/** Inside of the repository, for a bundle finds its packages from where it stands. */
const test = suite<{ directory: string; outputs: Metafile['outputs'] }>('executable')

test.before((context) => {
  mkdirSync(join(repository, 'out'), { recursive: true })
  context.directory = mkdtempSync(join(repository, 'out/bundle-'))
  context.outputs = bundleExecutable(repository, relative(repository, context.directory))
})

test.after(({ directory }) => rmSync(directory, { recursive: true, force: true }))

/** What is loaded with some files, they themselves too. */
function loadedWith(files: readonly string[], outputs: Metafile['outputs']): string[] {
  const loaded = [...files]
  for (const file of loaded)
    for (const { path, kind, external } of outputs[file]!.imports)
      if (kind === 'import-statement' && !external && !loaded.includes(path)) loaded.push(path)
  return loaded
}

test('the help answers at once: it opens a few small files', ({ directory, outputs }) => {
  const main = relative(repository, join(directory, 'cli/main.js'))
  const program = outputs[main]!.imports.filter(({ external }) => !external).map(({ path }) => path)
  const loaded = loadedWith([main, ...program], outputs)
  const bytes = loaded.reduce((sum, file) => sum + outputs[file]!.bytes, 0)
  assert.ok(loaded.length <= 12 && bytes < 64 * 1024, `${bytes} bytes in ${loaded.join(', ')}`)
})

test('a run waits for no code of other commands', ({ directory, outputs }) => {
  const folder = relative(repository, join(directory, 'chunks'))
  const runs = Object.keys(outputs).filter((file) => file.startsWith(`${folder}/run-`))
  assert.is(runs.length, 1)
  const sources = loadedWith(runs, outputs).flatMap((file) => Object.keys(outputs[file]!.inputs))
  const others = ['engine/fit/', 'engine/study/questions/recommend/', 'engine/study/questions/tipping/']
  const found = sources.filter((source) => others.some((other) => source.startsWith(other)))
  assert.equal(found, [])
})

test('the executable and its worker threads write what the sources write', ({ directory }) => {
  withTemporaryDirectory((results) => {
    const words = (name: string): string[] => [
      'run',
      '-f',
      'scenarios/library/hello',
      '--replications',
      '3',
      '--quiet',
      '--out-dir',
      join(results, name),
    ]
    const sources = join(repository, 'cli/main.ts')
    const fromSources = spawnSync(
      process.execPath,
      ['--import', 'tsx', sources, ...words('sources'), '--workers', '1'],
      { cwd: repository, encoding: 'utf8' },
    )
    assert.is(fromSources.status, 0, fromSources.stderr)
    const main = join(directory, 'cli/main.js')
    const bundled = spawnSync(process.execPath, [main, ...words('bundle'), '--workers', '2'], {
      cwd: repository,
      encoding: 'utf8',
    })
    assert.is(bundled.status, 0, bundled.stderr)
    const tables = readdirSync(join(results, 'sources')).filter((file) => file.endsWith('.csv'))
    assert.ok(tables.includes('summary.csv'))
    for (const table of tables) {
      const [ours, expected] = ['bundle', 'sources'].map((name) =>
        readFileSync(join(results, name, table), 'utf8'),
      )
      assert.is(ours, expected, table)
    }
  })
})

test.run()
