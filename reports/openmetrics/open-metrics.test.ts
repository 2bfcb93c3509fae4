/** Series for Prometheus: what they say, what Debian's promtool makes of them, and whether the dashboard asks for them. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withTemporaryDirectory } from '../../tests/support/cli.ts'
import { readText } from '../../tests/support/repository-files.ts'
import { exampleResult } from '../example-result.ts'
import { families } from './families.ts'
import { openMetrics } from './open-metrics.ts'

const test = suite('OpenMetrics')

const textOf = (result: ReturnType<typeof exampleResult>): string => [...openMetrics(result)].join('')
const text = textOf(exampleResult())
const hostile = 'shop/deployment/a"} 1\n# EOF\\\u001b[31m\u202e'

/** Values of the series whose name and labels begin with these, in order. */
function valuesOf(name: string, ...labels: readonly string[]): number[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .map((line) => Number(line.split(' ').at(-2)))
}

test('counters begin at 0 and add up what buckets count; levels are those of the ends of buckets', () => {
  const [{ timeseries }] = exampleResult().replications as [
    ReturnType<typeof exampleResult>['replications'][0],
  ]
  const { workloads, columns } = timeseries
  const web = ['workload="web"', 'replication="1"']
  const index = workloads.indexOf('shop/deployment/web')
  const cells = (metric: 'restarts' | 'ready'): number[] =>
    [0, 1, 2].map((bucket) => columns[metric]![bucket * workloads.length + index]!)
  const [first, second, third] = cells('restarts') as [number, number, number]
  assert.equal(valuesOf('kube_pod_container_status_restarts_total', ...web), [
    0,
    first,
    first + second,
    first + second + third,
  ])
  assert.equal(valuesOf('kube_pod_status_ready', 'condition="true"', ...web), cells('ready'))
  assert.equal(valuesOf('kube_deployment_status_replicas_ready', 'deployment="web"', ...web), cells('ready'))
})

test('a sample has the time of the end of its bucket, and time 0 is the start of 2026', () => {
  const times = text
    .split('\n')
    .flatMap((line) => (line.startsWith('prober_probe_total{') ? [line.split(' ').at(-1)] : []))
  assert.equal(times.slice(0, 4), ['1767225600', '1767225610', '1767225620', '1767225630'])
})

test('every family has its head once, before its samples, and the text ends with EOF', () => {
  const names = text.split('\n').flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? [])
  assert.is(new Set(names).size, names.length)
  assert.ok(text.endsWith('\n# EOF\n'))
  assert.not.match(text, /workload="\*"|workload=""/)
})

test('what is not known has no family, and statefulsets none in a result without them', () => {
  assert.is(exampleResult().replications[0]!.timeseries.columns.events, null)
  assert.not.match(text, /statefulset|apiserver_request/)
})

test('hostile names stay within their label', () => {
  const lines = textOf(exampleResult({ workload: hostile }))
    .trimEnd()
    .split('\n')
  assert.equal(
    lines
      .slice(0, -1)
      .filter(
        (line) => !/^(#\s(TYPE|HELP)\s|\w+\{(\w+="(?:[^"\\\n]|\\[\\"n])*",?)+\}\s\S+\s\d+$)/.test(line),
      ),
    [],
  )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come out
  assert.not.match(lines.join('\n'), /[\x00-\x09\x0b-\x1f\u202e]/)
})

const hasPromtool = spawnSync('promtool', ['--version']).status === 0
const withPromtool = hasPromtool ? test : test.skip

withPromtool('promtool makes blocks of it that hold every sample (skipped without promtool)', () => {
  for (const result of [exampleResult(), exampleResult({ workload: hostile })])
    withTemporaryDirectory((directory) => {
      const file = join(directory, 'result.om')
      writeFileSync(file, textOf(result))
      const blocks = join(directory, 'blocks')
      const made = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, blocks], {
        encoding: 'utf8',
      })
      assert.is(made.status, 0, made.stdout + made.stderr)
      // Without one it does not read them.
      mkdirSync(join(blocks, 'wal'))
      const { stdout } = spawnSync('promtool', ['tsdb', 'dump', blocks], { encoding: 'utf8' })
      const samples = textOf(result)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
      assert.is(stdout.trimEnd().split('\n').length, samples.length)
      assert.match(stdout, '__name__="kube_pod_status_ready"')
    })
})

type Dashboard = {
  readonly panels: readonly {
    readonly title: string
    readonly targets: readonly { readonly expr: string }[]
  }[]
}
const { panels } = JSON.parse(readText('docs/how-to/grafana-dashboard.json')) as Dashboard
const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))

test('the dashboard asks for series that there are, with labels that they have', () => {
  const known = families.map(({ name, type }) => `${name}${type === 'counter' ? '_total' : ''}`)
  for (const { title, expr } of queries) {
    const asked = Array.from(expr.matchAll(/\b(\w+)\{/g), ([, name]) => name!)
    assert.ok(asked.length > 0, title)
    for (const name of asked) assert.ok(known.includes(name), `${title}: ${name}`)
    for (const [, label] of expr.matchAll(/(\w+)=~?"/g))
      assert.match(text, new RegExp(`[{,]${label}="`), `${title}: ${label}`)
  }
})

withPromtool('promtool understands every query of the dashboard (skipped without promtool)', () => {
  withTemporaryDirectory((directory) => {
    const rules = queries.map(({ expr }, index) => ({
      record: `query:${index}`,
      expr: expr.replaceAll('$__rate_interval', '1m'),
    }))
    const file = join(directory, 'rules.yaml')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
    assert.is(status, 0, stdout + stderr)
  })
})

test.run()
