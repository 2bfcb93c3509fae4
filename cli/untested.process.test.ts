/** Thresholds that nothing tested: in every command that judges, in every form of its answer. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { runHere } from '../tests/support/command.ts'

const test = suite<{ base: string }>('untested thresholds')
test.before.each((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-untested-'))
})
test.after.each((context) => rmSync(context.base, { recursive: true, force: true }))

const probe = 'livenessProbe: {httpGet: {path: /, port: 80}}'
const deployment = (name: string): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}}, spec: {replicas: 2, selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: app, image: "app:1", ${probe}}]}}}}`
const init = deployment('init').replace(
  'spec: {containers:',
  'spec: {initContainers: [{name: setup, image: "a:1"}], containers:',
)

type Case = {
  readonly what: string
  /** Lines of the scenario's spec. */
  readonly scenario?: readonly string[]
  readonly manifests?: readonly string[]
  readonly threshold: string
  readonly state: 'holds' | 'fails' | 'untested'
}

const hang = 'faults: [{kind: hang, at: 1m, match: {name: web}, count: 1}]'
const crash = 'workloads: [{match: {name: web}, behavior: {crash: [1m, never]}}]'

const cases: readonly Case[] = [
  { what: 'nothing fails', threshold: 'restarts_total <= 0', state: 'untested' },
  { what: 'nothing drains', threshold: 'evictions_total <= 0', state: 'untested' },
  { what: 'nothing hangs', threshold: 'p99(detection_seconds) < 30', state: 'untested' },
  { what: 'load is load', threshold: 'probes_per_second_peak < 5', state: 'holds' },
  { what: 'load that is too much', threshold: 'probes_per_second_peak < 0.01', state: 'fails' },
  { what: 'a fault', scenario: [hang], threshold: 'false_restarts_total <= 0', state: 'holds' },
  { what: 'an exit', scenario: [crash], threshold: 'restarts_total <= 2', state: 'holds' },
  { what: 'an exit too much', scenario: [crash], threshold: 'restarts_total <= 0', state: 'fails' },
  {
    what: 'the trouble of another workload',
    scenario: [crash],
    manifests: [deployment('db')],
    threshold: 'restarts_total{workload:default/deployment/db} <= 0',
    state: 'untested',
  },
  {
    what: 'the trouble of any workload, for all',
    scenario: [crash],
    manifests: [deployment('db')],
    threshold: 'max(zero_ready_seconds) <= 60',
    state: 'holds',
  },
  {
    what: 'failed probes',
    scenario: ['workloads: [{match: {name: web}, behavior: {errorRate: 0.2}}]'],
    threshold: 'restarts_total < 1000',
    state: 'holds',
  },
  {
    what: 'failed probes of the warm-up',
    scenario: [
      'initialState: created',
      'warmUp: 2m',
      'workloads: [{match: {name: web}, behavior: {startup: 15s}}]',
    ],
    threshold: 'restarts_total <= 0',
    state: 'untested',
  },
  {
    what: 'init containers that are done',
    scenario: ['initialState: created'],
    manifests: [init],
    threshold: 'restarts_total{workload:default/deployment/init} <= 0',
    state: 'untested',
  },
  { what: 'a column that is not simulated', threshold: 'node_cpu_saturated_seconds <= 1', state: 'untested' },
  { what: 'availability', threshold: 'availability_ratio >= 99.9%', state: 'untested' },
  {
    what: 'no interval of one replication',
    scenario: [hang],
    threshold: 'high(restarts_total) < 9',
    state: 'untested',
  },
]

function input(base: string, { scenario = [], manifests = [] }: Partial<Case>): string {
  const path = join(base, 'input.yaml')
  const spec = ['  duration: 10m', ...scenario.map((line) => `  ${line}`)].join('\n')
  const head = 'apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nmetadata: {name: s}\nspec:\n'
  writeFileSync(path, [`${head}${spec}\n`, deployment('web'), ...manifests].join('\n---\n'))
  return path
}

const marks = { holds: '✓', fails: '✗', untested: '⚠' }

for (const each of cases) {
  test(`${each.what}: ${each.threshold} is ${each.state}`, async ({ base }) => {
    const out = join(base, 'out')
    const words = ['run', '-f', input(base, each), '--quiet', '--threshold', each.threshold, '--out-dir', out]
    const { code, stdout } = await runHere(words)
    assert.is(code, each.state === 'fails' ? 99 : 0)
    assert.ok(stdout.includes(`  ${marks[each.state]} ${each.threshold} `), stdout)
    const [head, row] = readFileSync(join(out, 'thresholds.csv'), 'utf8').trimEnd().split('\n')
    assert.is(head, 'threshold,value,holds,state')
    const holds = each.state === 'untested' ? '' : String(each.state === 'holds')
    assert.ok(row!.endsWith(`,${holds},${each.state}`), row)
    assert.match(
      readFileSync(join(out, 'report.html'), 'utf8'),
      `class="sign ${each.state}">${marks[each.state]} ${each.state}`,
    )
    if (each.state === 'untested') assert.is((await runHere([...words, '--strict'])).code, 99)
  })
}

