import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ExpressionError, type ExpressionValue, parseExpression } from './expression.ts'

const test = suite('expressions of skip')

const scope = new Map<string, ExpressionValue>([
  ['period', 10],
  ['timeout', 3],
  ['version', '1.35'],
  ['fast', true],
])
const names = [...scope.keys()]

const answers: readonly (readonly [text: string, holds: boolean])[] = [
  ['timeout > period', false],
  ['timeout < period', true],
  ['period * timeout >= 30', true],
  ['period * timeout >= 30s', true],
  ['period - timeout - 2 == 5', true],
  ['period / 4 / 5 == 0.5', true],
  ['1 + 2 * 3 == 7', true],
  ['(1 + 2) * 3 == 9', true],
  ['-period < -timeout', true],
  ['period == 10 || timeout == 10 && fast == false', true],
  ['!(period == 10) || fast', true],
  ['!fast', false],
  ['version == "1.35"', true],
  ["version != '1.35'", false],
  ['1m30s == 90', true],
  ['500ms < 1', true],
  ['.5 == 0.5', true],
]

for (const [text, holds] of answers) {
  test(`${text} is ${holds}`, () => {
    assert.is(parseExpression(text, names)(scope), holds)
  })
}

const slips: readonly (readonly [text: string, message: RegExp])[] = [
  ['', /ends where it means nothing/],
  ['period >', /ends where it means nothing/],
  ['(period > 1', /expected \)/],
  ['period > 1 timeout', /"timeout" stands where it means nothing/],
  ['perod > 1', /there is no parameter "perod"; expected period, timeout, version or fast/],
  ['period = 10', /"= 10" is nothing/],
  ['process.exit()', /"\.exit\(\)" is nothing/],
  ['period > 10d', /"10d" is not a duration/],
  ['period', /meets 10; expected a comparison/],
  ['period && fast', /&& meets 10/],
  ['version > 1', /> meets "1.35"; expected a number/],
  ['version == 1.35', /compares "1.35" with 1.35/],
]

for (const [text, message] of slips) {
  test(`says what is wrong with ${text || 'nothing at all'}`, () => {
    try {
      parseExpression(text, names)(scope)
    } catch (error) {
      assert.instance(error, ExpressionError)
      assert.match((error as ExpressionError).message, message)
      return
    }
    assert.unreachable('accepted')
  })
}

test.run()
