import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../scenarios/diagnostic.ts'
import { repository, runCli } from '../../tests/support/cli.ts'
import { runHere } from '../../tests/support/command.ts'
import { writeSweepInput } from '../../tests/support/sweep.ts'
import { readOptions } from '../options.ts'
import { UsageError } from '../usage-error.ts'
import { report } from './report.ts'

const test = suite<{ base: string }>('report')
test.before.each((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-report-'))
})
test.after.each((context) => rmSync(context.base, { recursive: true, force: true }))

const silent = { out: () => {}, err: () => {} }
const html = readOptions({ html: true })
const words = (directory: string) => new Map([['directory', [directory]]])

async function refusal(directory: string, options = html): Promise<string> {
  try {
    await report(options, words(directory), silent)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  throw new Error('accepted')
}

/** Requests that are no whole numbers, and pods that come back after the last fault and are lost again. */
const storm = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 4
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: app, image: 'app:1', livenessProbe: { httpGet: { port: 80 } }, readinessProbe: { httpGet: { port: 80 } } }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: storm }
spec:
  duration: 10m
  replications: 2
  services:
    - { match: { kind: Deployment, name: web }, requestsPerSecond: 30, perPod: { concurrency: 1, latency: { exponential: 100ms }, timeout: 2s }, retries: { max: 3 } }
  workloads: [{ behavior: { startup: 10s } }]
  faults: [{ kind: traffic, at: 1m, factor: 3, for: 1m }]
`

test('says of a storm what the run has said, in Markdown and on its page', async ({ base }) => {
  const [input, out] = [join(base, 'storm.yaml'), join(base, 'storm')]
  writeFileSync(input, storm)
  const run = await runHere(['run', '-f', input, '--quiet', '--format', 'markdown', '--out-dir', out])
  assert.is(run.code, 0)
  assert.match(run.stdout, 'after the last fault pods came back, but fewer than 90 % again')
  assert.is((await runHere(['report', out, '--markdown'])).stdout, run.stdout)
  const page = readFileSync(join(out, 'report.html'), 'utf8')
  await runHere(['report', out, '--html'])
  assert.ok(readFileSync(join(out, 'report.html'), 'utf8') === page)
})

test('writes the page of a run again, byte by byte, from the files beside it', async ({ base }) => {
  const out = join(base, 'out')
  const study = join(repository, 'scenarios/library/nginx-liveness')
  const run = runCli([
    'run',
    '-f',
    study,
    '--replications',
    '3',
    '--set',
    'warmUp=20s',
    '--threshold',
    'restarts_total < 3',
    '--quiet',
    '--out-dir',
    out,
  ])
  assert.is(run.exitCode, 0, run.stderr)
  const page = readFileSync(join(out, 'report.html'), 'utf8')
  const names = readdirSync(out)
  writeFileSync(join(out, 'report.html'), '')
  const printed: string[] = []
  assert.is(await report(html, words(out), { ...silent, out: (text) => printed.push(text) }), 0)
  assert.ok(readFileSync(join(out, 'report.html'), 'utf8') === page)
  assert.equal(readdirSync(out), names)
  assert.equal(printed, [`${join(out, 'report.html')}\n`])
  rmSync(join(out, 'detections.csv'))
  const provenance = readFileSync(join(out, 'provenance.json'), 'utf8')
  writeFileSync(join(out, 'provenance.json'), provenance.replace(/,\s*"detections.csv"/, ''))
  await report(html, words(out), silent)
  assert.match(readFileSync(join(out, 'report.html'), 'utf8'), 'without detections.csv')
  const series = readFileSync(join(out, 'timeseries.csv'), 'utf8')
  writeFileSync(join(out, 'timeseries.csv'), series.slice(0, -20))
  assert.match(await refusal(out), 'timeseries.csv is not complete')
})

test('writes the page of a sweep again, byte by byte, and wants shards to be merged first', async ({
  base,
}) => {
  const input = writeSweepInput(base)
  const sweep = (...more: readonly string[]) => runHere(['sweep', '-f', input, '--quiet', ...more])
  const out = join(base, 'out')
  await sweep('--out-dir', out)
  const page = readFileSync(join(out, 'report.html'), 'utf8')
  writeFileSync(join(out, 'report.html'), '')
  await report(html, words(out), silent)
  assert.ok(readFileSync(join(out, 'report.html'), 'utf8') === page)
  assert.match(
    await refusal(out, readOptions({ markdown: true })),
    /is the directory of a sweep; expected that of a run.*\n.*--html/s,
  )
  await sweep('--out-dir', join(base, 'parts'), '--shard', '1/2')
  assert.match(
    await refusal(join(base, 'parts/shard-1-of-2')),
    /it is shard 1\/2 of a sweep.*\n.*probestorm merge/,
  )
  rmSync(join(out, 'cells.ndjson'))
  assert.match(await refusal(out), 'plan.json and cells.ndjson are not as a sweep has written them')
})

test('says what is wrong with a directory that is no result', async ({ base }) => {
  assert.match(await refusal(join(base, 'none')), 'provenance.json cannot be read (ENOENT)')
  mkdirSync(join(base, 'other'))
  writeFileSync(join(base, 'other', 'provenance.json'), '{"tool":"another"}')
  assert.match(await refusal(join(base, 'other')), "provenance.json is not one of probestorm's")
  writeFileSync(join(base, 'other', 'provenance.json'), '{')
  assert.match(await refusal(join(base, 'other')), "provenance.json is not one of probestorm's")
})

test('needs to know the form', async ({ base }) => {
  try {
    await report(readOptions({}), words(base), silent)
    assert.unreachable()
  } catch (error) {
    assert.instance(error, UsageError)
  }
})

test.run()
