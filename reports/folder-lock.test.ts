/** One process at a time; a lock whose holder has ended, or has been silent for a minute, is taken over. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeText } from './csv-report.ts'
import { FolderLock } from './folder-lock.ts'
import { type Holder, holderHere } from './holder.ts'
import { ResultDirectory } from './result-directory.ts'
import { ResultDirectoryError } from './result-place.ts'

const test = suite<{ base: string; file: string }>('locks')
test.before.each((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-lock-'))
  context.file = join(context.base, '.study.probestorm.lock')
})
test.after.each(({ base }) => rmSync(base, { recursive: true, force: true }))

/** Of a process that has ended. */
async function ended(): Promise<Holder> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'close')
  return { ...holderHere(), pid: child.pid! }
}

function writeLock(file: string, holder: Holder, own = 'aaaaaaaaaaaa', ageSeconds = 0): void {
  writeFileSync(file, JSON.stringify({ tool: 'probestorm', ...holder, own }))
  const time = Date.now() / 1000 - ageSeconds
  utimesSync(file, time, time)
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

const elsewhere: Holder = { ...holderHere(), host: 'elsewhere' }
const takes: readonly (readonly [who: string, holder: Holder, ageSeconds: number, isTaken: boolean])[] = [
  ['a process that lives', holderHere(), 0, false],
  ['a process that lives and has been silent for a minute', holderHere(), 70, true],
  ['a process of another machine that wrote just now', elsewhere, 0, false],
  ['a process of another machine that has been silent for 50 s', elsewhere, 50, false],
  ['a process of another machine that has been silent for a minute', elsewhere, 70, true],
  ['a process of another container of this machine', { ...holderHere(), space: 'pid:[1]', pid: 1 }, 0, false],
  ['a process of an earlier boot', { ...holderHere(), boot: 'earlier' }, 70, true],
  ['an earlier process with the id of a living one', { ...holderHere(), since: '1' }, 0, true],
]
for (const [who, holder, ageSeconds, isTaken] of takes) {
  test(`the lock of ${who} is ${isTaken ? 'taken over' : 'respected'}`, ({ base, file }) => {
    writeLock(file, holder, 'aaaaaaaaaaaa', ageSeconds)
    const before = readFileSync(file, 'utf8')
    if (isTaken) {
      const lock = new FolderLock(file, 'study')
      assert.ok(lock.isHeld())
      lock.release()
      assert.equal(readdirSync(base), [])
    } else {
      const { rule, message } = refusal(() => new FolderLock(file, 'study'))
      assert.is(rule, 'out-dir-in-use')
      assert.match(message, `by process ${holder.pid} on ${holder.host}`)
      assert.is(readFileSync(file, 'utf8'), before)
      assert.is(readdirSync(base).length, 1)
    }
  })
}

test('the lock of a process that has ended is taken over at once', async ({ file }) => {
  writeLock(file, await ended())
  assert.ok(new FolderLock(file, 'study').isHeld())
})

test('a lock that its holder could not write to its end is respected for a minute', ({ file }) => {
  writeFileSync(file, '')
  assert.is(refusal(() => new FolderLock(file, 'study')).rule, 'out-dir-in-use')
  const time = Date.now() / 1000 - 70
  utimesSync(file, time, time)
  assert.ok(new FolderLock(file, 'study').isHeld())
})

test('a file of somebody else under the name of a lock is never taken away', ({ file }) => {
  writeFileSync(file, 'mine')
  const time = Date.now() / 1000 - 3600
  utimesSync(file, time, time)
  refusal(() => new FolderLock(file, 'study'))
  assert.is(readFileSync(file, 'utf8'), 'mine')
})

test('a second process is told who writes the directory; the first finishes', ({ base }) => {
  const first = new ResultDirectory(join(base, 'study'), 'run')
  const error = refusal(() => new ResultDirectory(join(base, 'study'), 'run'))
  assert.is(error.rule, 'out-dir-in-use')
  assert.match(error.message, `process ${process.pid} on `)
  first.seal({}, [writeText(first.staging, 'summary.csv', ['first'])])
  first.commit()
  assert.equal(readdirSync(base), ['study'])
  assert.equal(readdirSync(join(base, 'study')).sort(), ['provenance.json', 'summary.csv'])
})

test('who lost its lock replaces nothing, and keeps what it has', ({ base, file }) => {
  const first = new ResultDirectory(join(base, 'study'), 'run')
  first.seal({}, [writeText(first.staging, 'summary.csv', ['first'])])
  writeLock(file, elsewhere)
  const error = refusal(() => first.commit())
  assert.is(error.rule, 'out-dir-in-use')
  assert.match(error.message, first.staging)
  assert.ok(existsSync(file))
  assert.equal(readdirSync(first.staging).sort(), ['provenance.json', 'summary.csv'])
})

test('staging of a process that has ended is removed, other folders of such names are not', async ({
  base,
  file,
}) => {
  const gone = await ended()
  const leave = (name: string, holder?: Holder): void => {
    mkdirSync(join(base, name))
    writeFileSync(join(base, name, 'summary.csv'), 'half')
    if (holder !== undefined) writeLock(join(base, name, '.probestorm.lock'), holder)
  }
  leave('study.tmp-aaaaaaaaaaaa', gone)
  leave('study.tmp-bbbbbbbbbbbb')
  leave('study.tmp-cccccccccccc', holderHere())
  leave('study.tmp-12', gone)
  leave('other.tmp-aaaaaaaaaaaa', gone)
  writeLock(file, gone)
  new ResultDirectory(join(base, 'study'), 'run').discard()
  assert.equal(readdirSync(base).sort(), [
    'other.tmp-aaaaaaaaaaaa',
    'study.tmp-12',
    'study.tmp-bbbbbbbbbbbb',
    'study.tmp-cccccccccccc',
  ])
})

test('an earlier result whose place was empty when the process ended is put back, and found there', ({
  base,
}) => {
  const target = join(base, 'study')
  const put = (): void => {
    const directory = new ResultDirectory(target, 'run')
    directory.seal({}, [writeText(directory.staging, 'summary.csv', ['earlier'])])
    directory.commit()
  }
  put()
  const before = readFileSync(join(target, 'provenance.json'), 'utf8')
  renameSync(target, `${target}.old-aaaaaaaaaaaa`)
  assert.is(refusal(() => new ResultDirectory(target, 'sweep')).rule, 'out-dir-kind')
  assert.is(readFileSync(join(target, 'provenance.json'), 'utf8'), before)
  renameSync(target, `${target}.old-aaaaaaaaaaaa`)
  put()
  assert.equal(readdirSync(base), ['study'])
  // Killed after the new one had taken the place: the rest of the earlier one goes.
  renameSync(target, `${target}.old-aaaaaaaaaaaa`)
  mkdirSync(target)
  put()
  assert.equal(readdirSync(base), ['study'])
})

test.run()
