/** Where every outcome of a probe is constant, the quiet engine writes the bytes of the exact one. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../support/cli.ts'
import { runHere } from '../support/command.ts'

const tables = ['summary.csv', 'timeseries.csv', 'nodes.csv', 'starts.csv', 'detections.csv', 'probes.csv']

async function filesOf(words: readonly string[], engine: string): Promise<Map<string, string>> {
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-bytes-'))
  const out = join(directory, 'out')
  try {
    const traced = ['--trace', 'probes', '--verify', '--quiet', '--out-dir', out]
    const { code } = await runHere(['run', ...words, '--engine', engine, ...traced])
    assert.is(code, 0)
    const written = tables.filter((name) => existsSync(join(out, name)))
    return new Map(written.map((name) => [name, readFileSync(join(out, name), 'utf8')]))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
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
  test(`write the same files: ${name}`, async () => {
    const quiet = await filesOf(words, 'quiet')
    const exact = await filesOf(words, 'exact')
    assert.ok(quiet.size >= 4)
    for (const [file, bytes] of exact) assert.ok(quiet.get(file) === bytes, `${file} differs`)
  })
}

test.run()
