import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { presets } from '../../scenarios/calibrate/presets.ts'
import { InputError } from '../../scenarios/diagnostic.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { runCli } from '../../tests/support/cli.ts'
import { optionRow, readOptions } from '../options.ts'
import { UsageError } from '../usage-error.ts'
import { calibrate } from './calibrate.ts'

const test = suite<{ base: string; csv: string }>('calibrate')
test.before.each((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-calibrate-'))
  context.csv = join(context.base, 'latency.csv')
  writeFileSync(context.csv, 'latency_ms\n4\n5\n5\n6\n7\n9\n12\n30\n')
})
test.after.each(({ base }) => rmSync(base, { recursive: true, force: true }))

/** Where results go that name no place. */
const elsewhere = mkdtempSync(join(tmpdir(), 'probestorm-calibrated-'))
test.after(() => rmSync(elsewhere, { recursive: true, force: true }))

type Printed = { readonly out: string; readonly err: string }

async function run(options: Readonly<Record<string, unknown>>): Promise<Printed> {
  const printed = { out: '', err: '' }
  const format = { format: { ...optionRow('format'), default: 'yaml', choices: ['yaml', 'table', 'json'] } }
  const words = { 'out-dir': join(elsewhere, 'result'), ...options }
  const code = await calibrate(readOptions(words, format), {
    out: (text) => {
      printed.out += text
    },
    err: (text) => {
      printed.err += text
    },
  })
  assert.is(code, 0)
  return printed
}

async function refusal(options: Readonly<Record<string, unknown>>): Promise<Error> {
  try {
    await run(options)
  } catch (error) {
    return error as Error
  }
  throw new Error('accepted')
}

test('prints a Scenario that loads, and a table beside it', async ({ csv, base }) => {
  const { out, err } = await run({ csv: [csv], workload: 'web', container: 'app' })
  assert.match(out, 'match: { name: web, container: app }')
  assert.match(err, /^ {2}SAMPLE .*\n {2}\*\/web\/app latency +8 +0 {2}not known {2}lognormal/)
  const pod = `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: a}]}}`
  writeFileSync(join(base, 'all.yaml'), `${out}---\n${pod}\n`)
  const { spec } = await loadScenario({ files: [join(base, 'all.yaml')] })
  assert.is(spec.workloads[0]!.pod.containers[0]!.behavior.latency.liveness.kind, 'lognormal')
})

test('prints a table or JSON instead, and nothing beside it if quiet', async ({ csv }) => {
  const table = await run({ csv: [csv], format: 'table' })
  assert.match(table.out, /^ {2}SAMPLE/)
  assert.match(table.err, /^Written to [^\n]*\n$/)
  const json = await run({ csv: [csv], format: 'json', quiet: true })
  assert.is(JSON.parse(json.out).samples[0].n, 8)
  assert.is(json.err, '')
})

test('writes a directory whose bytes depend on the input only, and replaces it', async ({ csv, base }) => {
  const directory = join(base, 'out')
  const read = (): string[] =>
    readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'))
  const { out } = await run({ csv: [csv], 'out-dir': directory })
  assert.equal(readdirSync(directory).sort(), [
    'calibrated.yaml',
    'fits.csv',
    'provenance.json',
    'report.html',
  ])
  assert.is(readFileSync(join(directory, 'calibrated.yaml'), 'utf8'), out)
  const first = read()
  await run({ csv: [csv], 'out-dir': directory })
  assert.equal(read(), first)
})

test('leaves what is not its own alone, and nothing behind when the input is wrong', async ({
  csv,
  base,
}) => {
  const other = join(base, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'thesis.txt'), '')
  assert.match((await refusal({ csv: [csv], 'out-dir': other })).message, 'thesis.txt')
  writeFileSync(csv, 'slow\nvery\n')
  assert.instance(await refusal({ csv: [csv], 'out-dir': join(base, 'deep', 'out') }), InputError)
  assert.not(existsSync(join(base, 'deep')))
})

test('lists presets and prints one', async () => {
  const { out } = await run({ presets: true })
  assert.is(out.trimEnd().split('\n').length, presets.length)
  assert.match((await run({ preset: 'jvm-busy' })).out, /^# Synthetic: /)
})

const wrong: readonly (readonly [
  Readonly<Record<string, unknown>>,
  RegExp,
  new (...of: never[]) => Error,
])[] = [
  [{}, /needs observations/, UsageError],
  [{ preset: 'go-busy', csv: ['a.csv'] }, /reads nothing/, UsageError],
  [{ preset: 'go-bussy' }, /write go-busy/, InputError],
  [{ pods: ['a.json'], period: '1s' }, /--period goes with --csv/, UsageError],
  [{ csv: ['none.csv'] }, /none.csv: there is no such file/, InputError],
  [{ csv: ['a.csv'], by: 'service', workload: 'web' }, /contradict each other/, UsageError],
  [{ pods: ['a.json'], by: 'service' }, /--by goes with --csv and --prometheus/, UsageError],
  [{ csv: ['a.csv'], timeout: '1s' }, /--timeout goes with --prometheus/, UsageError],
  [{ csv: ['none.csv'], period: '0' }, /--period:1:1/, InputError],
  [{ csv: ['none.csv'], period: '10' }, /add the unit, such as 10s/, InputError],
  [{ pods: ['a.json'], at: 'noon' }, /--at:1:1/, InputError],
  [{ pods: ['none.json'], prometheus: ['none.json'] }, /none.json: there is no such file/, InputError],
]
for (const [options, message, kind] of wrong) {
  test(`refuses ${JSON.stringify(options)}`, async () => {
    const error = await refusal(options)
    assert.instance(error, kind)
    assert.match(error.message, message)
  })
}

test('reads standard input', () => {
  const { exitCode, stdout } = runCli(
    ['calibrate', '--csv', '-', '--unit', 'ms', '--out-dir', join(elsewhere, 'piped')],
    {
      input: '5\n6\n9\n',
    },
  )
  assert.is(exitCode, 0)
  assert.match(stdout, 'from <stdin>')
})

test.run()
