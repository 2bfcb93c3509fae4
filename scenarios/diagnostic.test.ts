import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Diagnostic, formatDiagnostic, InputError } from './diagnostic.ts'

const test = suite('diagnostic')

const diagnostic: Diagnostic = {
  severity: 'error',
  rule: 'number-range',
  file: 'app.yaml',
  line: 41,
  column: 26,
  message: 'livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
  fix: 'write a whole number',
  sourceLine: '          periodSeconds: -1',
}

test('shows place, rule, message, the line with a caret, and the fix', () => {
  assert.is(
    formatDiagnostic(diagnostic),
    [
      'app.yaml:41:26: error number-range',
      '  livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0',
      '  41 |           periodSeconds: -1',
      '     |                          ^',
      '  fix: write a whole number',
    ].join('\n'),
  )
})

test('leaves the line out where there is none', () => {
  const { sourceLine: _, ...rest } = diagnostic
  assert.is(formatDiagnostic(rest).split('\n').length, 3)
})

test('keeps the caret under its place behind control characters', () => {
  const lines = formatDiagnostic({ ...diagnostic, sourceLine: `a\u001b[2Jb: x`, column: 9 }).split('\n')
  assert.is(lines[2][lines[3].indexOf('^')], 'x')
})

test('shows a window of a very long line', () => {
  const sourceLine = `${'a'.repeat(5_000_000)}X${'b'.repeat(5_000_000)}`
  const lines = formatDiagnostic({ ...diagnostic, sourceLine, column: 5_000_001 }).split('\n')
  assert.ok(lines[2].length < 150)
  assert.is(lines[2][lines[3].indexOf('^')], 'X')
})

test('cuts a message that quotes without end', () => {
  const lines = formatDiagnostic({ ...diagnostic, message: 'a'.repeat(10_000) }).split('\n')
  assert.is(lines[1].length, 2 + 2000 + 1)
})

test('prints all diagnostics of an error as its message', () => {
  const error = new InputError([diagnostic, diagnostic], 3)
  assert.is(error.message.split('fix:').length, 3)
  assert.is(error.omitted, 3)
})

test.run()
