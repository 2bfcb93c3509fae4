/** `find-threshold` as a user starts it: tipping points with a closed form, the same bytes whatever the workers, and what it refuses. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endHere, runHere } from '../../tests/support/command.ts'

const test = suite('find-threshold')
const base = mkdtempSync(join(tmpdir(), 'probestorm-find-threshold-'))
test.after(() => rmSync(base, { recursive: true, force: true }))

/** Probes of ten seconds, answers of 100 ms, and faults of a kind. */
function inputOf(name: string, faults: string, replicas = 8): string {
  const path = join(base, `${name}.yaml`)
  writeFileSync(
    path,
    `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: 'app:1'
          resources: { requests: { cpu: 100m } }
          livenessProbe: { httpGet: { port: 80 }, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 }
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: ${name} }
spec:
  duration: 10m
  overheads: ideal
  nodes: [{ name: n, count: 1, allocatable: { cpu: "64", memory: 64Gi, pods: "110" } }]
  workloads: [{ match: { name: web }, behavior: { latency: 100ms } }]
  faults: ${faults}
`,
  )
  return path
}

const slow = inputOf('slow', '[{ kind: slow, at: 2m, for: 5m, factor: 2, match: { name: web } }]')
const hung = inputOf('hung', '[{ kind: hang, at: 2m, match: { name: web } }]', 100)

const slowness = ['--vary', 'faults[0].factor', '--from', '1', '--to', '21', '--until', 'restarts_total > 0']

type Answer = {
  readonly outcome: string
  readonly low: { readonly value: number | string } | null
  readonly high: { readonly value: number | string } | null
  readonly becomes: string | null
}

async function answerOf(
  input: string,
  ...words: readonly string[]
): Promise<Answer & { readonly code: number }> {
  const out = mkdtempSync(join(base, 'out-'))
  const { code, stdout } = await runHere([
    ...['find-threshold', '-f', input, '--quiet', '--format', 'json', '--out-dir', out, ...words],
  ])
  return { ...(JSON.parse(stdout) as Answer), code }
}

test('what a run leaves out at the bounds of the answer is said, as the run says it', async () => {
  const path = join(base, 'served.yaml')
  writeFileSync(
    path,
    `${readFileSync(slow, 'utf8').split('faults:')[0]!.replace('100ms', '100ms, probes: apart')}services: [{ match: { kind: Deployment, name: web }, requestsPerSecond: 80, perPod: { concurrency: 1, latency: 100ms } }]\n`,
  )
  const { stdout } = await runHere([
    ...['find-threshold', '-f', path, '--quiet', '--out-dir', mkdtempSync(join(base, 'out-'))],
    ...['--vary', 'services[0].requestsPerSecond', '--from', '60', '--to', '100', '--tolerance', '10'],
    ...['--until', 'failed_requests_total > 1000', '--max-replications', '2'],
  ])
  const text = stdout.replace(/\s+/g, ' ')
  assert.match(text, 'comes to hold between services[0].requestsPerSecond = 80/s and 90/s')
  assert.match(text, 'at 80: for 600 s pods of default/web get between 90 and 110 % of the requests')
})

test('liveness probes begin to kill where the slowness makes an answer as long as the timeout (P14)', async () => {
  const { low, high, becomes, outcome, code } = await answerOf(
    slow,
    ...[...slowness, '--tolerance', '0.5', '--max-replications', '2'],
  )
  assert.equal({ outcome, becomes, code }, { outcome: 'found', becomes: 'holds', code: 0 })
  // 1 s over 100 ms, which is one of the steps.
  assert.is(high!.value, 10)
  assert.is(low!.value, 9.5)
})

test('the longest period that notices every hang in time: two more periods and a timeout after the first (P10, P11)', async () => {
  const { low, high, becomes } = await answerOf(
    hung,
    ...['--vary', 'deployment/web container app livenessProbe.periodSeconds', '--from', '1', '--to', '30'],
    ...['--until', 'all(detection_seconds) <= 31', '--max-replications', '2'],
  )
  // The worst begins a period after the hang: 3 periods + 1 s, which is 31 s of 10 s.
  assert.equal([low!.value, high!.value, becomes], [10, 11, 'fails'])
})

test('a timeout is found in its unit, and a duration of a fault in its own', async () => {
  const { low, high } = await answerOf(
    slow,
    ...['--vary', 'faults[0].for', '--from', '5s', '--to', '45s', '--until', 'restarts_total > 0'],
    ...['--set', 'faults[0].factor=20', '--tolerance', '1s', '--max-replications', '2'],
  )
  // Three failures of one probe are two periods apart; the luckiest of 16 pods has a tick soon after the onset.
  const seconds = (text: unknown): number => Number(/^([\d.]+)s$/.exec(String(text))?.[1])
  assert.ok(seconds(low!.value) >= 19 && seconds(high!.value) <= 24, `${low!.value} ${high!.value}`)
})

const rows: readonly {
  readonly words: readonly string[]
  readonly outcome: string
  readonly code: number
}[] = [
  { words: ['--until', 'restarts_total >= 0'], outcome: 'always', code: 99 },
  { words: ['--until', 'max(restarts_total) > 1000'], outcome: 'never', code: 99 },
  { words: ['--until', 'p99(detection_seconds) < 30'], outcome: 'undecided', code: 99 },
]

for (const { words, outcome, code } of rows)
  test(`${words.join(' ')} is ${outcome}: ${code}`, async () => {
    const given = [...slowness.slice(0, -2), ...words, '--max-replications', '2']
    const answer = await answerOf(slow, ...given)
    assert.equal([answer.outcome, answer.code, answer.low], [outcome, code, null])
  })

