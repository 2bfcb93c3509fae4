/** `sweep` and `merge` as a user starts them: the same bytes however the cells are divided, stopped and gone on with. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runHere } from '../../tests/support/command.ts'
import { journalLines, sweepBytes, sweepProcess, writeSweepInput } from '../../tests/support/sweep.ts'
import { explain } from '../explain-error.ts'

const test = suite('sweep')
const base = mkdtempSync(join(tmpdir(), 'probestorm-sweep-'))
test.after(() => rmSync(base, { recursive: true, force: true }))

const input = writeSweepInput(base)
const inBase = (name: string): string => join(base, name)

async function sweep(...words: readonly string[]): Promise<string> {
  const { code, stdout } = await runHere(['sweep', '-f', input, '--quiet', ...words])
  assert.is(code, 0)
  return stdout
}

/** What is said about an input that is wrong. */
async function refusal(...words: readonly string[]): Promise<string> {
  try {
    await runHere(words)
  } catch (error) {
    const { message, exitCode } = explain(error, 'probestorm')
    assert.is(exitCode, 2, message)
    assert.match(message, /fix: /)
    return message
  }
  assert.unreachable('accepted')
  return ''
}

let whole: Record<string, string>

test('writes a row per cell and workload, a row per point, and says what matters', async () => {
  const stdout = await sweep('--out-dir', inBase('whole'), '--workers', '1')
  whole = sweepBytes(inBase('whole'))
  const [head, ...rows] = whole['sweep.csv']!.trimEnd().split('\n')
  assert.match(head!, /^period,threshold,scenario,replication,workload,containers,/)
  assert.is(rows.length, 5 * 2 * 2)
  assert.match(rows[0]!, /^1,3,probes,1,\*,3,/)
  assert.match(rows[1]!, /^1,3,probes,1,default\/deployment\/web,3,/)
  const points = whole['points.csv']!.trimEnd().split('\n')
  assert.match(points[0]!, /^period,threshold,containers_mean,containers_ci95_low,containers_ci95_high,/)
  assert.is(points.length, 6)
  assert.match(stdout, /PARAMETERS THAT MATTER/)
  assert.match(stdout, /restarts_total +threshold/)
})

test('two shards merged are the bytes of the whole, in whichever order they are named', async () => {
  for (const shard of ['1/2', '2/2']) await sweep('--out-dir', inBase('shards'), '--shard', shard)
  const parts = [inBase('shards/shard-2-of-2'), inBase('shards/shard-1-of-2')]
  await runHere(['merge', ...parts, '--out-dir', inBase('merged')])
  assert.equal(sweepBytes(inBase('merged')), whole)
  // As if it had been killed before it was finished.
  rmSync(inBase('merged/provenance.json'))
  await runHere(['merge', ...parts, '--out-dir', inBase('merged')])
  assert.equal(sweepBytes(inBase('merged')), whole)
})

test('each point is compared with the point that is what the input says', async () => {
  // Without the sweep period and threshold are the defaults, 10 and 3, which no point has: the first is the base.
  const [head, ...rows] = whole['differences.csv']!.trimEnd().split('\n')
  assert.match(head!, /^period,threshold,is_base,pairs,containers_difference_mean,/)
  assert.equal(
    rows.map((row) => row.split(',').slice(0, 4).join(' ')),
    ['1 3 true 2', '1 30 false 2', '2 3 false 2', '2 30 false 2', '5 3 false 2'],
  )
  const own = writeSweepInput(mkdtempSync(join(base, 'own-')), { period: 2 })
  const { stdout } = await runHere(['sweep', '-f', own, '--quiet', '--out-dir', inBase('own')])
  assert.match(stdout, /The base is point 3: period=2, threshold=3\./)
})

test('thresholds are judged at each point, by merge too, and end with 99 where one fails', async () => {
  const limits = ['restarts_total >= 0', 'restarts_total < 20', 'p99(detection_seconds) < 40']
  const thresholds = limits.flatMap((limit) => ['--threshold', limit])
  const words = ['sweep', '-f', input, '--quiet', ...thresholds]
  const junit = inBase('junit.xml')
  const one = await runHere([...words, '--out-dir', inBase('judged'), '--junit', junit])
  assert.is(one.code, 99)
  assert.match(one.stdout, /✓ restarts_total >= 0: holds at all 5 points/)
  assert.match(one.stdout, /✗ restarts_total < 20: holds at 2 of 5 points\n +\d.* at period=1, threshold=3\n/)
  assert.match(one.stdout, /⚠ p99\(detection_seconds\) < 40: untested at all 5 points/)
  const judged = sweepBytes(inBase('judged'))
  const rows = judged['thresholds.csv']!.trimEnd().split('\n')
  assert.is(rows[0], 'period,threshold,threshold_text,threshold_value,threshold_holds,threshold_state')
  assert.is(rows.length, 1 + 5 * 3)
  assert.match(
    readFileSync(junit, 'utf8'),
    /tests="15" failures="3" errors="0" skipped="5".*restarts_total &gt;= 0 at period=1, threshold=3"\/>/s,
  )

  const parts = ['1/2', '2/2'].map((shard) => ({ shard, path: inBase(`judged-${shard.at(0)}`) }))
  for (const { shard, path } of parts)
    assert.is((await runHere([...words, '--out-dir', path, '--shard', shard])).code, 0)
  const part = ['--out-dir', inBase('judged-part'), '--shard', '1/2', '--junit', junit]
  assert.match(await refusal(...words, ...part), /--junit:1:1: error option-refused/)
  const merged = await runHere([
    'merge',
    ...parts.map(({ path }) => path),
    '--out-dir',
    inBase('judged-merged'),
  ])
  assert.is(merged.code, 99)
  assert.equal(sweepBytes(inBase('judged-merged')), judged)
})

