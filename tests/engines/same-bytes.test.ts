/** Where every outcome of a probe is constant, the quiet engine writes the bytes of the exact one. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository, runCli, withTemporaryDirectory } from '../support/cli.ts'

const tables = ['summary.csv', 'timeseries.csv', 'nodes.csv', 'starts.csv', 'detections.csv', 'probes.csv']

function filesOf(words: readonly string[], engine: string): Map<string, string> {
  return withTemporaryDirectory((directory) => {
    const out = join(directory, 'out')
    const run = runCli([
      'run',
      ...words,
      '--engine',
      engine,
      '--trace',
      'probes',
      '--verify',
      '--quiet',
      '--out-dir',
      out,
    ])
    assert.is(run.exitCode, 0, run.stderr)
    const written = readdirSync(out)
    return new Map(
      tables
        .filter((name) => written.includes(name))
        .map((name) => [name, readFileSync(join(out, name), 'utf8')]),
    )
  })
}

const test = suite('quiet and exact engine, same bytes')

const studies: readonly { readonly name: string; readonly words: readonly string[] }[] = [
  { name: 'the worked examples, ideal overheads', words: ['-f', join(repository, 'tests/examples')] },
  {
    name: 'random phases, relists and requeues, but constant answers',
    words: ['-f', join(repository, 'tests/engines/constant-answers.yaml')],
  },
]

for (const { name, words } of studies) {
  test(`write the same files: ${name}`, () => {
    const quiet = filesOf(words, 'quiet')
    const exact = filesOf(words, 'exact')
    assert.ok(quiet.size >= 4)
    for (const [file, bytes] of exact) assert.ok(quiet.get(file) === bytes, `${file} differs`)
  })
}

test.run()
