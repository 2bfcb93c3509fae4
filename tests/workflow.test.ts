/**
 * The workflow for pull requests in docs/how-to/pull-requests.md does what the page says: its steps are taken from there and run by a
 * shell, with the source in the place of the installed command.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { commandFile, withTemporaryDirectory } from './support/cli.ts'
import { readText } from './support/repository-files.ts'

const test = suite('workflow for pull requests')

/** What its `run` steps do, but for the installation and the comment on GitHub. */
function steps(): string[] {
  const text = /```yaml\n(name: probe load\n.*?)```/s.exec(readText('docs/how-to/pull-requests.md'))![1]!
  const workflow = parse(text) as {
    readonly jobs: { readonly compare: { readonly steps: readonly { readonly run?: string }[] } }
  }
  return workflow.jobs.compare.steps.flatMap(({ run }) =>
    run === undefined || /^(npm install|gh) /.test(run) ? [] : [run],
  )
}

const manifest = (period: number): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "app:1", livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: ${period}, failureThreshold: 1}}]}}}}\n`

const scenario = (behavior: string): string =>
  `{apiVersion: probestorm.dev/v1alpha1, kind: Scenario, metadata: {name: pr}, spec: {duration: 30m, workloads: [{match: {name: web}, behavior: ${behavior}}]}}\n`

type Outcome = { readonly exitCode: number | null; readonly comment: string; readonly junit: string }

/** Runs the steps over two folders as the checkouts leave them. */
function runWorkflow(base: string, head: string, probes: string): Outcome {
  return withTemporaryDirectory((directory) => {
    for (const [side, text] of Object.entries({ base, head })) {
      mkdirSync(join(directory, side, 'manifests'), { recursive: true })
      writeFileSync(join(directory, side, 'manifests/web.yaml'), text)
    }
    writeFileSync(join(directory, 'head/probes.yaml'), probes)
    const executable = join(directory, 'bin/probestorm')
    mkdirSync(join(directory, 'bin'))
    writeFileSync(executable, `#!/bin/sh\nexec '${process.execPath}' '${commandFile()}' "$@"\n`)
    chmodSync(executable, 0o755)
    const env = { ...process.env, PATH: `${join(directory, 'bin')}${delimiter}${process.env['PATH']}` }
    let exitCode: number | null = 0
    for (const step of steps()) {
      // As GitHub runs a step: the first command that fails ends it.
      const run = spawnSync('sh', ['-e', '-c', step], { cwd: directory, env, encoding: 'utf8' })
      exitCode = run.status
      if (exitCode !== 0) break
    }
    return {
      exitCode,
      comment: readFileSync(join(directory, 'comment.md'), 'utf8'),
      junit: readFileSync(join(directory, 'probes.xml'), 'utf8'),
    }
  })
}

const slow = scenario('{latency: {exponential: 200ms}}')

test('holds nothing that a reader has to fill in', () => {
  const workflows = readText('docs/how-to/pull-requests.md').match(/(?<=```yaml\n).*?(?=```)/gs)!
  assert.is(workflows.length, 2)
  for (const text of workflows) assert.not.match(text, /OWNER|\bREF\b|\bURL\b|PATH\//)
})

test('is there to be run', () => assert.is(steps().length, 2))

test('base = head without behavior is green, and says that nothing was tested', () => {
  const { exitCode, comment, junit } = runWorkflow(manifest(10), manifest(10), scenario('{}'))
  assert.is(exitCode, 0)
  assert.match(comment, 'nothing was tested')
  assert.match(comment, /⚠️ low\(false\\_restarts\\_total\\?\) \\<= 0: 0, untested/)
  assert.match(comment, /⚠️ high\(detection\\_seconds\\_p99\\?\) \\<= 5: untested: nothing was measured/)
  assert.match(junit, 'failures="0" errors="0" skipped="2"')
})

test('base = head with failures is green, and the restarts are tested', () => {
  const { exitCode, comment } = runWorkflow(manifest(10), manifest(10), slow)
  assert.is(exitCode, 0)
  assert.match(comment, 'no difference: every number of every replication is the same.')
  assert.match(comment, /✅ low\(false\\_restarts\\_total\\?\) \\<= 0: 0\n/)
})

test('a head that restarts more is red', () => {
  const { exitCode, comment, junit } = runWorkflow(manifest(10), manifest(2), slow)
  assert.is(exitCode, 99)
  assert.match(comment, /❌ worse: False restarts [\d.]+ → [\d.]+ in \S+ \(\+/)
  assert.match(comment, /❌ low\(false\\_restarts\\_total/)
  assert.match(junit, 'failures="1"')
})

test.run()