test('the same seed gives the same bytes, whatever the workers', async () => {
  const bytesOf = async (workers: string): Promise<string[]> => {
    const out = join(base, `workers-${workers}`)
    await runHere([
      ...['find-threshold', '-f', slow, '--quiet', '--out-dir', out, '--workers', workers, ...slowness],
      ...[
        '--max-replications',
        '4',
        '--tolerance',
        '5',
        '--set',
        'workloads[0].behavior.latency={exponential: 20ms}',
      ],
    ])
    assert.equal(readdirSync(out).sort(), [
      'points.csv',
      'provenance.json',
      'report.html',
      'tipping-point.json',
    ])
    return ['points.csv', 'tipping-point.json', 'report.html'].map((name) =>
      readFileSync(join(out, name), 'utf8'),
    )
  }
  assert.equal(await bytesOf('1'), await bytesOf('3'))
})

test('the result is of its own kind: only another search replaces it', async () => {
  const out = join(base, 'own')
  const words = [
    'find-threshold',
    '-f',
    slow,
    '--quiet',
    '--out-dir',
    out,
    ...slowness,
    '--max-replications',
    '2',
  ]
  await runHere(words)
  await runHere(words)
  const { kind, options } = JSON.parse(readFileSync(join(out, 'provenance.json'), 'utf8'))
  assert.is(kind, 'threshold-search')
  assert.is(options.vary, 'faults[0].factor')
  const { code, said } = await endHere(['run', '-f', slow, '--quiet', '--out-dir', out])
  assert.is(code, 2)
  assert.match(said, /holds the result of a search for a tipping point/)
})

const refused: readonly { readonly words: readonly string[]; readonly said: RegExp }[] = [
  { words: [], said: /needs --vary, --from, --to, --until/ },
  {
    words: [...slowness, '--replications', '10'],
    said: /the search adds replications where it is undecided/,
  },
  { words: [...slowness, '--min-replications', '1'], said: /expected 2 or more/ },
  {
    words: [...slowness, '--min-replications', '9', '--max-replications', '8'],
    said: /above --max-replications 8/,
  },
  { words: ['--vary', 'faults[0].facter', ...slowness.slice(2)], said: /unknown-key|facter/ },
  { words: ['--vary', 'deployment/wbe spec.replicas', ...slowness.slice(2)], said: /write deployment\/web/ },
  {
    words: ['--vary', 'metadata.labels.x', ...slowness.slice(2)],
    said: /--vary:1:1.*parameter-path|changes nothing|expected/s,
  },
  {
    words: [...slowness.slice(0, -1), 'restart_total > 0'],
    said: /--until:1:1: .*is no metric.*write restarts_total/s,
  },
  {
    words: [...slowness.slice(0, -1), 'restarts_total{workload:shop/x} > 0'],
    said: /--until:.*selects the workload/s,
  },
  {
    words: [...slowness.slice(0, -1), 'low(restarts_total) > 3'],
    said: /depends on the number of replications/,
  },
  {
    words: [...slowness.slice(0, -1), 'restarts_total == 3'],
    said: /compares a number that is known by its interval/,
  },
  {
    words: ['--vary', 'faults[0].factor', '--from', '0', '--to', '0.5', ...slowness.slice(6)],
    said: /--from|--to/,
  },
  { words: ['--varry', 'x', ...slowness.slice(2)], said: /did you mean --vary\?/ },
]

for (const { words, said } of refused)
  test(`${words.join(' ') || 'nothing'} is refused`, async () => {
    const end = await endHere(['find-threshold', '-f', slow, '--quiet', ...words])
    assert.is(end.code, 2, end.said)
    assert.match(end.said, said)
    assert.not(existsSync('out/slow.threshold'))
  })

test('hostile paths reach no terminal', async () => {
  const evil = 'metadata.annotations.<script>\u001b[31m'
  const { code, said } = await endHere([
    ...['find-threshold', '-f', slow, '--quiet', '--vary', evil, ...slowness.slice(2)],
  ])
  assert.is(code, 2)
  assert.not(said.includes('\u001b'))
})

test('what advice names for a load that tips over is a search that finds where', async () => {
  const path = join(base, 'load.yaml')
  const requests =
    'services: [{ name: web, requestsPerSecond: 300, perPod: { concurrency: 10, latency: { exponential: 100ms }, timeout: 1s } }]'
  const text = readFileSync(inputOf('load', '[]', 4), 'utf8')
  const ports = text.replace("image: 'app:1'", "image: 'app:1'\n          ports: [{ containerPort: 80 }]")
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n---\n'
  writeFileSync(path, `${service}${ports.replace('  overheads:', `  ${requests}\n  overheads:`)}`)
  const advice = await runHere(['validate', '--advice', '-f', path, '--format', 'json'])
  const { unjudged } = JSON.parse(advice.stdout) as { unjudged: { command: string }[] }
  const words = unjudged[0]!.command.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ''))
  assert.equal(words.slice(0, 2), ['probestorm', 'find-threshold'])
  const [, , first, same, ...rest] = words
  assert.equal([first, same], ['-f', path])
  const { code, low, high } = await answerOf(path, ...rest, '--max-replications', '4', '--tolerance', '40')
  assert.is(code, 0)
  // Four pods of ten workers do 400 a second.
  assert.ok(Number(low!.value) > 300 && Number(high!.value) < 480, `${low!.value} ${high!.value}`)
})

test.run()
