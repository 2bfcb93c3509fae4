import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../support/cli.ts'
import { Journal, treeOf } from './journal.ts'

const test = suite('the journal of mutants')
const folder = mkdtempSync(join(tmpdir(), 'probestorm-journal-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'mutants.jsonl')

const before = new Journal(file, 'one tree', false)
before.add('a.ts', 'a mutant', 'noticed', '')
before.add('b.ts', 'a mutant', 'survived', '')

/** Found in another tree, or in the same one; whether all must be of one tree; what is known of the noticed and of the surviving mutant. */
const known: readonly (readonly [string, boolean, string | undefined, string | undefined])[] = [
  ['one tree', false, 'noticed', 'survived'],
  ['one tree', true, 'noticed', 'survived'],
  ['another tree', false, 'noticed', undefined],
  ['another tree', true, undefined, undefined],
]
for (const [tree, hasOneTree, noticed, survived] of known)
  test(`${tree}, ${hasOneTree ? 'to be written' : 'to be looked at'}: ${noticed}, ${survived}`, () => {
    const journal = new Journal(file, tree, hasOneTree)
    assert.equal([journal.find('a.ts', 'a mutant'), journal.find('b.ts', 'a mutant')], [noticed, survived])
    assert.is(journal.find('a.ts', 'another mutant'), undefined)
  })

test('a tree is of what its files say', () => {
  const tree = treeOf(repository, ['tests/mutants'])
  assert.is(treeOf(repository, ['tests/mutants']), tree)
  assert.is.not(treeOf(repository, ['tests/mutants', 'tests/fuzz']), tree)
})

test.run()