test('a percentile over single hangs is that of the rows of all replications', async () => {
  const hangs = ['--set', 'workloads[0].behavior.hang={exponential: 3m}']
  const limit = ['--threshold', 'max(detection_seconds) < 1000', '--threshold', 'p50(detection_seconds) < 0']
  const { code } = await runHere([
    'sweep',
    '-f',
    input,
    '--quiet',
    ...hangs,
    ...limit,
    '--out-dir',
    inBase('hangs'),
  ])
  assert.is(code, 99)
  const { 'cells.ndjson': journal, 'thresholds.csv': verdicts } = sweepBytes(inBase('hangs'))
  const cells = journal!
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line.slice(line.indexOf(' '))))
  const seconds = cells.filter(({ point }) => point === 1).flatMap(({ rows }) => rows[0].seconds as number[])
  const sorted = seconds.sort((a, b) => a - b)
  assert.ok(sorted.length > 2)
  const values = verdicts!
    .split('\n')
    .filter((row) => row.startsWith('1,3,'))
    .map((row) => Number(row.split(',')[3]))
  const expected = [sorted.at(-1)!, sorted[Math.ceil(sorted.length / 2) - 1]!]
  assert.equal(
    values,
    expected.map((value) => Math.round(value * 1e6) / 1e6),
  )
})

test('a part that is missing, stands twice or belongs to another sweep is an input error', async () => {
  await sweep('--out-dir', inBase('other'), '--shard', '1/2', '--seed', 'other')
  const one = inBase('shards/shard-1-of-2')
  const cases: readonly (readonly [words: readonly string[], message: RegExp])[] = [
    [[one], /merge-missing\n {2}shard 2\/2 is missing, with 5 cells/],
    [[one, one], /merge-duplicate\n {2}it holds cells that .*shard-1-of-2 holds too/],
    [
      [one, inBase('other')],
      /merge-plan\n {2}it differs from .*shard-1-of-2 in the points.*; the inputs; expected/,
    ],
    [[base], /merge-input/],
  ]
  for (const [words, message] of cases)
    assert.match(await refusal('merge', ...words, '--out-dir', inBase('bad')), message)
  assert.not.ok(existsSync(inBase('bad')))
})

test('goes on behind a journal that was torn, without the line that is not whole', async () => {
  const path = inBase('torn')
  await sweep('--out-dir', path)
  const lines = readFileSync(join(path, 'cells.ndjson'), 'utf8').split('\n')
  rmSync(join(path, 'provenance.json'))
  writeFileSync(join(path, 'cells.ndjson'), `${lines.slice(0, 4).join('\n')}\n`)
  appendFileSync(join(path, 'cells.ndjson'), lines[5]!.slice(0, 100))
  const words = ['sweep', '-f', input, '--out-dir', path]
  assert.match(await refusal(...words), /sweep-unfinished\n.* holds 3 finished cells/)
  assert.match(
    await refusal(...words, '--resume', '--seed', 'x'),
    /sweep-plan\n.* holds cells of another sweep: it differs in the points.*; the inputs; expected/,
  )
  await sweep('--out-dir', path, '--resume')
  assert.equal(sweepBytes(path), whole)
})

test('the plan has every point with its cost, as text and as JSON', async () => {
  assert.match(
    await sweep('--plan'),
    /probes: 5 points, 10 cells, about .*\n.*period +threshold +REPLICATIONS/,
  )
  const plan = JSON.parse(await sweep('--plan', '--format', 'json', '--shard', '1/2'))
  assert.is(plan.points.length, 5)
  assert.ok(plan.cells.length < 10 && plan.cells.length > 2)
  assert.ok(plan.points.every((point: { cost: number }) => point.cost > 0))
})

test('Ctrl-C keeps what is finished, says so, and ends with 130', async () => {
  const long = mkdtempSync(join(base, 'long-'))
  const path = writeSweepInput(long, { pods: 60, replications: 20 })
  const out = join(long, 'out')
  const words = ['sweep', '-f', path, '--out-dir', out, '--workers', '2']
  const stopped = await sweepProcess(words, { stopWhen: () => journalLines(out) > 3, signal: 'SIGINT' })
  assert.is(stopped.code, 130, stopped.stderr)
  assert.match(stopped.stdout, /INTERRUPTED/)
  assert.match(stopped.stdout, /go on with --resume/)
  assert.ok(journalLines(out) > 3)
})

test('shard 4/3 is an input error with a fix', async () => {
  const message = await refusal('sweep', '-f', input, '--shard', '4/3')
  assert.match(message, /shard-format\n {2}it is 4\/3; expected a part from 1\/3 to 3\/3\n {2}fix: /)
})

test('--until is refused, and says why', async () => {
  const message = await refusal('sweep', '-f', input, '--until', 'ci(restarts_total) < 5%')
  assert.match(
    message,
    /--until:1:1: error option-refused\n.* in pairs of replications.*\n {2}fix: .*run --until/,
  )
})

test('a foreign directory is left alone', async () => {
  writeFileSync(join(base, 'notes.md'), 'mine')
  assert.match(await refusal('sweep', '-f', input, '--out-dir', base), /out-dir-not-a-result/)
  assert.is(readFileSync(join(base, 'notes.md'), 'utf8'), 'mine')
})

test.run()
