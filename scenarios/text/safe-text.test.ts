import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cutText, safeText } from './safe-text.ts'

const test = suite('safe text')

/** What the text is, and how it is shown. */
const rows: readonly (readonly [what: string, text: string, shown: string])[] = [
  ['a terminal sequence', 'a\x1b[31mred\x1b[0m', 'a\\x1b[31mred\\x1b[0m'],
  ['an operating system command', '\x1b]0;title\x07', '\\x1b]0;title\\x07'],
  ['a one-byte sequence, line breaks and a tab', '\x9b2J\x07\r\n\t', '\\x9b2J\\x07\\x0d\\x0a\\x09'],
  ['NUL and DEL', 'a\0b\x7f', 'a\\x00b\\x7f'],
  ['a mark that reverses a line', '\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
  [
    'spaces and joiners without width',
    'a\u200b\u200c\u200d\u2060b',
    'a\\u{200b}\\u{200c}\\u{200d}\\u{2060}b',
  ],
  ['a byte order mark', '\ufeffa', '\\u{feff}a'],
  ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
  ['lone surrogates', 'a\ud800b\udc00', 'a\\u{d800}b\\u{dc00}'],
  ['tags, which are drawn as nothing', 'a\u{e0041}b', 'a\\u{e0041}b'],
  ['a filler, which is drawn as nothing', 'a\u3164b', 'a\\u{3164}b'],
  ['a soft hyphen', 'pay\u00adpal', 'pay\\xadpal'],
  ['other writing systems', 'größe 東京 😀 ❤\ufe0f', 'größe 東京 😀 ❤\ufe0f'],
]
for (const [what, text, shown] of rows) test(`shows ${what}`, () => assert.is(safeText(text), shown))

test('shows anything so that it is well formed, and shows what is shown as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = safeText(text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      assert.not(/[\u0000-\u001f\u007f-\u009f]/.test(shown))
      assert.not(/[\ud800-\udfff]/u.test(shown), 'half of a character')
      assert.is(safeText(shown), shown)
    }),
  )
})

test('cuts a long text, never within a character', () => {
  assert.is(cutText('abc', 3), 'abc')
  assert.is(cutText('abcd', 3), 'abc…')
  assert.is(cutText('ab😀d', 3), 'ab…')
  assert.is(cutText('a😀bcd', 3), 'a😀…')
})

test.run()