test('a comparison of two calm results says that nothing was tested, as text, Markdown and data', async ({
  base,
}) => {
  const out = join(base, 'out')
  await runHere(['run', '-f', input(base, {}), '--quiet', '--out-dir', out, '--replications', '2'])
  const words = ['compare', out, out, '--threshold', 'restarts_total <= 0']
  const text = await runHere(words)
  assert.is(text.code, 0)
  assert.match(text.stdout.replace(/\s+/g, ' '), 'nothing was tested: on neither side a probe failed')
  assert.match(text.stdout, '⚠ restarts_total <= 0 ')
  assert.is((await runHere([...words, '--strict'])).code, 99)
  assert.match((await runHere([...words, '--format', 'markdown'])).stdout, /nothing was tested.*⚠️ restarts/s)
  const json = JSON.parse((await runHere([...words, '--format', 'json'])).stdout)
  assert.equal(json.thresholds, [
    { threshold: 'restarts_total <= 0', value: 0, holds: null, state: 'untested' },
  ])
})

test('JSON and YAML have the verdicts behind the rows of the summary, Markdown below them', async ({
  base,
}) => {
  const words = [
    'run',
    '-f',
    input(base, {}),
    '--quiet',
    '--threshold',
    'restarts_total < 1',
    '--out-dir',
    join(base, 'out'),
  ]
  const verdict = { threshold: 'restarts_total < 1', value: 0, holds: null, state: 'untested' }
  const json = JSON.parse((await runHere([...words, '--format', 'json'])).stdout)
  assert.is(json[0].workload, '*')
  assert.equal(json.at(-1), verdict)
  const yaml = parse((await runHere([...words, '--format', 'yaml'])).stdout)
  assert.equal(yaml.at(-1), verdict)
  const markdown = (await runHere([...words, '--format', 'markdown'])).stdout
  assert.match(markdown, /- ⚠️ restarts\\_total \\< 1: 0, untested: .*\n\n- no nodes in the input/s)
})

test('a comparison names what its sides leave out', async ({ base }) => {
  const [whole, less] = [join(base, 'whole'), join(base, 'less')]
  await runHere(['run', '-f', input(base, {}), '--quiet', '--out-dir', whole])
  const scenario = ['initialState: created', 'workloads: [{match: {name: db}, behavior: {crash: 10s}}]']
  const ofLess = input(base, { scenario, manifests: [deployment('db')] })
  await runHere(['run', '-f', ofLess, '--quiet', '--out-dir', less])
  const text = async (from: string, to: string) =>
    (await runHere(['compare', from, to])).stdout.replace(/\s+/g, ' ')
  assert.match(await text(whole, less), 'head: at the end of the run')
  assert.match(await text(less, whole), 'base: at the end of the run')
  assert.match(await text(less, less), / at the end of the run/)
  assert.not.match(await text(less, less), 'base:')
})

test('trouble on one side is enough for a comparison', async ({ base }) => {
  const [calm, hit] = [join(base, 'calm'), join(base, 'hit')]
  await runHere(['run', '-f', input(base, {}), '--quiet', '--out-dir', calm])
  await runHere(['run', '-f', input(base, { scenario: [hang] }), '--quiet', '--out-dir', hit])
  const { code, stdout } = await runHere([
    'compare',
    calm,
    hit,
    '--threshold',
    'false_restarts_total <= 0',
    '--strict',
  ])
  assert.is(code, 0)
  assert.match(stdout, '✓ false_restarts_total <= 0 ')
  assert.not.match(stdout, 'nothing was tested')
})

test('report gives JUnit and Markdown of what is untested', async ({ base }) => {
  const out = join(base, 'out')
  await runHere([
    'run',
    '-f',
    input(base, {}),
    '--quiet',
    '--threshold',
    'restarts_total < 1',
    '--out-dir',
    out,
  ])
  const { runCli } = await import('../tests/support/cli.ts')
  assert.match(
    runCli(['report', out, '--junit']).stdout,
    /skipped="1".*<skipped message="0, untested: no probe failed/s,
  )
  assert.match(runCli(['report', out, '--markdown']).stdout, /- ⚠️ restarts\\_total \\< 1: 0, untested/)
})

test.run()
