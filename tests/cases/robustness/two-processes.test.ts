/** Two processes in one folder lose nothing: the second is told of the first, or goes on behind it. */
import { readdirSync, utimesSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Scratch, type ScratchEnd } from '../../support/scratch.ts'
import { sweepBytes, writeSweepInput } from '../../support/sweep.ts'

const test = suite<{ scratch: Scratch }>('two processes in one folder')
test.before.each((context) => {
  context.scratch = new Scratch('tests/cases/robustness/s.yaml', 'tests/cases/robustness/web.yaml')
  writeSweepInput(context.scratch.path, { pods: 20, replications: 2 })
})
test.after.each(({ scratch }) => scratch.remove())

const run = ['run', '-f', 's.yaml', '--set', 'duration=6h', '--quiet', '--out-dir', 'res']
const sweep = ['sweep', '-f', 'sweep.yaml', '--quiet', '--workers', '1', '--resume', '--out-dir', 'res']

/** Of two processes at least one has written its result, and one that has not says why. */
function checkEnds(ends: readonly ScratchEnd[], codes: readonly number[]): void {
  for (const { code, stderr } of ends)
    if (!codes.includes(code!)) {
      assert.is(code, 2, stderr)
      assert.match(stderr, /error out-dir-in-use\n {2}res is being written by process \d+ on /)
    }
  assert.ok(ends.some(({ code }) => codes.includes(code!)))
}

test('two runs', async ({ scratch }) => {
  const first = scratch.start(run)
  while (!readdirSync(scratch.path).includes('.res.probestorm.lock')) await wait(5)
  const second = await scratch.run([...run, '--seed', '2'])
  checkEnds([await first.ended, second], [0, 99])
  assert.equal(readdirSync(scratch.path).sort(), ['res', 's.yaml', 'sweep.yaml', 'web.yaml'])
})

test('two sweeps with --resume', async ({ scratch }) => {
  const first = scratch.start(sweep)
  while (!scratch.content()['res/cells.ndjson']) await wait(5)
  const second = await scratch.run(sweep)
  checkEnds([await first.ended, second], [0])
  const words = [...sweep.slice(0, -1), 'alone']
  assert.is((await scratch.run(words)).code, 0)
  assert.equal(sweepBytes(scratch.in('res')), sweepBytes(scratch.in('alone')))
})

test('a sweep with --resume waits for one of another machine, and goes on when that is silent', async ({
  scratch,
}) => {
  const holder = { tool: 'probestorm', host: 'other', boot: '', space: '', pid: 1, since: '', own: 'a' }
  scratch.write('res/.probestorm.lock', JSON.stringify(holder))
  const silentFor = (seconds: number): void => {
    const time = Date.now() / 1000 - seconds
    utimesSync(scratch.in('res/.probestorm.lock'), time, time)
  }
  silentFor(0)
  const once = await scratch.run(sweep.filter((word) => word !== '--resume'))
  assert.is(once.code, 2)
  assert.match(once.stderr, 'written by process 1 on other')
  silentFor(55)
  const { code, stderr } = await scratch.run(sweep)
  assert.is(code, 0, stderr)
})

test('a sweep and a run: the run replaces nothing', async ({ scratch }) => {
  const first = scratch.start(sweep)
  while (!scratch.content()['res/cells.ndjson']) await wait(5)
  const second = await scratch.run(run)
  assert.is(second.code, 2)
  // The sweep may be over by then.
  assert.match(second.stderr, /error out-dir-(?:not-a-result|kind)/)
  assert.is((await first.ended).code, 0)
})

test('a run that was killed leaves nothing behind once the next has begun', async ({ scratch }) => {
  const { child, ended } = scratch.start(run)
  while (!readdirSync(scratch.path).some((name) => name.startsWith('res.tmp-'))) await wait(5)
  child.kill('SIGKILL')
  await ended
  assert.ok(readdirSync(scratch.path).some((name) => name.startsWith('res.tmp-')))
  const { code } = await scratch.run([
    'run',
    '-f',
    'web.yaml',
    '--duration',
    '1m',
    '--quiet',
    '--out-dir',
    'res',
  ])
  assert.is(code, 0)
  assert.equal(readdirSync(scratch.path).sort(), ['res', 's.yaml', 'sweep.yaml', 'web.yaml'])
})

test.run()
