/** No call takes away what is not a result of its own kind: whatever --out-dir says, and whatever comes while it runs. */
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endHere } from '../../support/command.ts'
import { Scratch } from '../../support/scratch.ts'
import { writeSweepInput } from '../../support/sweep.ts'

const test = suite<{ scratch: Scratch }>('result directories')
const cases = 'tests/cases/robustness'

test.before.each((context) => {
  context.scratch = new Scratch(`${cases}/s.yaml`, `${cases}/web.yaml`)
  const { scratch } = context
  scratch.write('thesis.txt', 'thesis')
  scratch.write('ms.csv', 'latency_ms\n4\n5\n5\n6\n7\n9\n12\n30\n')
  mkdirSync(scratch.in('study'))
  writeSweepInput(scratch.in('study'))
  mkdirSync(scratch.in('inner'))
})
test.after.each(({ scratch }) => scratch.remove())

const writing: Readonly<Record<string, readonly string[]>> = {
  run: ['run', '-f', 'web.yaml', '--duration', '1m', '--quiet'],
  sweep: ['sweep', '-f', 'study', '--quiet'],
  merge: ['merge', 'study'],
  recommend: ['recommend', '-f', 'web.yaml', '--quiet'],
  calibrate: ['calibrate', '--csv', 'ms.csv', '--quiet'],
}

async function refused(
  scratch: Scratch,
  calls: readonly (readonly string[])[],
  folder = '',
): Promise<string[]> {
  const before = scratch.content()
  const ends = await Promise.all(calls.map((words) => scratch.run(words, { folder })))
  for (const [index, { code, stderr }] of ends.entries())
    assert.is(code, 2, `${calls[index]!.join(' ')}: ${stderr}`)
  assert.equal(scratch.content(), before)
  return ends.map(({ stderr }) => stderr)
}

test('out-dir-empty: an empty path is refused by every command that writes, and nothing is touched', async ({
  scratch,
}) => {
  const said = await refused(
    scratch,
    Object.values(writing).map((words) => [...words, '--out-dir', '']),
  )
  for (const text of said) assert.match(text, /--out-dir is empty; expected a path/)
})

test('an empty path is refused wherever a path is expected', async ({ scratch }) => {
  const said = await refused(scratch, [
    [...writing['run']!, '--junit', ''],
    ['compare', 'a', 'b', '--html='],
    ['compare', '', 'b'],
    ['report', '', '--html'],
    ['run', '-f', ''],
    ['merge', '', '--out-dir', 'merged'],
  ])
  for (const text of said) assert.match(text, /is empty; expected a path/)
})

test('the current folder, those around it and a link to one are refused by every command', async ({
  scratch,
}) => {
  symlinkSync('..', scratch.in('inner/up'))
  const { run, sweep, recommend, calibrate } = inScratch(scratch)
  const said = await refused(
    scratch,
    [
      ...['..', '/', 'up', './x/..'].map((place) => [...run!, '--out-dir', place]),
      [...sweep!, '--out-dir', '.'],
      [...recommend!, '--out-dir', '../..'],
      [...calibrate!, '--out-dir', scratch.path],
    ],
    'inner',
  )
  for (const text of said) assert.match(text, /--out-dir:1:1: error out-dir-/)
})

test('an empty current folder is refused too: whoever stands in it would stand nowhere', async ({
  scratch,
}) => {
  const [said] = await refused(scratch, [[...inScratch(scratch)['run']!, '--out-dir', '../inner']], 'inner')
  assert.match(said!, 'error out-dir-current')
})

test('out-dir-race: a folder that gets files while the run goes on is not replaced, and the result is kept', async ({
  scratch,
}) => {
  const words = ['run', '-f', 's.yaml', '--set', 'duration=6h', '--set', 'replications=4']
  const { ended } = scratch.start([...words, '--out-dir', 'res', '--quiet'])
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  const stagings = () => readdirSync(scratch.path).filter((name) => name.startsWith('res.tmp-'))
  while (stagings().length === 0 && !isOver) await wait(5)
  scratch.write('res/notes.txt', 'notes')
  const { code, stderr } = await ended
  assert.is(code, 2, stderr)
  assert.match(stderr, /--out-dir:1:1: error out-dir-not-a-result\n {2}res holds notes\.txt;/)
  assert.equal(readdirSync(scratch.in('res')), ['notes.txt'])
  const [kept] = stagings()
  assert.match(stderr, `the new result is in ${join(scratch.path, kept!)}`)
  assert.ok(existsSync(scratch.in(`${kept}/summary.csv`)))
  assert.ok(existsSync(scratch.in(`${kept}/provenance.json`)))
})

