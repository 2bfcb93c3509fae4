/** What the machine refuses is one line with path and error number, and never takes the place of a result. */
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../../support/cli.ts'
import { endHere } from '../../support/command.ts'
import { Scratch, type ScratchEnd } from '../../support/scratch.ts'
import { writeSweepInput } from '../../support/sweep.ts'

const test = suite<{ scratch: Scratch }>('system errors')
test.before.each((context) => {
  context.scratch = new Scratch('tests/cases/robustness/web.yaml')
  writeSweepInput(context.scratch.path)
})
test.after.each(({ scratch }) => scratch.remove())

const run = 'run -f web.yaml --duration 1m --quiet --out-dir res'
const hasFullDisk = existsSync('/dev/full')
if (!hasFullDisk) console.log('There is no /dev/full here: full disks are not tested.')

function isOneLine({ code, stderr }: ScratchEnd, line: RegExp): void {
  assert.match(stderr, line)
  assert.is(stderr.split('\n').length, 2, stderr)
  assert.is(code, 1)
}

for (const words of [
  run,
  'sweep -f sweep.yaml --quiet --out-dir res',
  'schema scenario',
  'get po -f web.yaml -w',
])
  test(`${words.split(' -f')[0]} > /dev/full is one line, and the result is whole`, async ({ scratch }) => {
    if (!hasFullDisk) return
    const end = await scratch.shell(`"$@" ${words} > /dev/full`)
    isOneLine(end, /^probestorm \w+: ENOSPC: no space left on device, write \(standard output\)\n$/)
    const names = readdirSync(scratch.path).filter((name) => name.startsWith('res') || name.startsWith('.'))
    assert.equal(names, words.includes('--out-dir') ? ['res'] : [])
    if (names.length > 0) assert.ok(existsSync(scratch.in('res/provenance.json')))
  })

test('a full disk behind standard error costs words only', async ({ scratch }) => {
  if (!hasFullDisk) return
  const { code, stdout } = await scratch.shell(`"$@" ${run.replace(' --quiet', '')} 2> /dev/full`)
  assert.is(code, 0)
  assert.match(stdout, 'FILES in res')
})

test('a closed standard error costs no result', async ({ scratch }) => {
  const { code } = await scratch.shell(
    `"$@" ${run.replace(' --quiet', '')} 2>&1 | head -1; test -f res/summary.csv`,
  )
  assert.is(code, 0)
})

test('a reader that has enough ends a watch, without a word', async ({ scratch }) => {
  const { stdout, stderr } = await scratch.shell('"$@" get po -f web.yaml -w | head -2')
  assert.is(stdout.split('\n').length, 3)
  assert.is(stderr, '')
})

test('a full disk under --junit is one line with its path; the result is whole', async ({ scratch }) => {
  if (!hasFullDisk) return
  const end = await scratch.run(`${run} --junit /dev/full`.split(' '))
  isOneLine(end, /^probestorm run: ENOSPC: no space left on device, write '\/dev\/full'\n$/)
  assert.ok(existsSync(scratch.in('res/provenance.json')))
})

test('the executable without its files, as without free descriptors, is one line', async ({ scratch }) => {
  writeFileSync(scratch.in('main.mjs'), readFileSync(join(repository, 'cli/main.ts')))
  isOneLine(await scratch.shell('"$1" main.mjs --help'), /^probestorm: Cannot find module '.*program\.ts'/)
})

test('a parent that cannot be made is named with the right error number', async ({ scratch }) => {
  const { code, said } = await endHere([...inScratch(scratch), '--out-dir', '/proc/sys/a/b/c'])
  assert.is(code, 2)
  assert.match(
    said,
    /--out-dir:1:1: error out-dir-unwritable\n {2}\/proc\/sys\/a\/b\/c cannot be written \(E\w+\)/,
  )
})

test('JUnit in the result is a file of it: the next call replaces it', async ({ scratch }) => {
  const sweep = ['sweep', '-f', scratch.in('sweep.yaml'), '--quiet']
  for (const words of [inScratch(scratch), sweep]) {
    const out = scratch.in(words[0]!)
    for (let call = 1; call <= 2; call++) {
      const { code, said } = await endHere([...words, '--out-dir', out, '--junit', join(out, 'junit.xml')])
      assert.is(code, 0, said)
    }
    const { files } = JSON.parse(readFileSync(join(out, 'provenance.json'), 'utf8'))
    assert.ok(files.includes('junit.xml'))
    const { code } = await endHere([...words, '--out-dir', out])
    assert.is(code, 0)
    assert.not(existsSync(join(out, 'junit.xml')))
  }
})

test('a file beside the results never takes the place of an input or of a file of a result', async ({
  scratch,
}) => {
  await endHere([...inScratch(scratch), '--out-dir', scratch.in('a')])
  cpSync(scratch.in('a'), scratch.in('b'), { recursive: true })
  symlinkSync('web.yaml', scratch.in('link.xml'))
  const before = scratch.content()
  const [a, b] = [scratch.in('a'), scratch.in('b')]
  for (const words of [
    [...inScratch(scratch), '--out-dir', scratch.in('res'), '--junit', scratch.in('web.yaml')],
    [...inScratch(scratch), '--out-dir', scratch.in('res'), '--junit', scratch.in('link.xml')],
    [...inScratch(scratch), '--out-dir', a, '--junit', join(a, 'summary.csv')],
    ['compare', a, b, '--html', join(b, 'report.html')],
    ['compare', a, b, '--junit', join(a, 'provenance.json')],
  ]) {
    const { code, said } = await endHere(words)
    assert.is(code, 2, said)
    assert.match(said, /^--(?:junit|html):1:1: error out-file-taken\n/)
  }
  assert.equal(scratch.content(), before)
})

test('--junit through a link replaces what it leads to, and the link stays', async ({ scratch }) => {
  writeFileSync(scratch.in('old.xml'), 'old')
  symlinkSync('old.xml', scratch.in('link.xml'))
  await endHere([...inScratch(scratch), '--out-dir', scratch.in('res'), '--junit', scratch.in('link.xml')])
  assert.match(readFileSync(scratch.in('old.xml'), 'utf8'), '<testsuites')
  assert.is(scratch.content()['link.xml'], '-> old.xml')
})

function inScratch(scratch: Scratch): string[] {
  return ['run', '-f', scratch.in('web.yaml'), '--duration', '1m', '--quiet']
}

test.run()
