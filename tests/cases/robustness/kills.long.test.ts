/**
 * 60 kills at random times and 20 races of two processes, over every command that writes: no byte that was there is lost, no
 * foreign file is touched, and each result is whole or absent.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chanceOf } from '../../support/damage.ts'
import { Scratch } from '../../support/scratch.ts'
import { writeSweepInput } from '../../support/sweep.ts'

const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1e6)
const chance = chanceOf(seed)
const killCount = 60
const raceCount = 20

const test = suite('kills and races')
const scratch = new Scratch('tests/cases/robustness/s.yaml', 'tests/cases/robustness/web.yaml')
test.after(() => scratch.remove())
console.log(`kills and races: KILL_SEED=${seed}`)

writeSweepInput(scratch.path, { pods: 20, replications: 2 })
scratch.write(
  'ms.csv',
  `latency_ms\n${Array.from({ length: 3000 }, (_, row) => 1 + (row % 97)).join('\n')}\n`,
)
/** What nobody may touch, beside, within and under names that look like ours. */
const foreign = {
  'thesis.txt': 'thesis',
  'out/notes.md': 'notes',
  'out/run.tmp-0123456789ab/mine.txt': 'mine',
  'out/run.old-0123456789ab/mine.txt': 'mine',
  'out/.sweep.probestorm.lock': 'not a lock of ours: a sweep has its own within',
  'out/sweep.tmp-12/a': 'a',
}
for (const [name, text] of Object.entries(foreign)) scratch.write(name, text)
const inputs = scratch.content()

type Writer = { readonly words: readonly string[]; readonly out: string; readonly files: readonly string[] }

const run = ['run', '-f', 's.yaml', '--set', 'duration=6h', '--quiet']
const sweep = ['sweep', '-f', 'sweep.yaml', '--quiet', '--resume']
const writers: Readonly<Record<string, Writer>> = {
  run: { words: run, out: 'out/run', files: ['summary.csv', 'report.html'] },
  traced: { words: [...run, '--trace', 'probes,events'], out: 'out/run', files: ['probes.csv'] },
  junit: { words: [...run, '--junit', 'out/run.xml'], out: 'out/run', files: ['summary.csv'] },
  sweep: { words: sweep, out: 'out/sweep', files: ['points.csv', 'cells.ndjson'] },
  shard: { words: [...sweep, '--shard', '1/2'], out: 'out/parts', files: [] },
  merge: { words: ['merge', 'shards'], out: 'out/merged', files: ['points.csv', 'sweep.csv'] },
  recommend: {
    words: ['recommend', '-f', 's.yaml', '--set', 'duration=2h', '--quiet'],
    out: 'out/advice',
    files: ['recommendation.yaml'],
  },
  calibrate: {
    words: ['calibrate', '--csv', 'ms.csv', '--quiet'],
    out: 'out/fit',
    files: ['calibrated.yaml'],
  },
  report: { words: ['report', 'whole', '--html'], out: '', files: [] },
}
const names = Object.keys(writers)

function wordsOf({ words, out }: Writer): string[] {
  return out === '' ? [...words] : [...words, '--out-dir', out]
}

test.before(async () => {
  for (const shard of ['1/2', '2/2'])
    await scratch.run(['sweep', '-f', 'sweep.yaml', '--quiet', '--out-dir', 'shards', '--shard', shard])
  await scratch.run([...run, '--out-dir', 'whole'])
})

