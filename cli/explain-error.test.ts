import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { StandstillError } from '../engine/kernel/standstill.ts'
import { PodsMaxError } from '../engine/model/pods-max.ts'
import { type Diagnostic, InputError } from '../scenarios/diagnostic.ts'
import { diagnosticsText, explain } from './explain-error.ts'
import { UsageError } from './usage-error.ts'

const test = suite('explain error')

const diagnostic: Diagnostic = {
  severity: 'error',
  rule: 'number-range',
  file: 'app.yaml',
  line: 3,
  column: 5,
  message: 'periodSeconds is -1; expected 0 or more',
  fix: 'write 10',
}

test('wrong input: every diagnostic, then how many there are', () => {
  const { message, exitCode } = explain(
    new InputError([diagnostic, { ...diagnostic, line: 9 }], 0),
    'probestorm',
  )
  assert.is(exitCode, 2)
  assert.match(message, 'app.yaml:3:5: error number-range')
  assert.match(message, 'app.yaml:9:5')
  assert.match(message, '  fix: write 10')
  assert.match(message, /\n2 errors\n$/)
})

test('says how many errors are not shown', () => {
  assert.match(diagnosticsText([diagnostic], 41), /\n42 errors, the first 1 of them shown\n$/)
})

test('no diagnostics are no text', () => assert.is(diagnosticsText([]), ''))

test('wrong usage: a pointer to the help, hostile words made visible', () => {
  const { message, exitCode } = explain(new UsageError('no \x1b[2J'), 'probestorm run')
  assert.is(exitCode, 2)
  assert.is(message, 'probestorm run: no \\x1b[2J\nSee probestorm run --help\n')
})

test('a refusal of the machine is one line', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  })
  assert.equal(explain(error, 'probestorm run'), {
    message: 'probestorm run: ENOSPC: no space left on device, write\n',
    exitCode: 1,
  })
})

test('a file of the program that cannot be loaded is one line', () => {
  const error = Object.assign(new Error("Cannot find package '/p/yaml/index.js'"), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  const { message, exitCode } = explain(error, 'probestorm run')
  assert.match(message, /^probestorm run: EMFILE, .*'\/p\/yaml\/index\.js'\n$/)
  assert.is(exitCode, 1)
})

test('a simulation that stands still is wrong input, also when another thread sent only the message', () => {
  const error = new StandstillError(2e6, 'web-0')
  for (const each of [error, new Error(error.message)]) {
    const { message, exitCode } = explain(each, 'probestorm run')
    assert.is(exitCode, 2)
    assert.match(message, 'events of pod web-0 follow each other at 2 s without end\n  fix: ')
  }
})

test('a run that makes pods without end is wrong input, and the limit has a name', () => {
  const error = new PodsMaxError(4_000_000, 90e6)
  for (const each of [error, new Error(error.message)]) {
    const { message, exitCode } = explain(each, 'probestorm run')
    assert.is(exitCode, 2)
    assert.match(
      message,
      'at 90 s it is to have one more than podsMax: 4000000, those that are gone included\n  fix: raise spec.podsMax',
    )
  }
})

test('a fault of ours asks to be reported, with its stack', () => {
  const { message, exitCode } = explain(new Error('broken invariant: time went back'), 'probestorm run')
  assert.is(exitCode, 1)
  assert.match(message, 'Please report it')
  assert.match(message, 'broken invariant: time went back\n    at ')
})

test.run()
