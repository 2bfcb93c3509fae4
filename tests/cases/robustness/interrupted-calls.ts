/** Ctrl-C and SIGTERM end every command, whatever it computes, and leave nothing half done. */
import { readdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Scratch } from '../../support/scratch.ts'

function scenario({ duration }: { readonly duration: string }): string {
  return `apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: { name: long }
spec:
  duration: ${duration}
  interval: 1h
  workloads:
    - { match: { name: "web*" }, behavior: { errorRate: 0.05, crash: { exponential: 30m }, latency: { lognormal: { p50: 9ms, p99: 900ms } } } }
`
}

function deployments(count: number, replicas: number): string {
  return Array.from(
    { length: count },
    (_, index) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web-${index} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web-${index} } }
  template:
    metadata: { labels: { app: web-${index} } }
    spec:
      containers:
        - { name: app, image: web:1, livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: ${2 + (index % 7)} } }
`,
  ).join('---\n')
}

const input = ['-f', 'web.yaml', '-f', 'long.yaml', '--quiet']
const large = ['-f', 'large.yaml', '--quiet', '--max-memory', '99Gi']
/** When it computes; loading takes most of a second. */
const calls: readonly (readonly [what: string, words: readonly string[], afterMs: number])[] = [
  ['run', ['run', ...input, '--out-dir', 'res'], 2500],
  ['run, with traces', ['run', ...input, '--trace', 'probes', '--out-dir', 'res'], 2500],
  ['run that fills tables', ['run', ...large, '--out-dir', 'res'], 2500],
  ['recommend', ['recommend', ...input, '--out-dir', 'res'], 2500],
  ['recommend for hundreds', ['recommend', '-f', 'many.yaml', '--quiet', '--out-dir', 'res'], 2500],
  ['get', ['get', 'pods', ...input], 2500],
  ['get -w', ['get', 'pods', ...input, '-w'], 2500],
  ['describe', ['describe', 'pod', 'web-0', ...input], 2500],
  ['explain', ['explain', '--pod', 'web-0', ...input], 2500],
  ['calibrate', ['calibrate', '--csv', 'ms.csv', '--period', '1s', '--quiet', '--out-dir', 'res'], 1800],
  ['bench', ['bench', '--quiet'], 2000],
]
const givesUpMs = 20_000

/** Tests of the calls that are kept: each is stopped in the middle, and leaves nothing. */
export function testInterrupts(name: string, keeps: (what: string) => boolean): void {
  const test = suite<{ scratch: Scratch }>(name)
  test.before.each((context) => {
    context.scratch = new Scratch('tests/cases/robustness/web.yaml')
    const { scratch } = context
    scratch.write('long.yaml', scenario({ duration: '2000h' }))
    scratch.write('large.yaml', `${scenario({ duration: '200h' })}---\n${deployments(1, 150_000)}`)
    scratch.write('many.yaml', `${scenario({ duration: '2000h' })}---\n${deployments(2500, 2)}`)
    const times = Array.from({ length: 400_000 }, (_, row) => `${((row * 7919) % 10_007) / 1000 + 1}`)
    scratch.write('ms.csv', `latency_ms\n${times.join('\n')}\n`)
  })
  test.after.each(({ scratch }) => scratch.remove())

  for (const [index, [what, words, afterMs]] of calls.entries()) {
    if (!keeps(what)) continue
    const signal = index % 2 === 0 ? 'SIGINT' : 'SIGTERM'
    test(`${signal} ends ${what}`, async ({ scratch }) => {
      const before = readdirSync(scratch.path)
      const { child, ended } = scratch.start(words)
      await wait(afterMs)
      assert.is(child.exitCode, null, 'it was over before')
      child.kill(signal)
      const fallback = setTimeout(() => child.kill('SIGKILL'), givesUpMs)
      const end = await ended
      clearTimeout(fallback)
      assert.ok(end.code === 130 || end.signal === signal, `${end.code} ${end.signal} ${end.stderr}`)
      assert.equal(readdirSync(scratch.path), before)
    })
  }

  test.run()
}
