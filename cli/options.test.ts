import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandTable } from './command-table.ts'
import { optionTable, readOptions } from './options.ts'
import { UsageError } from './usage-error.ts'

const test = suite('options')

test('lists are empty, flags are false and the rest is absent when nothing is given', () => {
  const options = readOptions({})
  assert.equal(options.filename, [])
  assert.equal(options.trace, [])
  assert.is(options.quiet, false)
  assert.is(options.seed, undefined)
  assert.is(options.format, 'table')
})

test('a seed is a text, whatever it looks like', () => {
  assert.is(readOptions({ seed: '007' }).seed, '007')
})

test('traces may be repeated and joined by commas', () => {
  assert.equal(readOptions({ trace: ['probes,starts', 'probes'] }).trace, ['probes', 'starts', 'probes'])
})

const wrong: readonly (readonly [Record<string, unknown>, RegExp])[] = [
  [{ seed: ['a', 'b'] }, /--seed is given 2 times/],
  [{ replications: '0' }, /--replications is "0"; expected a whole number, 1 or more/],
  [{ replications: '1.5' }, /"1.5"/],
  [{ replications: '-1' }, /"-1"/],
  [{ replications: 'ten' }, /"ten"/],
  [{ format: 'xml' }, /--format is "xml"; expected table, json, yaml, csv, markdown/],
  [{ trace: ['probes,nodes'] }, /--trace is "nodes"; expected probes, starts, events/],
]
for (const [parsed, message] of wrong) {
  test(`refuses ${JSON.stringify(parsed)}`, () => {
    assert.throws(
      () => readOptions(parsed),
      (error: unknown) => error instanceof UsageError && message.test(error.message),
    )
  })
}

test('every option belongs to a command, and no two share a letter', () => {
  const used = new Set(commandTable.flatMap(({ options }) => options))
  assert.equal(
    Object.keys(optionTable).filter((name) => !used.has(name as never)),
    [],
  )
  const letters = Object.values(optionTable).flatMap((row) => ('alias' in row ? [row.alias] : []))
  assert.is(new Set(letters).size, letters.length)
})

test.run()
