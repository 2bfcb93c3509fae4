import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandName, commandTable } from './command-table.ts'
import { asksForHelp, helpText } from './help.ts'
import { optionRow } from './options.ts'

const test = suite('help')

test('help is asked for by --help, -h or help, with or without a command', () => {
  for (const words of [['--help'], ['run', '-f', 'x', '--help'], ['run', '-h'], ['help', 'run']])
    assert.ok(asksForHelp(words), words.join(' '))
  for (const words of [[], ['run', '-f', 'x'], ['run', '-f', 'help']]) assert.not(asksForHelp(words))
})

test('the help of the program names every command', () => {
  const text = helpText(['--help'], 'kubectl probestorm')
  for (const { usage, help } of commandTable) {
    assert.match(text, `kubectl probestorm ${usage}`)
    assert.match(text.replace(/\s+/g, ' '), help)
  }
})

for (const row of commandTable) {
  test(`the help of ${row.usage} has every option with its meaning, choices and default, and examples`, () => {
    const text = helpText(row.usage.split(' '), 'probestorm').replace(/\s+/g, ' ')
    for (const name of row.options) {
      const { help, choices, alias } = optionRow(name, row.overrides)
      assert.match(text, `--${name}`)
      assert.match(text, help)
      if (alias !== undefined) assert.match(text, `-${alias}, --${name}`)
      if (choices !== undefined) assert.match(text, choices.join(', '))
    }
    for (const [example] of row.examples)
      assert.match(text.replaceAll(/ \\\s+/g, ' '), example.replace('$0', 'probestorm'))
  })
}

for (const columns of [80, 110, 300]) {
  test(`lines fit into ${columns} columns, and are no longer than 110`, () => {
    for (const row of commandTable)
      for (const line of helpText([commandName(row)], 'kubectl probestorm', columns).split('\n'))
        assert.ok(line.length <= Math.min(columns, 110), line)
  })
}

/** What a file imports before it runs; types are gone by then. */
function importsOf(file: string): string[] {
  const forms = /^(?:import (?!type\b)|export (?!type\b)|\} )[^'\n]*\bfrom '([^']+)'/gm
  return Array.from(readFileSync(file, 'utf8').matchAll(forms), ([, name]) => name!)
}

test('until a command runs no package is loaded: the help answers at once', () => {
  // The executable loads the program late, to be able to say that it cannot.
  const files = ['main.ts', 'program.ts'].map((name) => join(import.meta.dirname, name))
  for (const file of files) {
    for (const name of importsOf(file)) {
      if (name.startsWith('node:')) continue
      assert.ok(name.startsWith('.'), `${file} loads ${name}; import it where it is needed`)
      const path = join(dirname(file), name)
      if (!files.includes(path)) files.push(path)
    }
  }
  // How many files that are is a matter of the bundle.
  assert.ok(files.length > 5, files.join('\n'))
})

test.run()
