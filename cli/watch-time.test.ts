/** When a line of a watch was printed, and how old what runs at time 0 is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommandLine } from './command-line.ts'

const test = suite('time of a watch')

const pod = (name: string): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, labels: {app: ${name}}}, spec: {containers: [{name: app, image: "a:1"}]}}`
const job =
  '{apiVersion: batch/v1, kind: Job, metadata: {name: once}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: app, image: "a:1"}]}}}}'

/** What the command prints of the pod `web`, which crashes once after 90 s, and of what else there is. */
async function printed(words: string, initialState: string, ...others: readonly string[]): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'probestorm-watch-'))
  const scenario = `{apiVersion: probestorm.dev/v1alpha1, kind: Scenario, spec: {duration: 5m, overheads: ideal, initialState: ${initialState}, workloads: [{match: {name: web}, behavior: {crash: [90s, never]}}]}}`
  try {
    const file = join(directory, 'all.yaml')
    writeFileSync(file, [scenario, pod('web'), ...others].join('\n---\n'))
    const pieces: string[] = []
    const output = { out: (piece: string) => void pieces.push(piece), err: () => {} }
    await runCommandLine([...words.split(' '), '-f', file, '--quiet'], 'probestorm', '1', output)
    return pieces.join('').trimEnd().split('\n')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const cells = (line: string | undefined): string[] => line!.trim().split(/ {2,}/)

type Case = readonly [
  rule: string,
  words: string,
  state: string,
  others: readonly string[],
  lines: readonly string[][],
]

const cases: readonly Case[] = [
  [
    'pods that run at time 0',
    'get pods -w',
    'running',
    [],
    [
      ['TIME', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
      ['0s', 'web', '1/1', 'Running', '0', '24h'],
      ['1m30s', 'web', '0/1', 'Error', '0', '24h'],
      ['1m30s', 'web', '1/1', 'Running', '1 (0s ago)', '24h'],
    ],
  ],
  [
    'from a later time on',
    'get pods -w --at 1m',
    'running',
    [],
    [
      ['TIME', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
      ['1m', 'web', '1/1', 'Running', '0', '24h'],
    ],
  ],
  [
    'without headers',
    'get pods -w --no-headers',
    'running',
    [],
    [['0s', 'web', '1/1', 'Running', '0', '24h']],
  ],
  [
    'with namespaces and labels',
    'get pods -w -A -L app',
    'running',
    [],
    [
      ['TIME', 'NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'APP'],
      ['0s', 'default', 'web', '1/1', 'Running', '0', '24h', 'web'],
    ],
  ],
  [
    'pods that are created have an age that tells',
    'get pods -w',
    'created',
    [],
    [
      ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
      ['web', '0/1', 'Pending', '0', '0s'],
    ],
  ],
  [
    'without a watch',
    'get pods --at 2m',
    'running',
    [],
    [
      ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
      ['web', '1/1', 'Running', '1 (30s ago)', '24h'],
    ],
  ],
  [
    'a Job of a cluster that runs is created at time 0',
    'get pods once-0 --at 30s',
    'running',
    [job],
    [
      ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
      ['once-0', '0/1', 'Completed', '0', '30s'],
    ],
  ],
  [
    'events of pods that are created',
    'get events -w',
    'created',
    [],
    [
      ['TIME', 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'],
      ['0s', '0s', 'Normal', 'Scheduled', 'pod/web', 'Successfully assigned default/web to node-0'],
    ],
  ],
]

for (const [rule, words, state, others, lines] of cases) {
  test(`${words}: ${rule}`, async () => {
    const found = (await printed(words, state, ...others)).map(cells)
    assert.equal(found.slice(0, lines.length), lines)
  })
}

test('a watch of objects has dates, and no column', async () => {
  const text = (await printed('get pods -w -o yaml', 'running')).join('\n')
  assert.match(text, 'creationTimestamp: "2025-12-31T00:00:00Z"')
  assert.match(text, 'startedAt: "2026-01-01T00:01:30Z"')
  assert.not.match(text, 'TIME')
})

test('names alone have no time', async () => {
  assert.equal(await printed('get pods -w -o name', 'running'), ['pod/web', 'pod/web', 'pod/web'])
})

test.run()
