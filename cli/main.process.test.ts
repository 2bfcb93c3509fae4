/** The command as a user starts it: a process of its own, its output and its exit code. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandFile } from '../tests/support/cli.ts'

const base = mkdtempSync(join(tmpdir(), 'probestorm-cli-'))

const manifest = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: app
      image: web
      livenessProbe: { httpGet: { port: 80 } }
`
/** 100 probes a second for an hour, each with an outcome of its own: a replication takes some tenths of a second. */
const manyProbes = `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
spec:
  replications: 1000
  workloads: [{ behavior: { errorRate: 0.5 } }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 100
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: web
          livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1, failureThreshold: 1000 }
`
writeFileSync(join(base, 'web.yaml'), manifest)
writeFileSync(join(base, 'bad.yaml'), manifest.replace('{ port: 80 }', '{ port: 99999 }'))
writeFileSync(join(base, 'many.yaml'), manyProbes)
symlinkSync(commandFile(), join(base, 'kubectl-probestorm'))

/** As in a pipe of a user, whoever runs the tests. */
const { FORCE_COLOR: _, ...env } = process.env

type Ended = { readonly stdout: string; readonly stderr: string; readonly code: number | null }

function start(
  words: readonly string[],
  input = '',
  script = commandFile(),
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [script, ...words], { cwd: base, env })
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk
    })
  }
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ ...text, code })))
  return { child, ended }
}

/** Those that do not depend on one another run together. */
const runs = {
  help: start(['--help'], '', join(base, 'kubectl-probestorm')).ended,
  nothing: start([]).ended,
  badInput: start(['run', '-f', 'bad.yaml', '--out-dir', 'bad']).ended,
  run: start(['run', '-f', 'web.yaml', '--set', 'duration=10m', '--trace', 'probes']).ended,
  stdin: start(
    ['run', '-f', '-', '--set', 'duration=10m', '--format', 'json', '--out-dir', 'piped'],
    manifest,
  ).ended,
  gate: start(
    'run -f web.yaml --set duration=1m --out-dir gate --junit gate.xml --threshold'
      .split(' ')
      .concat('probes_total < 1'),
  ).ended,
  validate: start(['validate', '-f', 'web.yaml']).ended,
}

const test = suite('command line')
test.after(async () => {
  await Promise.all(Object.values(runs))
  rmSync(base, { recursive: true, force: true })
})

test('--help lists the commands on standard output, under the name that kubectl gives to a plug-in', async () => {
  const { stdout, stderr, code } = await runs.help
  for (const command of ['run', 'validate', 'schema <kind>'])
    assert.match(stdout, `kubectl probestorm ${command}`)
  assert.is(stderr, '')
  assert.is(code, 0)
})

test('a command line that makes no sense is exit code 2, with a pointer to the help', async () => {
  const { stdout, stderr, code } = await runs.nothing
  assert.is(stdout, '')
  assert.match(stderr, /^probestorm: name a command: run, .*\nSee probestorm --help\n$/)
  assert.is(code, 2)
})

test('wrong input is exit code 2, with its place, and leaves no result', async () => {
  const { stdout, stderr, code } = await runs.badInput
  assert.match(stderr, /^bad\.yaml:8:\d+: error /)
  assert.match(stderr, /\n1 error\n$/)
  assert.is(stdout, '')
  assert.is(code, 2)
  assert.not(existsSync(join(base, 'bad')))
})

test('a threshold that does not hold is exit code 99, and marked', async () => {
  const { stdout, code } = await runs.gate
  assert.is(code, 99)
  assert.match(stdout, '✗ probes_total < 1 ... 6')
  assert.match(readFileSync(join(base, 'gate.xml'), 'utf8'), 'failures="1"')
  assert.match(readFileSync(join(base, 'gate', 'thresholds.csv'), 'utf8'), 'probes_total < 1,6,false')
})

test('run writes the result directory and prints where it is', async () => {
  const { stdout, code } = await runs.run
  assert.is(code, 0)
  assert.match(stdout, 'FILES in out/web\n')
  assert.equal(readdirSync(join(base, 'out')), ['web'])
  assert.equal(readdirSync(join(base, 'out', 'web')).sort(), [
    'api.csv',
    'detections.csv',
    'estimates.csv',
    'nodes.csv',
    'probes.csv',
    'provenance.json',
    'report.html',
    'starts.csv',
    'summary.csv',
    'timeseries.csv',
  ])
  const provenance = JSON.parse(readFileSync(join(base, 'out', 'web', 'provenance.json'), 'utf8'))
  assert.is(provenance.tool, 'probestorm')
  assert.is(provenance.interrupted, false)
  assert.is(provenance.seed, '1')
  assert.is(provenance.inputs[0].path, 'web.yaml')
  assert.is(provenance.replications.length, 1)
  // Running from time 0 on, at any phase: 60 probes in 10 minutes of a period of 10 s.
  assert.is(readFileSync(join(base, 'out', 'web', 'probes.csv'), 'utf8').split('\n').length, 1 + 60 + 1)
})

test('reads standard input, and prints data and nothing else on standard output', async () => {
  const { stdout, code } = await runs.stdin
  assert.is(code, 0)
  assert.equal(
    JSON.parse(stdout).map((row: { workload: string; probes_total: number }) => [
      row.workload,
      row.probes_total,
    ]),
    [
      ['*', 60],
      ['default/pod/web', 60],
    ],
  )
})

test('validate prints every probe with its settings and runs nothing', async () => {
  const { stdout, code } = await runs.validate
  assert.is(code, 0)
  assert.match(stdout, /default\/pod\/web +1 +app +liveness +httpGet +0s +10s +1s +1 +3\n/)
})

test('Ctrl-C keeps the finished replications, marks them, and is exit code 130', async () => {
  const { child, ended } = start([
    'run',
    '-f',
    'many.yaml',
    '--set',
    'replications=1000',
    '--out-dir',
    'stopped',
  ])
  // The first line of progress says how far it is.
  let progress = ''
  child.stderr?.on('data', (text) => {
    progress += text
  })
  while (!/replication ([2-9]|\d\d)/.test(progress) && child.exitCode === null) await wait(20)
  child.kill('SIGINT')
  const { stdout, code } = await ended
  assert.is(code, 130)
  assert.match(stdout, 'INTERRUPTED')
  const provenance = JSON.parse(readFileSync(join(base, 'stopped', 'provenance.json'), 'utf8'))
  assert.is(provenance.interrupted, true)
  assert.ok(provenance.replications.length >= 1 && provenance.replications.length < 1000)
  assert.equal(
    readdirSync(base).filter((name) => name.startsWith('stopped')),
    ['stopped'],
  )
})

test('a reader that has enough is no error', async () => {
  const { child, ended } = start(['schema', 'scenario'])
  child.stdout?.destroy()
  const { stderr, code } = await ended
  assert.is(stderr, '')
  assert.is(code, 0)
})

test.run()
