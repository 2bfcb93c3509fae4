/** `docs/kubelet-rules.md` against the code: every rule that code cites is explained, and what it names is there. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isTestFile, isWithin, readText, repositoryFiles } from './support/repository-files.ts'

const document = 'docs/kubelet-rules.md'

type RuleEntry = { readonly id: string; readonly code: string; readonly test: string }

/** Entries begin with `### P9. Title`; their items with `- Code: ` and `- Test: `. */
function readEntries(): RuleEntry[] {
  return readText(document)
    .split(/^(?=##+ )/m)
    .flatMap((section) => {
      const id = /^### ([PHSKBILTRWADNZ]\d{1,2})\. /.exec(section)?.[1]
      if (id === undefined) return []
      return [{ id, code: item(section, 'Code'), test: item(section, 'Test') }]
    })
}

function item(section: string, name: string): string {
  return new RegExp(`^- ${name}: ((?:.|\\n(?!- |\\n))*)`, 'm').exec(section)?.[1] ?? ''
}

/** Rule ids in a text; `B3-B6` stands for all from B3 to B6. */
function idsIn(text: string): Set<string> {
  const ids = new Set<string>()
  for (const [, letter, first, last] of text.matchAll(/\b([PHSKBILTRWADNZ])(\d{1,2})(?:-\1(\d{1,2}))?\b/g)) {
    for (let number = Number(first); number <= Number(last ?? first); number++) ids.add(`${letter}${number}`)
  }
  return ids
}

const entries = readEntries()
const known = new Set(entries.map(({ id }) => id))

/** The words of a file's comments. */
function commentsOf(text: string): string {
  return Array.from(text.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*/g), ([comment]) => comment).join('\n')
}

/** Files named in an item, each with the symbols that follow it in brackets. */
function placesIn(text: string): { path: string; symbols: string[] }[] {
  return Array.from(
    text.matchAll(/`([\w./-]+\.ts)`(?:\s+\(((?:`\w+`(?:,\s+)?)+)\))?/g),
    ([, path, symbols = '']) => ({
      path,
      symbols: Array.from(symbols.matchAll(/`(\w+)`/g), ([, symbol]) => symbol),
    }),
  )
}

const test = suite('kubelet rules and their places')

test('the document holds the rules', () => {
  assert.ok(
    entries.length > 60,
    `${document} has ${entries.length} entries; expected headings such as "### P9. Title"`,
  )
  assert.is(known.size, entries.length, `${document} explains a rule twice; join the entries`)
})

test('every rule that the model cites is explained', () => {
  const findings = repositoryFiles
    .filter((path) => isWithin(path, 'engine/model') && path.endsWith('.ts') && !isTestFile(path))
    .flatMap((path) =>
      [...idsIn(commentsOf(readText(path)))]
        .filter((id) => !known.has(id))
        .map((id) => `${path} cites ${id}; add an entry "### ${id}. ..." to ${document}`),
    )
  assert.is(findings.length, 0, `\n${findings.join('\n')}`)
})

for (const { id, code, test: tests } of entries) {
  test(`${id}: code and tests that the document names exist and cite it`, () => {
    assert.is.not(code, '', `${document}, ${id}: add an item "- Code: ..."`)
    assert.is.not(tests, '', `${document}, ${id}: add an item "- Test: ..."`)
    const isByTheWay = code.startsWith('none cites it')
    for (const { path, symbols } of [...placesIn(code), ...placesIn(tests)]) {
      assert.ok(
        repositoryFiles.includes(path),
        `${document}, ${id} names ${path}, which is not there; correct the path`,
      )
      const text = readText(path)
      for (const symbol of symbols)
        assert.match(
          text,
          new RegExp(`\\b${symbol}\\b`),
          `${document}, ${id} names ${symbol} in ${path}, which does not have it; name what does`,
        )
      assert.ok(
        (isByTheWay && code.includes(path)) || idsIn(text).has(id),
        `${document}, ${id} names ${path}, which does not cite ${id}; cite it there, or name the file that does`,
      )
    }
  })
}

test.run()
