import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeText } from './csv-report.ts'
import { ResultDirectory } from './result-directory.ts'
import type { ResultKind } from './result-kind.ts'
import { ResultDirectoryError } from './result-place.ts'

const test = suite<{ base: string }>('result directory')
test.before.each((context) => {
  context.base = mkdtempSync(join(tmpdir(), 'probestorm-result-'))
})
test.after.each((context) => rmSync(context.base, { recursive: true, force: true }))

function writeResult(path: string, content: string): void {
  const directory = new ResultDirectory(path, 'run')
  writeFileSync(join(directory.staging, 'summary.csv'), content)
  writeFileSync(
    join(directory.staging, 'provenance.json'),
    JSON.stringify({ tool: 'probestorm', files: ['summary.csv'] }),
  )
  directory.commit()
}

function refusal(path: string): ResultDirectoryError {
  try {
    new ResultDirectory(path, 'run')
  } catch (error) {
    if (error instanceof ResultDirectoryError) return error
    throw error
  }
  throw new Error('accepted')
}

test('appears with all files at once, parents included', ({ base }) => {
  const target = join(base, 'out', 'study')
  const directory = new ResultDirectory(target, 'run')
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
  new ResultDirectory(join(base, 'out', 'deep', 'study'), 'run').discard()
  assert.equal(readdirSync(base), [])
  writeResult(join(base, 'study'), 'old')
  new ResultDirectory(join(base, 'study'), 'run').discard()
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

/** A result that waits for its commit. */
function staged(target: string, kind: ResultKind = 'run'): ResultDirectory {
  const directory = new ResultDirectory(target, kind)
  directory.seal({}, [writeText(directory.staging, 'summary.csv', ['new'])])
  return directory
}

const meanwhile: readonly (readonly [
  what: string,
  rule: string,
  change: (target: string) => void,
  isFirst: boolean,
])[] = [
  ['a folder with a file appears', 'out-dir-not-a-result', (target) => write(target, 'notes.txt'), true],
  ['a file appears', 'out-dir-unwritable', (target) => writeFileSync(target, 'notes'), true],
  ['a link that leads nowhere appears', 'out-dir-unwritable', (target) => symlinkSync('none', target), true],
  ['a result of another kind appears', 'out-dir-kind', (target) => appear(target, 'sweep'), true],
  ['the earlier result gets a file', 'out-dir-not-a-result', (target) => write(target, 'notes.txt'), false],
  ['the earlier result gets a folder', 'out-dir-not-a-result', (target) => write(target, 'deep/a'), false],
  [
    'a file of the earlier result is edited',
    'out-dir-changed',
    (target) => write(target, 'summary.csv'),
    false,
  ],
  [
    'a file of the earlier result becomes a folder',
    'out-dir-not-a-result',
    (target) => {
      rmSync(join(target, 'summary.csv'))
      write(target, 'summary.csv/mine')
    },
    false,
  ],
]

function commit(target: string, kind: ResultKind): void {
  staged(target, kind).commit()
}

/** As another process leaves it that looked at another path of the same place. */
function appear(target: string, kind: ResultKind): void {
  commit(`${target}-elsewhere`, kind)
  renameSync(`${target}-elsewhere`, target)
}

/** Without locks. */
function visible(base: string): string[] {
  return readdirSync(base).filter((name) => !name.startsWith('.'))
}

function write(target: string, name: string): void {
  mkdirSync(join(target, dirname(name)), { recursive: true })
  writeFileSync(join(target, name), 'mine')
}

for (const [what, rule, change, isFirst] of meanwhile) {
  test(`replaces nothing when, before the commit, ${what}; the new result is kept`, ({ base }) => {
    const target = join(base, 'study')
    if (!isFirst) commit(target, 'run')
    const directory = staged(target)
    change(target)
    const before = visible(base)
    const error = thrown(() => directory.commit())
    assert.is(error.rule, rule)
    assert.match(error.message, `the new result is in ${directory.staging}`)
    directory.discard()
    assert.equal(visible(base), before)
    assert.equal(readdirSync(base), before)
    assert.is(readFileSync(join(directory.staging, 'summary.csv'), 'utf8'), 'new')
  })
}

function thrown(call: () => void): ResultDirectoryError {
  try {
    call()
  } catch (error) {
    if (error instanceof ResultDirectoryError) return error
    throw error
  }
  throw new Error('accepted')
}

test('knows results of the first versions, which name no kind, by what they hold', ({ base }) => {
  const old: readonly (readonly [
    ResultKind,
    { readonly files: readonly string[]; readonly [key: string]: unknown },
  ])[] = [
    ['run', { files: ['summary.csv'] }],
    ['recommendation', { recommendation: 'web', files: ['pareto.csv'] }],
    ['calibration', { command: 'calibrate', files: ['fits.csv'] }],
    ['sweep', { plan: 'hash', shard: '1/1', files: ['plan.json'] }],
    ['sweep-shard', { plan: 'hash', shard: '1/11', files: ['plan.json'] }],
  ]
  for (const [kind, content] of old) {
    write(join(base, kind), content.files[0]!)
    writeFileSync(join(base, kind, 'provenance.json'), JSON.stringify({ tool: 'probestorm', ...content }))
    const other = kind === 'run' ? 'sweep' : 'run'
    assert.is(thrown(() => new ResultDirectory(join(base, kind), other)).rule, 'out-dir-kind')
    commit(join(base, kind), kind)
    assert.is(JSON.parse(readFileSync(join(base, kind, 'provenance.json'), 'utf8')).kind, kind)
  }
})

test('a kind that this version does not know is not replaced', ({ base }) => {
  write(join(base, 'study'), 'x.csv')
  const provenance = { tool: 'probestorm', kind: 'forecast', files: ['x.csv'] }
  writeFileSync(join(base, 'study', 'provenance.json'), JSON.stringify(provenance))
  assert.is(refusal(join(base, 'study')).rule, 'out-dir-kind')
})

test('a result without some of its files is replaced', ({ base }) => {
  commit(join(base, 'study'), 'run')
  rmSync(join(base, 'study', 'summary.csv'))
  commit(join(base, 'study'), 'run')
  assert.equal(readdirSync(base), ['study'])
})

test.run()
