/** `compare --html`: the page as a file, from two result directories. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../../tests/support/cli.ts'
import { runHere } from '../../tests/support/command.ts'
import { explain } from '../explain-error.ts'

const test = suite('compare --html')
const base = mkdtempSync(join(tmpdir(), 'probestorm-compare-'))
const inBase = (name: string): string => join(base, name)
test.after(() => rmSync(base, { recursive: true, force: true }))

test.before(async () => {
  const study = join(repository, 'scenarios/library/nginx-liveness')
  const run = (name: string, ...more: readonly string[]) =>
    runHere(['run', '-f', study, '--replications', '2', '--quiet', '--out-dir', inBase(name), ...more])
  await run('one')
  await run('two', '--set', 'workloads[0].behavior.latency=2s')
})

async function comparedPage(): Promise<string> {
  const path = inBase('compare.html')
  const { code } = await runHere(['compare', inBase('one'), inBase('two'), '--html', path])
  assert.is(code, 0)
  return readFileSync(path, 'utf8')
}

test('writes a page, the same for the same results, in the place of an earlier one', async () => {
  writeFileSync(inBase('compare.html'), 'earlier')
  const page = await comparedPage()
  assert.match(page, '<h2 id="time"><a href="#time">Over time</a></h2>')
  assert.match(page, 'Failed probe runs')
  assert.ok((await comparedPage()) === page)
  assert.equal(readdirSync(base).sort(), ['compare.html', 'one', 'two'])
})

test('does without the time series of a side that has none', async () => {
  rmSync(inBase('two/timeseries.csv'))
  assert.match(await comparedPage(), 'one of them has no timeseries.csv')
})

test('a place that cannot be written is an input error', async () => {
  const path = inBase('none/compare.html')
  try {
    await runHere(['compare', inBase('one'), inBase('two'), '--html', path])
    assert.unreachable('accepted')
  } catch (error) {
    const { message, exitCode } = explain(error, 'probestorm')
    assert.is(exitCode, 2, message)
    assert.match(message, /--html:1:1: error out-dir-unwritable\n {2}.*ENOENT.*\n {2}fix: /)
  }
  assert.not.ok(existsSync(inBase('none')))
})

test.run()
