import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../scenarios/diagnostic.ts'
import { runHere } from '../tests/support/command.ts'
import { runCommandLine } from './command-line.ts'
import { commandNamed } from './command-table.ts'
import { ExitCode } from './exit-code.ts'
import { explain } from './explain-error.ts'
import { UsageError } from './usage-error.ts'

const test = suite<{ base: string }>('command line, in this process')
test.before((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-words-'))
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'web:1' }] },
  }
  writeFileSync(join(context.base, 'web.json'), JSON.stringify(manifest))
  writeFileSync(join(context.base, 'file'), '')
  mkdirSync(join(context.base, 'mine'))
  writeFileSync(join(context.base, 'mine', 'notes.md'), '')
})
test.after((context) => rmSync(context.base, { recursive: true, force: true }))

async function failure(words: readonly string[]): Promise<unknown> {
  return runCommandLine(words, 'probestorm', '1.2.3').then(
    () => assert.unreachable('accepted'),
    (error) => error,
  )
}

const wrong: readonly (readonly [words: string, message: RegExp])[] = [
  ['', /^name a command: run,/],
  ['rnu', /^unknown command "rnu"; did you mean run\?$/],
  ['foo', /^unknown command "foo"; expected run, sweep,/],
  ['launch x', /^unknown command "launch"; expected run, sweep,/],
  ['run --sed 1 -f x', /unknown option --sed; did you mean --seed/],
  ['play --out x -f y', /unknown option --out$/],
  ['compare a b c', /Unknown argument: c/],
  ['run -f', /Not enough arguments following: f/],
  ['run --seed --quiet -f x', /Not enough arguments following: seed/],
  ['run', /^run needs an input/],
  ['validate', /^validate needs an input/],
  ['run -f x --seed a --seed b', /--seed is given 2 times/],
  ['get pods', /^get needs an input/],
  ['get widgets -f x', /Argument: resource, Given: "widgets"/],
  ['get pods -f x -l a==b==c', /--selector: "a==b==c" is no requirement on a label/],
  ['get pods web -f x -A', /a name is of one namespace/],
  ['explain -f x', /^explain needs a field, such as explain spec.faults, or a pod/],
  [
    'explain behavior.pause',
    /^spec has no field "behavior"; did you mean spec\.workloads\.behavior\.pause\?/,
  ],
  ['explain spec.fault', /^spec has no field "fault"; did you mean faults\?/],
  ['explain spec.faults --pod a', /^a field and --pod are given/],
  ['schema', /Not enough non-option arguments/],
  ['schema banana', /Argument: kind, Given: "banana", Choices: "scenario", "sweep"/],
]
for (const [words, message] of wrong) {
  test(`refuses "${words}"`, async () => {
    const error = await failure(words.split(' ').filter((word) => word !== ''))
    assert.instance(error, UsageError)
    assert.match((error as UsageError).message, message)
    assert.not.match((error as UsageError).message, '\n')
  })
}

test('points to the help of the command that was meant', () => {
  assert.is(commandNamed(['--quiet', 'run', '-f', 'x'])?.usage, 'run [paths..]')
  assert.is(commandNamed(['rnu']), undefined)
})

test('takes paths without -f, and those that a shell puts behind it, as one input', async ({ base }) => {
  const [web, none] = [join(base, 'web.json'), join(base, 'none.yaml')]
  for (const words of [
    ['validate', web, none],
    ['validate', '-f', web, none],
    ['validate', none, '-f', web],
  ]) {
    const error = await failure(words)
    assert.instance(error, InputError)
    assert.match(explain(error, 'probestorm').message, 'none.yaml')
  }
  assert.is((await runHere(['validate', web])).code, ExitCode.Done)
})

for (const [at, message] of [
  ['soon', /--at is not a duration/],
  ['2h', /--at is 2h, but the run ends at 1h/],
] as const) {
  test(`refuses to look at ${at}`, async ({ base }) => {
    const error = await failure(['get', 'pods', '-f', join(base, 'web.json'), '--quiet', '--at', at])
    assert.match((error as UsageError).message, message)
  })
}

async function outDirError(base: string, outDir: string): Promise<InputError> {
  const error = await failure(['run', '-f', join(base, 'web.json'), '--quiet', '--out-dir', outDir])
  assert.instance(error, InputError)
  return error as InputError
}

test('a result directory that cannot be written is wrong input, with place, found, expected and fix', async ({
  base,
}) => {
  const [diagnostic] = (await outDirError(base, join(base, 'file', 'x'))).diagnostics
  assert.is(diagnostic?.file, '--out-dir')
  assert.is(diagnostic?.rule, 'out-dir-unwritable')
  assert.match(diagnostic?.message ?? '', /cannot be written.*expected a directory/)
  assert.match(diagnostic?.fix ?? '', '--out-dir')
})

test('a directory of somebody else is wrong input, and left alone', async ({ base }) => {
  const [diagnostic] = (await outDirError(base, join(base, 'mine'))).diagnostics
  assert.is(diagnostic?.rule, 'out-dir-not-a-result')
  assert.equal(readdirSync(join(base, 'mine')), ['notes.md'])
  assert.equal(readdirSync(base), ['file', 'mine', 'web.json'])
})

test.run()
