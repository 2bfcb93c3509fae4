/** The directory of a sweep grows in its place: one process at a time, and nothing in it is lost to another. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exampleSweep, grid } from '../../tests/support/example-sweep.ts'
import { ResultDirectory } from '../result-directory.ts'
import { ResultDirectoryError } from '../result-place.ts'
import { readJournal } from './cell-journal.ts'
import { keptPlan, SweepDirectory } from './sweep-directory.ts'

const test = suite<{ base: string; path: string }>('sweep directory')
test.before.each((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-sweep-directory-'))
  context.path = join(context.base, 'study')
})
test.after.each(({ base }) => rmSync(base, { recursive: true, force: true }))

const result = exampleSweep(grid({ period: [1, 2] }), () => 1)
const { cells } = result
const plan = keptPlan({ ...result.plan }, '1.0.0', ['inputs'])

type Opening = { readonly resumes?: boolean | 'if-same'; readonly shards?: number }

function open(path: string, { resumes = true, shards = 1 }: Opening = {}): SweepDirectory {
  return new SweepDirectory(path, plan, { shard: 1, shards }, resumes)
}

function refusal(call: () => unknown): ResultDirectoryError {
  try {
    call()
  } catch (error) {
    if (error instanceof ResultDirectoryError) return error
    throw error
  }
  throw new Error('accepted')
}

test('two sweeps with --resume: the second is told of the first, and no cell is lost', ({ path }) => {
  const first = open(path)
  first.append(cells[0]!)
  assert.is(refusal(() => open(path)).rule, 'out-dir-in-use')
  first.append(cells[1]!)
  first.close()
  assert.is(open(path).finished.length, 2)
})

test('a sweep that was taken over writes no more, and the other one goes on behind its cells', ({ path }) => {
  const frozen = open(path)
  frozen.append(cells[0]!)
  unlinkSync(join(path, '.probestorm.lock'))
  const other = open(path)
  assert.equal(other.finished, [cells[0]])
  other.append(cells[1]!)
  const before = readFileSync(join(path, 'cells.ndjson'), 'utf8')
  assert.is(refusal(() => frozen.append(cells[2]!)).rule, 'out-dir-in-use')
  assert.is(refusal(() => frozen.finish(result, {})).rule, 'out-dir-in-use')
  frozen.close()
  assert.is(readFileSync(join(path, 'cells.ndjson'), 'utf8'), before)
  other.append(cells[2]!)
  other.close()
  assert.is(readJournal(path)!.cells.length, 3)
})

test('a cell of which nobody knows what it left out is simulated again', ({ path }) => {
  const sweep = open(path)
  const { limits: _, ...silent } = cells[0]!
  sweep.append(silent as (typeof cells)[number])
  sweep.append(cells[1]!)
  sweep.close()
  assert.equal(
    readJournal(path)!.cells.map(({ replication }) => replication),
    [2],
  )
})

test('a sweep whose journal somebody has put another file in the place of writes no more', ({ path }) => {
  const sweep = open(path)
  sweep.append(cells[0]!)
  const journal = join(path, 'cells.ndjson')
  const text = readFileSync(journal, 'utf8')
  unlinkSync(journal)
  writeFileSync(journal, text)
  assert.is(refusal(() => sweep.append(cells[1]!)).rule, 'out-dir-in-use')
  assert.is(readFileSync(journal, 'utf8'), text)
})

const beginnings: readonly (readonly [what: string, files: readonly string[], isTaken: boolean])[] = [
  ['what a process has left that was killed at once', ['plan.json.tmp-aaaaaaaaaaaa'], true],
  ['an empty lock, just made', ['.probestorm.lock'], false],
  ["somebody's plan.json", ['plan.json'], false],
  ["somebody's report.html", ['report.html'], false],
  ["somebody's cells.ndjson", ['cells.ndjson'], false],
  ["somebody's sweep.csv beside what was left", ['sweep.csv', 'plan.json.tmp-aaaaaaaaaaaa'], false],
]
for (const [what, files, isTaken] of beginnings) {
  test(`${what} is ${isTaken ? 'replaced' : 'left alone'}`, ({ path }) => {
    mkdirSync(path)
    for (const name of files) writeFileSync(join(path, name), '')
    if (isTaken) open(path).close()
    else refusal(() => open(path))
    const expected = isTaken ? ['cells.ndjson', 'plan.json'] : [...files]
    assert.equal(readdirSync(path).sort(), expected.sort())
  })
}

test('an unfinished sweep is replaced by nothing else', ({ path }) => {
  const refuses = (rule: string) => {
    const before = readFileSync(join(path, 'cells.ndjson'), 'utf8')
    for (const kind of ['run', 'recommendation', 'calibration'] as const)
      assert.is(refusal(() => new ResultDirectory(path, kind)).rule, rule)
    assert.is(refusal(() => open(path, { resumes: false })).rule, 'sweep-unfinished')
    assert.is(readFileSync(join(path, 'cells.ndjson'), 'utf8'), before)
  }
  const sweep = open(path)
  sweep.append(cells[0]!)
  sweep.close()
  refuses('out-dir-not-a-result')
  const interrupted = open(path)
  interrupted.finish({ ...result, cells: [cells[0]!] }, { interrupted: true })
  interrupted.close()
  refuses('out-dir-kind')
})

test('a merge goes on with what is unfinished of the same sweep, and replaces nothing else', ({ path }) => {
  const sweep = open(path)
  sweep.append(cells[0]!)
  sweep.close()
  const merge = open(path, { resumes: 'if-same' })
  assert.equal(merge.finished, [cells[0]!])
  merge.close()
  const other = keptPlan({ ...result.plan }, '1.0.0', ['other inputs'])
  const { rule } = refusal(() => new SweepDirectory(path, other, { shard: 1, shards: 1 }, 'if-same'))
  assert.is(rule, 'sweep-unfinished')
})

test('a finished sweep is replaced as it was written only, and not by a part of one', ({ path }) => {
  const finish = (): void => {
    const directory = open(path, { resumes: false })
    for (const cell of cells) directory.append(cell)
    directory.finish(result, { interrupted: false })
    directory.close()
  }
  finish()
  finish()
  assert.is(refusal(() => open(path, { shards: 2 })).rule, 'out-dir-kind')
  writeFileSync(join(path, 'report.html'), 'a page of another version')
  finish()
  writeFileSync(join(path, 'points.csv'), 'mine')
  for (const resumes of [true, false])
    assert.is(refusal(() => open(path, { resumes })).rule, 'out-dir-changed')
  assert.is(readFileSync(join(path, 'points.csv'), 'utf8'), 'mine')
})

test.run()
