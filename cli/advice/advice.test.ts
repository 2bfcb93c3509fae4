/**
 * Advice from manifest to words: each rule with a manifest that it finds, at the place where the mark ▸ stands, and a twin that it
 * does not; annotations; every form of output.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { adviceRules } from '../../engine/index.ts'
import type { AdviceItem } from '../../reports/advice/advice-item.ts'
import { ruleTexts } from '../../reports/advice/rule-text.ts'
import { painter } from '../../reports/text-blocks.ts'
import { type LoadedScenario, loadScenario } from '../../scenarios/load-scenario.ts'
import { readText } from '../../tests/support/repository-files.ts'
import { adviceOn } from './advice.ts'
import { printedAdvice } from './printed-advice.ts'

const test = suite('advice')
const plain = painter(false)

function load(text: string): Promise<LoadedScenario> {
  return loadScenario({ files: ['-'], readStdin: () => text })
}

async function adviceOnText(text: string): Promise<AdviceItem[]> {
  return adviceOn(await load(text))
}

/** Deployment `web` with a container `app`; `lines` are keys of the container. */
function web(lines: readonly string[], annotations: readonly string[] = [], podAnnotations = '{}'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    team: front${annotations.map((line) => `\n    ${line}`).join('')}
spec:
  replicas: 100
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web }, annotations: ${podAnnotations} }
    spec:
      initContainers: [{ name: first, image: a:1 }]
      containers:
        - { name: idle, image: a:1 }
        - name: app
          image: a:1
${lines.map((line) => `          ${line}\n`).join('')}`
}

/** The same with a Service, and the container alone: it is the one that answers requests. */
function serving(lines: readonly string[]): string {
  return `${web(lines).replace('        - { name: idle, image: a:1 }\n', '')}---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`
}

/** Requests per second that it gets; a pod can do 100. */
function loaded(requestsPerSecond: number): string {
  return `---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: advice }
spec:
  services:
    - { name: web, requestsPerSecond: ${requestsPerSecond}, perPod: { concurrency: 10, latency: { exponential: 100ms } } }
`
}

function hanging(time: string): string {
  return `---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: advice }
spec:
  faults: [{ kind: hang, at: 5m, for: ${time} }]
`
}

function needing(keys: string): string {
  return `---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: advice }
spec:
  external: [{ name: db, latency: 5ms }]
  workloads:
    - match: { name: web, container: app }
      behavior: { latency: 20ms, dependsOn: [{ service: db, ${keys} }] }
`
}

function scenario(behavior: string): string {
  return `---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: advice }
spec:
  workloads: [{ match: { name: web }, behavior: { ${behavior} } }]
`
}

/** Pods that start together on one node of 4 cores. */
function crowded(pods: number): string {
  return `---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: advice }
spec:
  nodes: [{ name: node, count: 1, allocatable: { cpu: 4 } }]
  workloads: [{ match: { name: web, container: app }, replicas: ${pods}, behavior: { cpu: { startup: 60s } } }]
