/**
 * The steps of action.yml, run as GitHub runs them: over a repository with a base and a head, with a server in the place of its API.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { commandFile, repository } from '../support/cli.ts'
import { readText } from '../support/repository-files.ts'

type Action = {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly runs: {
    readonly steps: readonly {
      readonly shell: string
      readonly run: string
      readonly env?: Readonly<Record<string, string>>
    }[]
  }
}

const action = parse(readText('action.yml')) as Action

type Call = {
  readonly method: string
  readonly path: string
  readonly authorization: string
  readonly body: string
}
type Comment = { id: number; node_id: string; body: string; isOwn: boolean }
type Context = { directory: string; server: Server; calls: Call[]; comments: Comment[] }
const test = suite<Context>('action')

test.before.each(async (context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'probestorm-action-'))
  context.calls = []
  context.comments = []
  context.server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      context.calls.push({ method, path, authorization: headers.authorization ?? '', body })
      response.setHeader('content-type', 'application/json')
      if (headers.authorization !== 'Bearer secret') response.statusCode = 403
      const answer =
        path === '/graphql'
          ? { data: { nodes: authorsOf(context.comments, JSON.parse(body)) } }
          : method === 'GET'
            ? context.comments
            : { id: 1 }
      response.end(JSON.stringify(answer))
    })
  }).listen(0, '127.0.0.1')
  await once(context.server, 'listening')
})

type Asked = { readonly query: string; readonly variables: { readonly ids: readonly string[] } }

/** As https://docs.github.com/graphql answers who has written comments. */
function authorsOf(comments: readonly Comment[], { query, variables: { ids } }: Asked): unknown[] {
  assert.match(query, 'nodes(ids:$ids){id ...on Comment{viewerDidAuthor}}')
  return ids.map((id) => ({ id, viewerDidAuthor: comments.find(({ node_id }) => node_id === id)!.isOwn }))
}

test.after.each(({ directory, server }) => {
  server.close()
  rmSync(directory, { recursive: true, force: true })
})

