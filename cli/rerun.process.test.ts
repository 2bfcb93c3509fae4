import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandFile, runCli } from '../tests/support/cli.ts'

const test = suite<{ directory: string }>('run --watch')

test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'probestorm-watch-'))
})
test.after.each(({ directory }) => rmSync(directory, { recursive: true, force: true }))

const pod = (name: string): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} }, spec: { containers: [{ name: app, image: "app:1" }] } }\n`

test('runs again when a file changes or is added, and says what is wrong without ending', async ({
  directory,
}) => {
  const study = join(directory, 'study')
  mkdirSync(study)
  writeFileSync(join(study, 'a.yaml'), pod('one'))
  // The results lie beside the inputs, and are none.
  const out = join(study, 'out')
  const words = ['run', '-f', study, '--duration', '1m', '--out-dir', out, '--watch']
  const child = spawn(process.execPath, [commandFile(), ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  let runs = 0
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
    runs += text.split('waiting for a change').length - 1
    child.emit('said')
  })
  const hasRun = async (count: number): Promise<void> => {
    while (runs < count) await once(child, 'said')
  }
  const names = (): string => readFileSync(join(out, 'summary.csv'), 'utf8')
  /** As editors do it: what is read is whole. */
  const write = (name: string, text: string): void => {
    writeFileSync(join(directory, 'new'), text)
    renameSync(join(directory, 'new'), join(study, name))
  }
  await hasRun(1)
  assert.match(names(), 'default/pod/one')
  write('a.yaml', pod('another'))
  await hasRun(2)
  assert.match(names(), 'default/pod/another')
  write('b.yaml', pod('added'))
  await hasRun(3)
  assert.match(names(), 'default/pod/added')
  write('b.yaml', '{ apiVersion: v1, kind: Pod, metadata: { name: broken } }\n')
  await hasRun(4)
  assert.match(said, /b\.yaml:1:\d+: error/)
  write('b.yaml', pod('corrected'))
  await hasRun(5)
  assert.match(names(), 'default/pod/corrected')
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  assert.equal(await ended, [null, 'SIGINT'])
  assert.is(runs, 5)
})

test('results within the folder of the inputs are no inputs', ({ directory }) => {
  writeFileSync(join(directory, 'a.yaml'), pod('one'))
  const words = [
    'run',
    '-f',
    directory,
    '--duration',
    '1m',
    '--quiet',
    '--out-dir',
    join(directory, 'out/one'),
  ]
  for (const time of ['first', 'second']) assert.is(runCli(words).stderr, '', time)
  // Who names it wants what is in it.
  assert.match(runCli(['validate', '-f', join(directory, 'out/one')]).stderr, /provenance\.json:1:1: error/)
})

test('standard input cannot be watched', () => {
  const { exitCode, stderr } = runCli(['run', '-f', '-', '--watch'])
  assert.is(exitCode, 2)
  assert.match(stderr, '--watch and -f - are given')
})

test('addresses alone cannot be watched: nothing tells when they change', () => {
  const { exitCode, stderr } = runCli(['run', '-f', 'https://example.test/web.yaml', '--watch'])
  assert.is(exitCode, 2)
  assert.match(stderr, '--watch and only addresses are given; expected a file or folder among them')
})

test.run()