test('run-destroys-sweep: run, sweep, recommend and calibrate of one name have folders of their own', async ({
  scratch,
}) => {
  scratch.write(
    'scenario.yaml',
    'apiVersion: probestorm.dev/v1alpha1\nkind: Scenario\nmetadata: { name: probes }\n',
  )
  const study = ['-f', 'web.yaml', '-f', 'scenario.yaml', '--duration', '1m', '--quiet']
  const calls = [writing['sweep']!, ['run', ...study], ['recommend', ...study], writing['calibrate']!]
  for (const words of calls) {
    const before = scratch.content()
    const { code, stderr } = await scratch.run(words)
    assert.ok(code === 0 || code === 99, stderr)
    const after = scratch.content()
    for (const [path, text] of Object.entries(before)) assert.is(after[path], text, path)
  }
  assert.equal(readdirSync(scratch.in('out')).sort(), [
    'calibrated.calibration',
    'probes',
    'probes.recommendation',
    'probes.sweep',
  ])
})

test('a result is never replaced by one of another kind', async ({ scratch }) => {
  const { run, sweep, recommend, calibrate } = inScratch(scratch)
  const out = ['--out-dir', scratch.in('res')]
  for (const first of [recommend, calibrate, sweep, run]) {
    assert.ok([0, 99].includes((await endHere([...first!, ...out])).code))
    for (const other of [run, sweep, recommend, calibrate])
      if (other !== first) {
        const said = await refusedHere(scratch, [...other!, ...out])
        assert.match(said, /error out-dir-kind\n {2}\S*res holds the result of a /)
      }
    assert.ok([0, 99].includes((await endHere([...first!, ...out])).code))
    renameSync(scratch.in('res'), scratch.in(`res-${first![0]}`))
  }
})

test('a patch that somebody has edited is not lost to the next recommendation', async ({ scratch }) => {
  const words = [...inScratch(scratch)['recommend']!, '--out-dir', scratch.in('res')]
  await endHere(words)
  scratch.write('res/recommendation.yaml', 'mine')
  const said = await refusedHere(scratch, words)
  assert.match(said, /error out-dir-changed\n {2}\S*res holds recommendation\.yaml, changed since/)
})

test('merge does not overwrite what it reads', async ({ scratch }) => {
  const sweep = [...inScratch(scratch)['sweep']!, '--out-dir']
  const shards = scratch.in('shards')
  for (const shard of ['1/2', '2/2']) await endHere([...sweep, shards, '--shard', shard])
  symlinkSync('shards/shard-2-of-2', scratch.in('latest'))
  for (const place of ['shards/shard-1-of-2', 'shards', 'latest'])
    await refusedHere(scratch, ['merge', shards, '--out-dir', scratch.in(place)])
  await endHere([...sweep, scratch.in('one'), '--shard', '1/1'])
  const said = await refusedHere(scratch, ['merge', scratch.in('one'), '--out-dir', scratch.in('one')])
  assert.match(said, 'error out-dir-input')
})

test('a result is not put where one of its inputs is', async ({ scratch }) => {
  const { run, calibrate } = inScratch(scratch)
  await endHere([...calibrate!, '--out-dir', scratch.in('fit')])
  const words = [...run!, '-f', scratch.in('fit/calibrated.yaml'), '--out-dir', scratch.in('fit')]
  assert.match(await refusedHere(scratch, words), 'error out-dir-kind')
  scratch.write('fit/web.yaml', 'kind: Pod')
  assert.match(await refusedHere(scratch, words), 'error out-dir-not-a-result')
})

/** The commands that write, with paths that hold from everywhere. */
function inScratch(scratch: Scratch): Readonly<Record<string, readonly string[]>> {
  const paths = ['web.yaml', 'study', 'ms.csv']
  return Object.fromEntries(
    Object.entries(writing).map(([name, words]) => [
      name,
      words.map((word) => (paths.includes(word) ? scratch.in(word) : word)),
    ]),
  )
}

async function refusedHere(scratch: Scratch, words: readonly string[]): Promise<string> {
  const before = scratch.content()
  const { code, said } = await endHere(words)
  assert.is(code, 2, said)
  assert.equal(scratch.content(), before)
  return said
}

test.run()
