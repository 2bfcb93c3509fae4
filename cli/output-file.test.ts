/** Files that cannot be written are found before anything is simulated. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runHere } from '../tests/support/command.ts'
import { writeSweepInput } from '../tests/support/sweep.ts'
import { explain } from './explain-error.ts'
import { checkOutputFile } from './output-file.ts'

const test = suite('files beside the results')
const base = mkdtempSync(join(tmpdir(), 'probestorm-output-'))
const inBase = (name: string): string => join(base, name)
test.after(() => rmSync(base, { recursive: true, force: true }))

writeSweepInput(base)
writeFileSync(inBase('file'), '')
const manifest = inBase('pod.yaml')
writeFileSync(
  manifest,
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: app, image: web:1 }] }\n',
)

const commands: Readonly<Record<string, readonly string[]>> = {
  run: ['run', '-f', manifest, '--quiet', '--out-dir', inBase('out')],
  sweep: ['sweep', '-f', inBase('sweep.yaml'), '--quiet', '--out-dir', inBase('out')],
  merge: ['merge', inBase('one'), '--out-dir', inBase('out')],
  compare: ['compare', inBase('one'), inBase('two')],
}

const cases: readonly (readonly [command: string, option: string, file: string, code: string])[] = [
  ...Object.keys(commands).map((command) => [command, '--junit', 'none/file.xml', 'ENOENT'] as const),
  ['compare', '--html', 'none/page.html', 'ENOENT'],
  ['run', '--junit', 'file/junit.xml', 'ENOTDIR'],
  ['run', '--junit', '.', 'EISDIR'],
  ['run', '--junit', 'out', 'EISDIR'],
]

for (const [command, option, file, code] of cases) {
  test(`${command} ${option} ${file} is refused`, async () => {
    const before = readdirSync(base)
    try {
      await runHere([...commands[command]!, option, inBase(file)])
      assert.unreachable('accepted')
    } catch (error) {
      const { message, exitCode } = explain(error, 'probestorm')
      assert.is(exitCode, 2, message)
      const place = `^${option}:1:1: error out-dir-unwritable\n {2}.*\\(${code}\\); expected a file.*\n {2}fix: `
      assert.match(message, new RegExp(place))
    }
    assert.equal(readdirSync(base), before)
  })
}

test('the directory of the results, which is made, may take the file', async () => {
  const words = ['run', '-f', manifest, '--quiet', '--duration', '1m', '--out-dir', inBase('new/result')]
  for (const name of ['new/result/junit.xml', 'new/junit.xml']) {
    assert.is((await runHere([...words, '--junit', inBase(name)])).code, 0)
    assert.ok(existsSync(inBase(name)), name)
    rmSync(inBase('new'), { recursive: true })
  }
})

test('a folder that is not there, and holds no results, is not made', () => {
  assert.throws(() => checkOutputFile('--junit', inBase('newer/junit.xml'), inBase('new/result')))
  assert.throws(() => checkOutputFile('--junit', inBase('new/result/deep/junit.xml'), inBase('new/result')))
  checkOutputFile('--junit', '/dev/stdout', inBase('new/result'))
  checkOutputFile('--junit', undefined)
})

test.run()