const manifest = (period: number, threshold: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: web:1
          livenessProbe:
            httpGet: { path: /, port: 80 }
            periodSeconds: ${period}
            failureThreshold: ${threshold}
`
const behavior = `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: pull-request }
spec: { duration: 30m, workloads: [{ match: { name: web }, behavior: { latency: { exponential: 200ms } } }] }
`

type Outcome = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly summary: string
  readonly output: string
}

/** Commits the base, then the head, and runs the steps over the head. */
async function runAction(
  { directory, server }: Context,
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const workspace = join(directory, 'workspace')
  const temporary = join(directory, 'temporary')
  for (const folder of [workspace, temporary]) mkdirSync(folder)
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], {
      cwd: workspace,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  git('init', '--quiet')
  const commit = (files: Readonly<Record<string, string>>): string => {
    for (const name of readdirSync(workspace))
      if (name !== '.git') rmSync(join(workspace, name), { recursive: true })
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(workspace, name, '..'), { recursive: true })
      writeFileSync(join(workspace, name), text)
    }
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message', 'change')
    return git('rev-parse', 'HEAD')
  }
  const sha = commit(base)
  commit(head)
  writeFileSync(join(directory, 'event.json'), JSON.stringify({ pull_request: { number: 7, base: { sha } } }))
  // What a build leaves beside action.yml.
  const home = join(directory, 'action')
  mkdirSync(home)
  symlinkSync(join(commandFile(), '../..'), join(home, 'dist'))
  symlinkSync(join(repository, 'action.yml'), join(home, 'action.yml'))
  for (const name of ['summary', 'output']) writeFileSync(join(directory, name), '')
  const github = {
    GITHUB_ACTION_PATH: home,
    GITHUB_EVENT_PATH: join(directory, 'event.json'),
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'shop/web',
    GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    GITHUB_GRAPHQL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    GITHUB_STEP_SUMMARY: join(directory, 'summary'),
    GITHUB_OUTPUT: join(directory, 'output'),
    RUNNER_TEMP: temporary,
  }
  let exitCode: number | null = 0
  let stdout = ''
  for (const { run, env = {} } of action.runs.steps) {
    const given = Object.fromEntries(
      Object.entries(env).map(([name, text]) => [
        name,
        text.replace(/\$\{\{ inputs\.(\w+) \}\}/, (_, input: string) => inputValue(input, inputs)),
      ]),
    )
    const ended = await shell(run, workspace, { ...process.env, ...github, ...given })
    exitCode = ended.exitCode
    stdout += ended.stdout
    if (exitCode !== 0) break
  }
  assert.equal(readdirSync(temporary), [], 'nothing is left behind')
  assert.is(git('worktree', 'list').split('\n').length, 1)
  const textOf = (name: string): string => readFileSync(join(directory, name), 'utf8')
  return { exitCode, stdout, summary: textOf('summary'), output: textOf('output') }
}

function inputValue(input: string, inputs: Readonly<Record<string, string>>): string {
  const declared = action.inputs[input]
  assert.ok(declared !== undefined, `action.yml has no input ${input}`)
  return inputs[input] ?? (declared.default ?? '').replace(/^\$\{\{ github\.token \}\}$/, 'secret')
}

/** As GitHub runs a step of the shell bash. */
function shell(
  script: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ exitCode: number | null; stdout: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env })
    let stdout = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        stdout += chunk
      })
    child.on('close', (exitCode) => resolve({ exitCode, stdout }))
  })
}

const studied = { scenario: 'probes.yaml' }
const filesOf = (period: number, threshold: number): Readonly<Record<string, string>> => ({
  'manifests/web.yaml': manifest(period, threshold),
  'probes.yaml': behavior,
})

test('base = head passes, writes a comment and marks no line', async (context) => {
  const { exitCode, stdout, summary, output } = await runAction(
    context,
    filesOf(10, 1),
    filesOf(10, 1),
    studied,
  )
  assert.is(exitCode, 0, stdout)
  assert.is(output, 'result=passed\n')
  assert.match(summary, 'no difference: every number of every replication is the same.')
  assert.not.match(stdout, /^::(error|notice)[^:]*probe setting changed/m)
  const [read, written] = context.calls
  assert.is(read!.path, '/repos/shop/web/issues/7/comments?per_page=100&page=1')
  assert.is(written!.method, 'POST')
  assert.is(written!.path, '/repos/shop/web/issues/7/comments')
  assert.ok(JSON.parse(written!.body).body.startsWith('<!-- probestorm -->\n### probestorm: base → head\n'))
})

test('a head that restarts more fails, says which setting, and marks its line', async (context) => {
  const { exitCode, stdout, summary, output } = await runAction(
    context,
    filesOf(10, 1),
    filesOf(2, 1),
    studied,
  )
  assert.is(exitCode, 99, stdout)
  assert.is(output, 'result=failed\n')
  assert.match(summary, /❌ low\(restarts\\_total/)
  assert.match(summary, 'shop/deployment/web, container app, liveness probe: httpGet every 10 s')
  assert.match(
    stdout,
    /^::error file=manifests\/web\.yaml,line=15,col=\d+,title=probe setting changed::shop\/deployment\/web, container app, livenessProbe\.periodSeconds: 10 → 2%0Alow\(false_restarts_total\) <= 0 does not hold/m,
  )
})

test('its own comment of an earlier run is written anew, and nobody else is', async (context) => {
  const marked = '<!-- probestorm -->\nold'
  context.comments.push(
    { id: 1, node_id: 'a', body: 'of somebody', isOwn: false },
    { id: 41, node_id: 'b', body: marked, isOwn: false },
    { id: 42, node_id: 'c', body: marked, isOwn: true },
  )
  const { exitCode } = await runAction(context, filesOf(10, 3), filesOf(20, 3), studied)
  assert.is(exitCode, 0)
  assert.equal(context.calls.map(({ method, path }) => `${method} ${path}`).slice(1), [
    'POST /graphql',
    'PATCH /repos/shop/web/issues/comments/42',
  ])
})

test('without a scenario nothing can fail: it says untested, and what was changed', async (context) => {
  const files = (threshold: number) => ({ 'manifests/web.yaml': manifest(10, threshold) })
  const { exitCode, stdout, output } = await runAction(context, files(3), files(1), { comment: 'false' })
  assert.is(exitCode, 0, stdout)
  assert.is(output, 'result=untested\n')
  assert.match(stdout, /^::notice file=manifests\/web\.yaml,line=16,.*failureThreshold: 3 → 1$/m)
  assert.is(context.calls.length, 0)
})

test('a token that may not write is a warning', async (context) => {
  const { exitCode, stdout } = await runAction(context, filesOf(10, 3), filesOf(10, 3), {
    ...studied,
    token: 'of a fork',
  })
  assert.is(exitCode, 0)
  assert.match(stdout, /^::warning ?::the comment could not be written: GET \/repos\/.*403/m)
})

test('a base without manifests is compared with nothing; a head with a mistake fails beside its line', async (context) => {
  const { exitCode, output, summary } = await runAction(context, { readme: '' }, filesOf(10, 3), studied)
  assert.is(exitCode, 0)
  assert.is(output, 'result=untested\n')
  assert.match(summary, 'the base cannot be simulated')
})

test('a head with a mistake fails beside its line, and what is hostile in it stays text', async (context) => {
  const broken = {
    'manifests/web.yaml': `${manifest(10, 3)}            "\\e[31m%0A::set-output\\u202e": 1\n`,
  }
  const { exitCode, stdout } = await runAction(context, filesOf(10, 3), broken)
  assert.is(exitCode, 2)
  assert.match(stdout, /^::error file=manifests\/web\.yaml,line=17,/m)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come out
  assert.not.match(stdout, /[\x00-\x09\x0b-\x1f\u202e]/)
  assert.not.match(stdout, /^::set-output/m)
})

test.run()
