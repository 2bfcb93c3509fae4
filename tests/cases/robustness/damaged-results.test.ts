/** A damaged result is wrong input: exit code 2 and which file, whatever is wrong with it, and never a stack trace. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../../support/cli.ts'
import { endHere } from '../../support/command.ts'
import { chanceOf, damages } from '../../support/damage.ts'
import { writeSweepInput } from '../../support/sweep.ts'

const test = suite('damaged results')
const base = mkdtempSync(join(tmpdir(), 'probestorm-damaged-'))
const inBase = (name: string): string => join(base, name)
test.after(() => rmSync(base, { recursive: true, force: true }))

const seed = Number(process.env['DAMAGE_SEED'] ?? 1)
const input = writeSweepInput(base)
const run = ['run', '-f', join(repository, 'tests/cases/robustness/s.yaml'), '--quiet', '--duration', '10m']
const sweep = ['sweep', '-f', input, '--quiet']

test.before(async () => {
  await endHere([...run, '--threshold', 'restarts_total < 9', '--out-dir', inBase('run')])
  await endHere([...sweep, '--out-dir', inBase('sweep')])
  for (const shard of ['1/2', '2/2'])
    await endHere([...sweep, '--out-dir', inBase('parts'), '--shard', shard])
})

/** What is read, by which commands, and which of its files they read. */
const readers: readonly {
  readonly result: string
  readonly within: string
  readonly read: RegExp
  readonly calls: (path: string) => readonly (readonly string[])[]
}[] = [
  {
    result: 'run',
    within: '',
    read: /^(?:summary|estimates|thresholds|timeseries|detections)\.csv$|^provenance\.json$/,
    calls: (path) => [
      ['report', path, '--html'],
      ['report', path, '--markdown'],
      ['report', path, '--junit'],
      ['compare', path, inBase('run')],
      ['compare', inBase('run'), path, '--html', inBase('page.html')],
    ],
  },
  {
    result: 'sweep',
    within: '',
    read: /^plan\.json$|^cells\.ndjson$/,
    calls: (path) => [
      ['report', path, '--html'],
      ['compare', path, inBase('sweep')],
      ['compare', inBase('sweep'), path],
    ],
  },
  {
    result: 'parts',
    within: 'shard-1-of-2',
    read: /^plan\.json$|^cells\.ndjson$/,
    calls: (path) => [['merge', path, '--out-dir', inBase('merged')]],
  },
  {
    result: 'sweep',
    within: '',
    read: /^$/,
    calls: (path) => [[...sweep, '--resume', '--out-dir', path]],
  },
]

for (const { result, within, read, calls } of readers)
  test(`${calls('X')
    .map((words) => words[0])
    .filter((word, index, words) => words.indexOf(word) === index)
    .join(' and ')} of a damaged ${result} (seed ${seed})`, async () => {
    const chance = chanceOf(seed)
    const names = readdirSync(join(inBase(result), within))
    for (const name of names)
      for (const { name: what, fits, damage } of damages.filter(({ fits }) => fits(name))) {
        assert.ok(fits(name))
        const path = inBase('damaged')
        for (const words of calls(path)) {
          for (const left of ['damaged', 'merged', 'page.html'])
            rmSync(inBase(left), { recursive: true, force: true })
          cpSync(inBase(result), path, { recursive: true })
          damage(join(path, within, name), chance)
          const { code, said } = await endHere(words)
          const where = `${words[0]}: ${name} ${what}: ${said}`
          assert.ok([0, 2, 99].includes(code), where)
          // A row that is cut off where its file ends at a row is seen by its sum.
          const isSeen = read.test(name) && what !== 'has a row twice' && !what.startsWith('has a')
          if (isSeen && name !== 'provenance.json' && what !== 'is gone') assert.is(code, 2, where)
          // Which sums and names hold is what the provenance says.
          const isNamed =
            said.includes(name) ||
            (name === 'provenance.json' && /\.csv|of a kind|result of a/.test(said)) ||
            /merge-missing|sweep-unfinished/.test(said)
          if (code === 2) assert.ok(isNamed, where)
        }
      }
  })

test.run()