/** Inputs and foreign files are as they were; each result is whole, or one that can be gone on with. */
function check(where: string): void {
  const now = scratch.content()
  for (const [path, text] of Object.entries(inputs)) assert.is(now[path], text, `${where}: ${path}`)
  for (const { out, files } of Object.values(writers)) {
    if (out === '' || !existsSync(scratch.in(out))) continue
    const provenance = join(scratch.in(out), 'provenance.json')
    if (!existsSync(provenance)) {
      assert.match(out, /sweep|parts|merged/, `${where}: ${out} has no provenance`)
      continue
    }
    const content = JSON.parse(readFileSync(provenance, 'utf8'))
    for (const [name, { bytes }] of Object.entries<{ bytes: number }>(content.sums))
      assert.is(readFileSync(join(scratch.in(out), name)).length, bytes, `${where}: ${out}/${name}`)
    if (out !== 'out/run')
      for (const name of files) assert.ok(content.files.includes(name), `${where}: ${name}`)
  }
  const junit = now['out/run.xml']
  assert.ok(junit === undefined || junit.endsWith('</testsuites>\n'), `${where}: out/run.xml is cut`)
  const page = now['whole/report.html']
  assert.ok(page?.trimEnd().endsWith('</html>'), `${where}: whole/report.html is cut`)
}

/** Lines of journals, of which none may be lost. */
function cellsIn(content: Readonly<Record<string, string>>): Set<string> {
  const journals = Object.entries(content).filter(([path]) =>
    /^out\/(?:sweep|parts).*cells\.ndjson$/.test(path),
  )
  return new Set(
    journals.flatMap(([path, text]) =>
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => `${path} ${line}`),
    ),
  )
}

for (let kill = 1; kill <= killCount; kill++) {
  const name = names[kill % names.length]!
  const afterMs = Math.floor(chance() * 2500)
  test(`kill ${kill}: ${name} after ${afterMs} ms (KILL_SEED=${seed})`, async () => {
    const before = cellsIn(scratch.content())
    const { child, ended } = scratch.start(wordsOf(writers[name]!))
    await wait(afterMs)
    child.kill('SIGKILL')
    await ended
    const after = cellsIn(scratch.content())
    for (const cell of before) assert.ok(after.has(cell), `kill ${kill}: a cell is lost`)
    check(`kill ${kill}`)
  })
}

test('after all kills every command goes through, and what they left is gone', async () => {
  for (const [name, writer] of Object.entries(writers)) {
    const { code, stderr } = await scratch.run(wordsOf(writer))
    assert.ok(code === 0 || code === 99, `${name}: ${stderr}`)
  }
  check('at the end')
  const left = Object.keys(scratch.content()).filter(
    (path) => /\.(?:tmp|old)-[\da-f]{12}|probestorm\.lock/.test(path) && !(path in inputs),
  )
  // A file beside the results that was cut off is not looked for again.
  assert.equal(
    left.filter((path) => !path.includes('.xml.tmp-')),
    [],
  )
})

for (let race = 1; race <= raceCount; race++) {
  const first = names[race % (names.length - 1)]!
  const second = chance() < 0.5 ? first : names[Math.floor(chance() * (names.length - 1))]!
  const apartMs = Math.floor(chance() * 1200)
  test(`race ${race}: ${first} and ${second}, ${apartMs} ms apart, in one folder (KILL_SEED=${seed})`, async () => {
    const out = `out/race-${race}`
    const start = async (name: string) => scratch.start([...writers[name]!.words, '--out-dir', out]).ended
    const one = start(first)
    await wait(apartMs)
    const ends = await Promise.all([one, start(second)])
    for (const { code, stderr } of ends)
      if (code !== 0 && code !== 99) {
        assert.is(code, 2, stderr)
        assert.match(stderr, /error (?:out-dir-|sweep-|not-a-result)/)
      }
    assert.ok(ends.some(({ code }) => code === 0 || code === 99))
    check(`race ${race}`)
    const left = Object.keys(scratch.content()).filter((path) => path.includes(`race-${race}.`))
    // Nothing is left but a result that another one kept from its place, which the message names.
    for (const path of left)
      assert.ok(
        ends.some(({ stderr }) => stderr.includes(path.split('/')[1]!)),
        path,
      )
    rmSync(scratch.in(out), { recursive: true, force: true })
    for (const path of left) rmSync(scratch.in(path), { recursive: true, force: true })
  })
}

test.run()