`
}

const slowStart = scenario('startup: { lognormal: { p50: 20s, p99: 60s } }')
const slowAnswers = scenario('latency: { liveness: { lognormal: { p50: 200ms, p99: 2s } } }')

type Row = {
  readonly rule: string
  readonly text: string
  readonly message: RegExp
  readonly fix: RegExp
  readonly twin: string
}

const rows: readonly Row[] = [
  {
    rule: 'startup-budget',
    text: web(['startupProbe:', '  httpGet: { port: 80 }', '  failureThreshold: ▸3']) + slowStart,
    message:
      /^default\/deployment\/web app: start-up takes up to 86\.1 s \(p99\.9\), but the startup probe grants 20 s to 30 s.*50 % of starts are killed in the worst phase/,
    fix: /write failureThreshold: 10, which grants at least 90 s/,
    twin: web(['startupProbe:', '  httpGet: { port: 80 }', '  failureThreshold: 10']) + slowStart,
  },
  {
    rule: 'startup-budget',
    text: web(['startupProbe:', '  httpGet: { port: 80 }', '  failureThreshold: ▸13']) + crowded(20),
    message:
      /start-up takes up to 300 s \(p99\.9\) when 20 containers of a node start at once and share 4 cores, but .*: 100 % of such starts are killed/,
    fix: /write failureThreshold: 31, which grants at least 300 s/,
    twin: web(['startupProbe:', '  httpGet: { port: 80 }', '  failureThreshold: 13']) + crowded(4),
  },
  {
    rule: 'startup-budget',
    text: web(['▸livenessProbe:', '  httpGet: { port: 80 }', '  initialDelaySeconds: 30']) + slowStart,
    message: /the liveness probe grants 49 s to 60 s/,
    fix: /add a startupProbe .* periodSeconds: 10 and failureThreshold: 10: it grants at least 90 s/,
    twin: web(['livenessProbe:', '  httpGet: { port: 80 }', '  initialDelaySeconds: 70']) + slowStart,
  },
  {
    rule: 'late-answers',
    text: web(['livenessProbe: { timeoutSeconds: ▸1, httpGet: { port: 80 } }']) + slowAnswers,
    message:
      /5\.2 % of the answers .* timeout of 1 s \(p99\.9 4\.26 s\).* 34\.\d false restarts per container-month, 3,4\d\d over its 100 pods/,
    fix: /write timeoutSeconds: 5: less than 0\.001 false restarts per container-month; a hang is then noticed after up to 35 s/,
    twin: web(['livenessProbe: { timeoutSeconds: 5, httpGet: { port: 80 } }']) + slowAnswers,
  },
  {
    rule: 'liveness-before-readiness',
    text: web([
      'livenessProbe: { periodSeconds: 5, failureThreshold: ▸2, httpGet: { port: 80 } }',
      'readinessProbe: { httpGet: { port: 80 } }',
    ]),
    message: /restarted after 6 to 11 s, but taken out of traffic only after 21 to 31 s/,
    fix: /write failureThreshold: 7 or more for liveness: restarts then come after 31 to 36 s/,
    twin: web([
      'livenessProbe: { periodSeconds: 5, failureThreshold: 7, httpGet: { port: 80 } }',
      'readinessProbe: { httpGet: { port: 80 } }',
    ]),
  },
  {
    rule: 'liveness-like-readiness',
    text: web([
      'readinessProbe: { httpGet: { port: 80, httpHeaders: [{ name: a, value: b }] }, initialDelaySeconds: 5 }',
      '▸livenessProbe: { httpGet: { path: /, port: 80, scheme: HTTP }, periodSeconds: 10 }',
    ]),
    message: /the same endpoint with the same numbers: both give up after 21 to 31 s/,
    fix: /write failureThreshold: 4 or more/,
    twin: web([
      'readinessProbe: { httpGet: { port: 80 } }',
      'livenessProbe: { httpGet: { path: /live, port: 80 } }',
    ]),
  },
  {
    rule: 'timeout-beyond-period',
    text: web(['readinessProbe: { periodSeconds: 5, timeoutSeconds: ▸30, tcpSocket: { port: 80 } }']),
    message:
      /timeout of 30 s is longer than the period of 5 s.*while a port is silent they follow each other.*that is noticed after up to 95 s/,
    fix: /write periodSeconds: 30: noticed after up to 120 s \(nobody says how long its answers take, so the timeout is left\)/,
    twin: web(['readinessProbe: { periodSeconds: 5, timeoutSeconds: 5, tcpSocket: { port: 80 } }']),
  },
  {
    rule: 'removal-after-drain',
    text: web([
      'lifecycle: { preStop: { sleep: { seconds: 5 } } }',
      'readinessProbe: { httpGet: { port: 80 }, periodSeconds: ▸15 }',
      'livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 30 }',
    ]),
    message: /drains \(preStop hook\) for at most 30 s, but its readiness probe takes up to 45 s/,
    fix: /write periodSeconds: 10, or terminationGracePeriodSeconds: 45/,
    twin: web([
      'lifecycle: { preStop: { sleep: { seconds: 5 } } }',
      'readinessProbe: { httpGet: { port: 80 }, periodSeconds: 10 }',
      'livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 30 }',
    ]),
  },
  {
    rule: 'long-grace',
    text: web(['▸livenessProbe: { httpGet: { port: 80 }, failureThreshold: 1, periodSeconds: 60 }']).replace(
      '      initContainers:',
      '      terminationGracePeriodSeconds: 3600\n      initContainers:',
    ),
    message: /noticed after up to 61 s .* only after the grace period of 3,600 s: after up to 3,661 s/,
    fix: /write terminationGracePeriodSeconds: 60 .* after up to 121 s; deletions keep the 3,600 s/,
    twin: web([
      'livenessProbe: { httpGet: { port: 80 }, failureThreshold: 1, periodSeconds: 60, terminationGracePeriodSeconds: 60 }',
    ]).replace('      initContainers:', '      terminationGracePeriodSeconds: 3600\n      initContainers:'),
  },
  {
    rule: 'liveness-asks-dependency',
    text:
      web(['livenessProbe: { ▸httpGet: { port: 80 } }']) + needing('effect: [latency], probes: [liveness]'),
    message:
      /liveness waits for the answer of db \(0\.005 s on average, beside 0\.02 s of its own\): once that is 196 times as slow it times out \(1 s\); while that lasts all 100 containers are restarted within 21 to 31 s/,
    fix: /answer liveness without db, and let readiness depend on it/,
    twin: web(['livenessProbe: { httpGet: { port: 80 } }']) + needing('effect: [crash]'),
  },
  {
    rule: 'liveness-within-outage',
    text: web(['livenessProbe: { httpGet: { port: 80 }, failureThreshold: ▸3 }']) + hanging('30s'),
    message:
      /the scenario has a hang of 30 s from 5m on, which passes by itself, but liveness may restart containers that it hits after 20 s of it: the new process meets the same hang/,
    fix: /write failureThreshold: 5: it outlasts 40 s, 10 s longer than this one; a hang that does not pass is then noticed after up to 51 s \(now 31 s\)/,
    twin: web(['livenessProbe: { httpGet: { port: 80 } }']) + hanging('15s'),
  },
  {
    rule: 'liveness-behind-requests',
    text: serving(['livenessProbe: { httpGet: { port: 80 }, timeoutSeconds: ▸1 }']) + loaded(9900),
    message:
      /9,900 requests\/s of default\/web keep 99 % of the workers of 100 pods busy, and 100 % when one pod is missing, so it waits without end, its timeout is 1 s: the others are restarted after 21 to 31 s/,
    fix: /answer it by a worker of its own, or run 10\d pods/,
    twin: serving(['livenessProbe: { httpGet: { port: 80 } }']) + loaded(5000),
  },
  {
    rule: 'restarts-under-load',
    text:
      serving([
        '▸livenessProbe: { httpGet: { port: 80, path: /live } }',
        'readinessProbe: { httpGet: { port: 80, path: /ready } }',
      ]) + loaded(12_000),
    message:
      /12,000 requests\/s of default\/web are more than its 100 pods can do \(120 %; 121 can\), and probes wait with the requests: all containers are restarted after 21 to 31 s, no later than readiness takes them out of traffic, after 21 to 31 s/,
    fix: /answer liveness by a worker of its own, or run 122 pods; failureThreshold: 4 or more for liveness lets readiness act first \(31 s at most\)/,
    twin:
      serving([
        'livenessProbe: { httpGet: { port: 80, path: /live } }',
        'readinessProbe: { httpGet: { port: 80, path: /ready } }',
      ]) + loaded(5000),
  },
  {
    rule: 'exec-cost',
    text: web(['livenessProbe:', '  periodSeconds: 20', '  ▸exec: { command: [check] }']),
    message:
      /costs 0\.25 cores on node-0, the node with the most: 5 runs\/s in 100 pods, 50 ms of CPU a run \(the default cost, an estimate\)/,
    fix: /0\.002 cores with httpGet/,
    twin: web(['livenessProbe:', '  periodSeconds: 60', '  exec: { command: [check] }']),
  },
]

/** The text without the mark, and where it was. */
function unmarked(text: string): { readonly text: string; readonly line: number; readonly column: number } {
  const lines = text.slice(0, text.indexOf('▸')).split('\n')
  return { text: text.replace('▸', ''), line: lines.length, column: lines.at(-1)!.length + 1 }
}

for (const { rule, text, message, fix, twin } of rows) {
  const marked = unmarked(text)
  test(`finds ${rule}: ${text.split('\n')[marked.line - 1]?.trim()}`, async () => {
    const items = await adviceOnText(marked.text)
    assert.equal(
      items.map(({ rule, file, line, column }) => ({ rule, file, line, column })),
      [{ rule, file: '<stdin>', line: marked.line, column: marked.column }],
    )
    assert.match(items[0]!.message, message)
    assert.match(items[0]!.fix, fix)
    assert.equal(await adviceOnText(twin), [])
  })
}

/** What is asked of a reader's trust: each text with what it must say, and what it must not. */
const careful: readonly (readonly [says: string, text: string, has: RegExp, hasNot: RegExp])[] = [
  [
    'no threshold that would notice a hang far too late',
    web(['livenessProbe: { httpGet: { port: 80 } }']) + hanging('10m'),
    /find why the process hangs: a failureThreshold that outlasts it \(62\) would notice/,
    /write failureThreshold/,
  ],
  [
    'no shorter timeout where nobody knows how long answers take',
    web([
      'livenessProbe: { httpGet: { port: 80 }, periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 1 }',
    ]),
    /write periodSeconds: 3/,
    /write timeoutSeconds/,
  ],
  [
    'the grace period of the pod stays only where it is the one of the pod',
    web([
      'livenessProbe: { httpGet: { port: 80 }, terminationGracePeriodSeconds: 3600 }',
      'readinessProbe: { httpGet: { port: 80, path: /r } }',
    ]),
    /killed after up to 91 s/,
    /deletions keep/,
  ],
  [
    'a cost that is not nothing',
    web([
      'livenessProbe: { exec: { command: [check] } }',
      'readinessProbe: { exec: { command: [ready] }, periodSeconds: 600 }',
    ]),
    /0\.003 cores with httpGet; or probe less often, which notices a hang later/,
    / 0 cores/,
  ],
]
for (const [says, text, has, hasNot] of careful)
  test(`says ${says}`, async () => {
    const said = (await adviceOnText(text)).map(({ message, fix }) => `${message}; ${fix}`).join('\n')
    assert.match(said, has)
    assert.not.match(said, hasNot)
  })

test('is silent about the grace period of what notices no hang', async () => {
  const text = web(['livenessProbe: { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 3600 }'])
  assert.equal(await adviceOnText(text), [])
})

test('has a row for every rule, and a text for code scanning', () => {
  assert.equal(
    adviceRules.filter((rule) => !rows.some((row) => row.rule === rule)),
    [],
  )
  assert.equal(
    ruleTexts.map(({ id }) => id),
    [...adviceRules, 'ignore-annotation'],
  )
})

test('docs/advice.md has a section for every rule', () => {
  const sections = readText('docs/advice.md').match(/(?<=^### ).*$/gm)
  assert.equal(sections, [...adviceRules])
})

test('finds the probes of sidecars, in the list of init containers', async () => {
  const sidecar =
    'initContainers: [{ name: proxy, image: a:1, restartPolicy: Always, livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1, timeoutSeconds: ▸2 } }]'
  const marked = unmarked(web([]).replace('initContainers: [{ name: first, image: a:1 }]', sidecar))
  const [item] = await adviceOnText(marked.text)
  assert.equal([item!.line, item!.column, item!.about!.container], [marked.line, marked.column, 'proxy'])
})

const late = ['livenessProbe: { periodSeconds: 1, timeoutSeconds: 2, tcpSocket: { port: 80 } }']
const key = 'probestorm.dev/ignore-timeout-beyond-period'

for (const [where, text] of [
  ['on the workload', web(late, [`${key}: measured`])],
  ['on the pods', web(late, [], `{ ${key}: measured }`)],
  ['for that container', web(late, [`${key}.app: measured`])],
] as const) {
  test(`an annotation ${where} silences a finding, and its reason is kept`, async () => {
    const items = await adviceOnText(text)
    assert.equal(
      items.map(({ rule, silencedFor }) => [rule, silencedFor]),
      [['timeout-beyond-period', 'measured']],
    )
    const printed = await printedAdvice(await load(text), 'text', plain)
    assert.match(printed, /^no advice, 1 silenced\n\nSILENCED\n {2}<stdin>:\d+:\d+: timeout-beyond-period/)
    assert.match(printed, /web app: measured/)
    assert.is(await printedAdvice(await load(text), 'github', plain), '')
  })
}

test('an annotation for another container silences nothing of this one', async () => {
  const items = await adviceOnText(web(late, [`${key}.idle: measured`]))
  assert.equal(
    items.map(({ silencedFor }) => silencedFor),
    [undefined],
  )
})

const wrong: readonly (readonly [annotation: string, message: RegExp, fix: RegExp])[] = [
  [
    '▸probestorm.dev/ignore-exec-costs: why',
    /no rule "exec-costs"; expected startup-budget/,
    /ignore-exec-cost$/,
  ],
  ['▸probestorm.dev/ignore-constructor: why', /no rule "constructor"/, /delete/],
  ['probestorm.dev/ignore-exec-cost: ▸" "', /its value is " "; expected a reason/, /why/],
  ['probestorm.dev/ignore-exec-cost: ▸~', /its value is missing; expected a reason/, /why/],
  [
    '▸probestorm.dev/ignore-exec-cost.ap: why',
    /no container "ap"; expected first, idle or app/,
    /behind the dot/,
  ],
]
for (const [annotation, message, fix] of wrong) {
  test(`warns of ${annotation}`, async () => {
    const marked = unmarked(web([], [annotation]))
    const items = await adviceOnText(marked.text)
    assert.equal(
      items.map(({ rule, severity, line, column }) => ({ rule, severity, line, column })),
      [{ rule: 'ignore-annotation', severity: 'warning', line: marked.line, column: marked.column }],
    )
    assert.match(items[0]!.message, message)
    assert.match(items[0]!.fix, fix)
  })
}

test('prints findings as diagnostics are printed, then counts them and says what is not known', async () => {
  const printed = await printedAdvice(await load(web(late)), 'text', plain)
  assert.match(
    printed,
    /^<stdin>:18:62: warning timeout-beyond-period\n {2}default\/deployment\/web app: .*\n {2}18 \| .*\n {5}\| {62}\^\n {2}fix: write periodSeconds: 2: .*\n\n1 warning\n\nNOT KNOWN/,
  )
  assert.match(printed, /start-up times of 1 of 1 container with probes: startup-budget cannot judge them/)
})

const published = fileURLToPath(new URL('../../../shared/manifests/', import.meta.url))
if (!existsSync(published)) {
  console.log('advice: published manifests skipped, there is no ../shared/manifests beside the repository')
} else {
  for (const [name, expected] of [
    ['online-boutique', Array(9).fill('liveness-like-readiness')],
    ['argo-cd', []],
    ['ingress-nginx', ['long-grace']],
    ['kube-prometheus', []],
  ] as const) {
    test(`says the same of ${name} each time`, async () => {
      const [first, again] = await Promise.all(
        [1, 2].map(async () => adviceOn(await loadScenario({ files: [`${published}${name}.yaml`] }))),
      )
      assert.equal(first, again)
      assert.equal(
        first!.map(({ rule }) => rule),
        expected,
      )
    })
  }
}

test.run()
