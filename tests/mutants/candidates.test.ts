/** Which changes of a source text are tried. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { candidatesOf, mutated } from './candidates.ts'
import { reportOf, type SeedResult } from './report.ts'
import { withMutantsSection } from './section.ts'

const test = suite('mutants')

const tables: readonly { what: string; source: string; gives: readonly string[] }[] = [
  { what: 'a comparison', source: 'f(a < b)', gives: [';', 'f(a <= b)'] },
  { what: 'an equality', source: 'const x = a === b', gives: ['const x = a !== b'] },
  { what: 'a sum and a number', source: 'const x = a + 1', gives: ['const x = a - 1', 'const x = a + 2'] },
  { what: 'a large number, twice', source: 'const us = 1_000_000', gives: ['const us = 2000000'] },
  { what: 'a text that is put together: nothing', source: "const x = 'a' + b", gives: [] },
  { what: 'and, or', source: 'const x = a && b', gives: ['const x = a || b'] },
  { what: 'a flag', source: 'const x = { isOn: true }', gives: ['const x = { isOn: false }'] },
  { what: 'a condition', source: 'if (a) b', gives: ['if (!(a)) b', 'if (a) ;'] },
  { what: 'a condition of a value', source: 'const x = a ? b : c', gives: ['const x = !(a) ? b : c'] },
  {
    what: 'a function with an opposite',
    source: 'const x = Math.max(a, b)',
    gives: ['const x = Math.min(a, b)'],
  },
  { what: 'a count', source: 'a++', gives: [';', 'a--'] },
  { what: 'two statements', source: 'a = b\nf()', gives: ['f();a = b', ';\nf()', 'a = b\n;'] },
  { what: 'two assignments that are apart', source: 'a = b\nc = d', gives: [';\nc = d', 'a = b\n;'] },
  { what: 'a count beside an assignment', source: 'a = b\nc++', gives: [';\nc++', 'a = b\n;', 'a = b\nc--'] },
  {
    what: 'a count that is assigned',
    source: 'a = c\nc++',
    gives: [';\nc++', 'a = c\n;', 'a = c\nc--', 'c++;a = c'],
  },
  { what: 'two columns', source: 'a.push(b)\nc.push(d)', gives: [';\nc.push(d)', 'a.push(b)\n;'] },
  { what: 'a loop that counts: not its direction', source: 'for (;;a++) b', gives: ['for (;;a++) ;'] },
  { what: 'a type: nothing', source: 'type A = 1 | 2', gives: [] },
  { what: 'a message: nothing', source: 'function f() { throw new Error(a + 1) }', gives: [] },
  {
    what: 'what a type stands behind',
    source: 'const x = (a + b) as number',
    gives: ['const x = (a - b) as number'],
  },
]

for (const { what, source, gives } of tables) {
  test(`changes ${what}`, () => {
    const texts = candidatesOf(source).map((mutation) => mutated(source, mutation))
    assert.equal(texts.sort(), gives.toSorted())
  })
}

test('a report counts the noticed among those that are not equivalent', () => {
  const mutant = (verdict: 'noticed' | 'survived' | 'equivalent') => ({
    file: 'a.ts',
    mutation: { start: 0, end: 1, replacement: '', line: 3, change: '< to <=' },
    source: 'a < b',
    verdict,
  })
  const seed: SeedResult = {
    seed: '1',
    candidates: 10,
    mutants: [
      mutant('noticed'),
      mutant('noticed'),
      mutant('noticed'),
      mutant('survived'),
      mutant('equivalent'),
    ],
  }
  const { shares, text } = reportOf([seed])
  assert.equal(shares, [0.75])
  assert.match(text, /\| 1 \| 10 \| 5 \| 3 \| 1 \| 1 \| 75\.0 % \|/)
  assert.match(text, /survived: a\.ts:3, < to <= in `a < b`/)
})

test('docs/validation.md shows the results that are kept', () => {
  const page = readFileSync(new URL('../../docs/validation.md', import.meta.url), 'utf8')
  assert.is(withMutantsSection(page), page)
})

test.run()
