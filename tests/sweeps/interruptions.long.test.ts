/** A sweep that is divided, killed and gone on with in every way has the bytes of one that ran through. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { journalLines, sweepBytes, sweepProcess, writeSweepInput } from '../support/sweep.ts'

const test = suite('interrupted and divided sweeps')
const base = mkdtempSync(join(tmpdir(), 'probestorm-sweep-'))
test.after(() => rmSync(base, { recursive: true, force: true }))

/** 30 cells of some ten thousand events. */
const input = writeSweepInput(base, { pods: 60, replications: 6 })
const inBase = (name: string): string => join(base, name)

async function sweep(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await sweepProcess(['sweep', '-f', input, '--quiet', ...words])
  assert.is(code, 0, stderr)
}

async function merge(...directories: readonly string[]): Promise<Record<string, string>> {
  const out = mkdtempSync(join(base, 'merged-'))
  const { code, stderr } = await sweepProcess(['merge', ...directories, '--out-dir', out])
  assert.is(code, 0, stderr)
  return sweepBytes(out)
}

let whole: Record<string, string>

test('one worker and two write the same bytes', async () => {
  await sweep('--out-dir', inBase('whole'), '--workers', '1')
  whole = sweepBytes(inBase('whole'))
  await sweep('--out-dir', inBase('two'), '--workers', '2')
  assert.equal(sweepBytes(inBase('two')), whole)
})

test('shard 1/1, and 1/3 to 3/3 merged', async () => {
  await sweep('--out-dir', inBase('one'), '--shard', '1/1')
  assert.equal(sweepBytes(inBase('one')), whole)
  for (const shard of ['1/3', '2/3', '3/3']) await sweep('--out-dir', inBase('three'), '--shard', shard)
  assert.equal(await merge(inBase('three')), whole)
})

test('killed five times and gone on with: no cell is lost, none is done twice', async () => {
  const out = inBase('killed')
  const words = ['sweep', '-f', input, '--out-dir', out, '--workers', '2', '--resume', '--quiet']
  for (let kill = 1; kill <= 5; kill++) {
    const before = journalLines(out)
    const { code } = await sweepProcess(words, {
      stopWhen: () => journalLines(out) >= Math.max(before, 1) + 3,
    })
    assert.is(code, null)
    assert.ok(journalLines(out) >= before + 3)
  }
  const kept = journalLines(out)
  await sweep('--out-dir', out, '--workers', '2', '--resume')
  assert.ok(kept > 15, `${kept} lines kept`)
  assert.equal(sweepBytes(out), whole)
})

test('each index of the Job in a process of its own, two killed half-way and run again, then merged', async () => {
  const shards = 4
  const printed = await sweepProcess([
    'sweep',
    '-f',
    input,
    '--print-job',
    '--shards',
    String(shards),
    '--image',
    'i',
  ])
  assert.is(printed.code, 0, printed.stderr)
  const out = inBase('job')
  const [container] = parse(printed.stdout).spec.template.spec.containers
  // The volumes of the Job, here.
  const words = (container.args as string[]).map((word) =>
    word === '/study' ? input : word === '/results' ? out : word,
  )
  const index = (at: number, isKilled: boolean): Promise<{ code: number | null; stderr: string }> => {
    const own = join(out, `shard-${at + 1}-of-${shards}`)
    return sweepProcess(words, {
      env: { JOB_COMPLETION_INDEX: String(at) },
      ...(isKilled ? { stopWhen: () => journalLines(own) > 3 } : {}),
    })
  }
  for (let at = 0; at < shards; at++) {
    const isKilled = at === 1 || at === 2
    const { code, stderr } = await index(at, isKilled)
    assert.is(code, isKilled ? null : 0, stderr)
  }
  assert.not.ok(existsSync(join(out, 'shard-2-of-4', 'provenance.json')))
  for (const at of [1, 2]) assert.is((await index(at, false)).code, 0)
  assert.equal(await merge(out), whole)
})

test.run()
