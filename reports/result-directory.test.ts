import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ResultDirectory, ResultDirectoryError } from './result-directory.ts'

const test = suite<{ base: string }>('result directory')
test.before.each((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-result-'))
})
test.after.each((context) => rmSync(context.base, { recursive: true, force: true }))

function writeResult(path: string, content: string): void {
  const directory = new ResultDirectory(path)
  writeFileSync(join(directory.staging, 'summary.csv'), content)
  writeFileSync(
    join(directory.staging, 'provenance.json'),
    JSON.stringify({ tool: 'probestorm', files: ['summary.csv'] }),
  )
  directory.commit()
}

function refusal(path: string): ResultDirectoryError {
  try {
    new ResultDirectory(path)
  } catch (error) {
    if (error instanceof ResultDirectoryError) return error
    throw error
  }
  throw new Error('accepted')
}

test('appears with all files at once, parents included', ({ base }) => {
  const target = join(base, 'out', 'study')
  const directory = new ResultDirectory(target)
  writeFileSync(join(directory.staging, 'summary.csv'), 'a')
  assert.not(existsSync(target))
  directory.commit()
  assert.equal(readdirSync(target), ['summary.csv'])
  assert.equal(readdirSync(join(base, 'out')), ['study'])
})

test('replaces an earlier result', ({ base }) => {
  const target = join(base, 'study')
  writeResult(target, 'old')
  writeResult(target, 'new')
  assert.is(readFileSync(join(target, 'summary.csv'), 'utf8'), 'new')
  assert.equal(readdirSync(base), ['study'])
})

test('replaces an empty directory', ({ base }) => {
  mkdirSync(join(base, 'study'))
  writeResult(join(base, 'study'), 'new')
  assert.equal(readdirSync(base), ['study'])
})

test('follows a symbolic link to an earlier result', ({ base }) => {
  writeResult(join(base, 'study'), 'old')
  symlinkSync(join(base, 'study'), join(base, 'latest'))
  writeResult(join(base, 'latest'), 'new')
  assert.is(readFileSync(join(base, 'study', 'summary.csv'), 'utf8'), 'new')
})

test('leaves nothing when it is discarded, and an earlier result as it was', ({ base }) => {
  new ResultDirectory(join(base, 'out', 'deep', 'study')).discard()
  assert.equal(readdirSync(base), [])
  writeResult(join(base, 'study'), 'old')
  new ResultDirectory(join(base, 'study')).discard()
  assert.is(readFileSync(join(base, 'study', 'summary.csv'), 'utf8'), 'old')
})

test('refuses a directory that is not a result, and says what is in it', ({ base }) => {
  for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt']) writeFileSync(join(base, name), '')
  const error = refusal(base)
  assert.is(error.rule, 'out-dir-not-a-result')
  assert.match(error.message, /a\.txt, b\.txt, c\.txt and 1 more/)
  assert.match(error.fix, /--out-dir/)
  assert.equal(readdirSync(base), ['a.txt', 'b.txt', 'c.txt', 'd.txt'])
})

test('refuses a result to which somebody has added files', ({ base }) => {
  const target = join(base, 'study')
  writeResult(target, 'old')
  writeFileSync(join(target, 'notes.md'), 'mine')
  assert.match(refusal(target).message, /holds notes\.md;/)
})

test('refuses a provenance file that is not its own', ({ base }) => {
  writeFileSync(join(base, 'provenance.json'), '[')
  writeFileSync(join(base, 'data.bin'), '')
  assert.is(refusal(base).rule, 'out-dir-not-a-result')
})

test('refuses a path below a file', ({ base }) => {
  writeFileSync(join(base, 'file'), '')
  const error = refusal(join(base, 'file', 'study'))
  assert.is(error.rule, 'out-dir-unwritable')
  assert.match(error.message, /ENOTDIR/)
  assert.is(refusal(join(base, 'file')).rule, 'out-dir-unwritable')
})

test('leaves no parent behind when the name is too long', ({ base }) => {
  assert.is(refusal(join(base, 'out', 'x'.repeat(300))).rule, 'out-dir-unwritable')
  assert.equal(readdirSync(base), [])
})

test('refuses the root of a file system', () => {
  assert.is(refusal('/').rule, 'out-dir-mount-point')
})

test.run()
