import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { takesColor } from './streams.ts'

const test = suite('colours')

const terminal = { isTTY: true }
const pipe = {}
const cases: readonly (readonly [string, boolean, boolean, { isTTY?: boolean }, Record<string, string>])[] = [
  ['a terminal takes colours', true, false, terminal, {}],
  ['a pipe does not', false, false, pipe, {}],
  ['a dumb terminal does not', false, false, terminal, { TERM: 'dumb' }],
  ['NO_COLOR switches them off', false, false, terminal, { NO_COLOR: '1' }],
  ['an empty NO_COLOR does not count', true, false, terminal, { NO_COLOR: '' }],
  ['FORCE_COLOR switches them on', true, false, pipe, { FORCE_COLOR: '1' }],
  ['FORCE_COLOR wins over NO_COLOR, as in Node', true, false, pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }],
  ['FORCE_COLOR=0 switches them off', false, false, terminal, { FORCE_COLOR: '0' }],
  ['--no-color wins over all', false, true, terminal, { FORCE_COLOR: '1' }],
]
for (const [name, expected, noColor, stream, env] of cases) {
  test(name, () => assert.is(takesColor(noColor, stream, env), expected))
}

test.run()
