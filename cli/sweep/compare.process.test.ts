/** `compare` of two sweeps as a user calls it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runHere } from '../../tests/support/command.ts'
import { writeSweepInput } from '../../tests/support/sweep.ts'
import { explain } from '../explain-error.ts'

const test = suite('compare of sweeps')
const base = mkdtempSync(join(tmpdir(), 'probestorm-compare-'))
test.after(() => rmSync(base, { recursive: true, force: true }))

const input = writeSweepInput(base, { replications: 4 })
const path = (name: string): string => join(base, name)

test.before(async () => {
  const sweep = (name: string, ...words: string[]): Promise<unknown> =>
    runHere(['sweep', '-f', input, '--quiet', '--out-dir', path(name), ...words])
  await sweep('a')
  await sweep('b', '--set', 'workloads[0].behavior.errorRate=0.4')
  await sweep('seed', '--seed', '2')
  await sweep('part', '--shard', '1/2')
  await runHere(['run', '-f', input.replace('sweep.yaml', 'app.yaml'), '--quiet', '--out-dir', path('run')])
})

// The manifests of the sweep, as a run.
const [, manifests] = readFileSync(input, 'utf8').split('---\n')
writeFileSync(path('app.yaml'), manifests!)

async function refusal(...words: readonly string[]): Promise<string> {
  try {
    await runHere(['compare', ...words])
  } catch (error) {
    const { message, exitCode } = explain(error, 'probestorm')
    assert.is(exitCode, 2, message)
    assert.match(message, /fix: /)
    return message
  }
  assert.unreachable('accepted')
  return ''
}

test('a sweep against itself has no difference', async () => {
  const { code, stdout } = await runHere(['compare', path('a'), path('a')])
  assert.is(code, 0)
  assert.match(
    stdout,
    /5 points in common, of 5 and 5\n +4 pairs of replications with the same random streams/,
  )
  assert.match(stdout, /no difference at any point: every number of every replication is the same\n$/)
  assert.not.match(stdout, 'what equal points simulate')
})

test('what surely differs is counted over the points, and thresholds speak of each difference', async () => {
  const limits = ['--threshold', 'restarts_total <= 0', '--threshold', 'containers == 0']
  const words = ['compare', path('a'), path('b'), ...limits]
  const { code, stdout } = await runHere([...words, '--junit', path('junit.xml')])
  assert.is(code, 99)
  assert.match(stdout.replace(/\s+/g, ' '), 'what equal points simulate is not the same: their inputs')
  assert.match(stdout, /METRIC +MORE +LESS +UNCLEAR +EQUAL/)
  assert.match(stdout, /false_restarts_total +[1-5] +0 +[0-4] +[0-4] +\+/)
  assert.match(stdout, /✗ restarts_total <= 0: holds at \d of 5 points\n +\d.* at period=1, threshold=3/)
  assert.match(stdout, /✓ containers == 0: holds at all 5 points/)
  assert.match(
    readFileSync(path('junit.xml'), 'utf8'),
    /tests="10".*containers == 0 at period=1, threshold=3"\/>/s,
  )

  const { stdout: markdown } = await runHere([...words, '--format', 'markdown'])
  assert.match(markdown, /- ❌ restarts\\_total \\<= 0: holds at \d of 5 points\n {2}- \d/)
  assert.match(markdown, /\| METRIC \| MORE \| LESS /)

  const { stdout: text } = await runHere([...words, '--format', 'json'])
  const json = JSON.parse(text)
  assert.equal(json.parameters, ['period', 'threshold'])
  assert.equal(json.points[0].values, [1, 3])
  assert.equal(json.points[0].replications, { base: 4, head: 4 })
  assert.is(json.points[0].thresholds.length, 2)
  const falseRestarts = json.points[0].metrics.find(
    ({ metric }: { metric: string }) => metric === 'false_restarts_per_container_day',
  )
  assert.is(falseRestarts.finding, 'more')
})

test('sweeps of two seeds are independent at every point', async () => {
  const { stdout } = await runHere(['compare', path('a'), path('seed')])
  assert.match(stdout, /4 replications against 4 replications of another seed: independent/)
})

test('what cannot be compared is an input error', async () => {
  assert.match(
    await refusal(path('a'), path('run')),
    /compare-kind\n.*a is the directory of a sweep, .*run is not/,
  )
  assert.match(await refusal(path('run'), path('a')), /compare-kind/)
  assert.match(await refusal(path('a'), path('none')), /none:1:1: error not-a-result/)
  assert.match(
    await refusal(path('a'), path('part/shard-1-of-2')),
    /sweep-unfinished\n {2}it is shard 1\/2 of a sweep; expected the whole/,
  )
  const plan = readFileSync(path('b/plan.json'), 'utf8')
  writeFileSync(path('b/plan.json'), plan.replace('"period"', '"p"'))
  assert.match(await refusal(path('a'), path('b')), /not-a-result\n {2}plan.json and cells.ndjson are not as/)
  writeFileSync(path('b/plan.json'), plan)
  const lines = readFileSync(path('b/cells.ndjson'), 'utf8').trimEnd().split('\n')
  writeFileSync(path('b/cells.ndjson'), `${lines.slice(0, -1).join('\n')}\n`)
  assert.match(await refusal(path('a'), path('b')), /sweep-unfinished\n {2}it has 19 of 20 cells/)
})

test.run()
