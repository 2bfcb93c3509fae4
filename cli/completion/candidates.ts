/** What may stand at the end of a command line: commands, options, their choices, fields, or files. No parser is loaded for it. */

import type { CommandRow } from '../command-row.ts'
import { commandName, commandTable } from '../command-table.ts'
import { type OptionRow, optionRow } from '../options.ts'

/** A word that fits, and what it means; `files`: the shell knows them. */
export type Candidates = readonly Candidate[] | 'files'
export type Candidate = readonly [word: string, meaning: string]

/** @param words what stands behind the name of the program, the word under the cursor last: it may be empty. */
export async function candidatesFor(words: readonly string[]): Promise<Candidates> {
  // Bash makes three words of `--format=json`.
  const parts = words.flatMap((word) => /^(--[^=]+)=(.*)$/s.exec(word)?.slice(1) ?? [word])
  const typed = parts.at(-1) === '=' ? [...parts, ''] : parts
  const plain = typed.filter((word) => word !== '=')
  const [name = '', ...rest] = plain
  if (plain.length <= 1) return startingWith(name, commands())
  const row = commandTable.find((each) => commandName(each) === name)
  if (row === undefined) return name === 'help' ? startingWith(rest.at(-1)!, commands()) : []
  const found = await candidatesOf(row, rest)
  return found === 'files' ? found : startingWith(rest.at(-1)!, found)
}

function startingWith(start: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(([word]) => word.startsWith(start))
}

function commands(): Candidate[] {
  return [...commandTable.map((row): Candidate => [commandName(row), row.help]), ['help', 'Show help']]
}

async function candidatesOf(row: CommandRow, words: readonly string[]): Promise<Candidates> {
  const current = words.at(-1)!
  const asked = optionNamed(row, words.at(-2))
  if (asked !== undefined && asked.type !== 'flag') return valuesOf(asked)
  if (current.startsWith('-')) return [...optionsOf(row), ['--help', 'Show help']]
  if (commandName(row) === 'explain') return [...(await fieldsFor(current)), ...optionsOf(row)]
  const place = positionalCount(row, words.slice(0, -1))
  const positional = row.positionals?.[Math.min(place, row.positionals.length - 1)]
  if (positional?.choices !== undefined) return positional.choices.map((choice) => [choice, ''])
  return positional === undefined || positional.isPath ? 'files' : []
}

function optionsOf(row: CommandRow): Candidate[] {
  return row.options.map((name) => optionOf(row, name))
}

function optionOf({ overrides }: CommandRow, name: CommandRow['options'][number]): Candidate {
  return [`--${name}`, optionRow(name, overrides).help]
}

/** The option that a word of the command line is. */
function optionNamed({ options, overrides }: CommandRow, word = ''): OptionRow | undefined {
  const name = options.find((each) => {
    const { alias } = optionRow(each, overrides)
    return word === `--${each}` || (alias !== undefined && word === `-${alias}`)
  })
  return name === undefined ? undefined : optionRow(name, overrides)
}

function valuesOf({ choices, isPath }: OptionRow): Candidates {
  if (choices !== undefined) return choices.map((choice) => [choice, ''])
  return isPath ? 'files' : []
}

/** How many words are neither options nor their values. */
function positionalCount(row: CommandRow, words: readonly string[]): number {
  return words.filter((word, index) => {
    const before = optionNamed(row, words[index - 1])
    return !word.startsWith('-') && (before === undefined || before.type === 'flag')
  }).length
}

/** Fields of a scenario one step further than what is typed. */
async function fieldsFor(typed: string): Promise<Candidate[]> {
  if (typed.startsWith('-')) return []
  const { fieldAt } = await import('../../scenarios/field.ts')
  const { scenarioJsonSchema } = await import('../../scenarios/schema.ts')
  const parent = typed.includes('.') ? typed.slice(0, typed.lastIndexOf('.')) : ''
  const field = fieldAt(parent, scenarioJsonSchema())
  if ('unknown' in field) return []
  return field.rows.map(({ name, description }) => [parent === '' ? name : `${parent}.${name}`, description])
}
