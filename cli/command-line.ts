/** From the words of a command line to the command that they name: yargs, fed from the two tables. */
import type { Argv, Options as YargsOption } from 'yargs'
import { InputError } from '../scenarios/diagnostic.ts'
import { cutText } from '../scenarios/text/safe-text.ts'
import type { CommandRow, Positionals } from './command-row.ts'
import { commandName, commandTable } from './command-table.ts'
import { ExitCode } from './exit-code.ts'
import { asksForHelp, helpText } from './help.ts'
import { emptyPath, type OptionRow, optionRow, readOptions } from './options.ts'
import { type Output, terminal } from './streams.ts'
import { UsageError } from './usage-error.ts'

/** Our help is not yargs', which lays its own out before every command: of what is hidden it has nothing to lay out. */
const notInHelp = false

/**
 * Parses and runs, or prints help.
 * @throws UsageError for a command line that cannot be understood, and whatever the command throws.
 */
export async function runCommandLine(
  words: readonly string[],
  scriptName: string,
  version: string,
  output: Output = terminal,
): Promise<ExitCode> {
  if (words[0] === '__complete')
    return (await import('./commands/completion.ts')).complete(words.slice(1), output)
  if (asksForHelp(words)) {
    process.stdout.write(helpText(words, scriptName, process.stdout.columns))
    return ExitCode.Done
  }
  const { default: yargs } = await import('yargs')
  const names = commandTable.map(commandName)
  let command: (() => Promise<ExitCode>) | undefined
  const parser = yargs()
    .scriptName(scriptName)
    .locale('en')
    .parserConfiguration({ 'dot-notation': false, 'boolean-negation': false, 'camel-case-expansion': false })
    .demandCommand(1, `name a command: ${names.join(', ')}`)
    .strict()
    .recommendCommands()
    .help(false)
    .version(version)
    .exitProcess(false)
    .fail(false)
  for (const row of commandTable) {
    parser.command(
      row.usage,
      notInHelp,
      (builder) => describeCommand(builder, row),
      (parsed) => {
        const words = new Map(
          row.positionals?.map(({ name }) => [name, [parsed[name] ?? []].flat().map(String)]),
        )
        command = async () => {
          checkRefused(row, parsed)
          checkPaths(row, words)
          const options = readOptions(parsed, row.overrides)
          const filename = [...options.filename, ...(words.get('paths') ?? [])]
          return row.run({ ...options, filename }, words, output)
        }
      },
    )
  }
  try {
    await parser.parseAsync(words)
  } catch (error) {
    const message = (error as Error).message.replace(/\s*\n\s*/g, ' ')
    throw new UsageError(
      unknownCommand(message, words, names) ?? (await unknownOption(message, words)) ?? message,
    )
  }
  return command === undefined ? ExitCode.Done : command()
}

function describeCommand(builder: Argv, row: CommandRow): void {
  for (const { name, choices, isRequired } of row.positionals ?? []) {
    builder.positional(name, {
      ...(choices === undefined ? {} : { choices }),
      type: 'string',
      ...(isRequired ? { demandOption: true } : {}),
    })
  }
  for (const name of row.options) builder.option(name, yargsOption(optionRow(name, row.overrides)))
  for (const name of row.refused?.options ?? []) builder.option(name, yargsOption(optionRow(name)))
}

/** Characters of a word that is no command, as it is shown. */
const wordCharsMax = 40

/** An option that the command does not have, with the one that is nearest among those that it has. */
async function unknownOption(message: string, words: readonly string[]): Promise<string | undefined> {
  const [, name] = /^Unknown arguments?: ([^,]+)/.exec(message) ?? []
  const row = commandTable.find((each) => words.includes(commandName(each)))
  if (name === undefined || row === undefined || !words.some((word) => word.startsWith(`--${name}`)))
    return undefined
  const { nearestWord } = await import('../scenarios/text/suggestion.ts')
  // A short word is near to anything; so its first letter has to agree, as that of a command.
  const near = nearestWord(
    name,
    row.options.filter((option) => option[0] === name[0]),
  )
  const meant = near === undefined ? '' : `; did you mean --${near}?`
  return `unknown option --${cutText(name, wordCharsMax)}${meant}`
}

/** A word that is no command is named; yargs guesses wildly what a short one may mean, so the first letter has to agree. */
function unknownCommand(
  message: string,
  words: readonly string[],
  names: readonly string[],
): string | undefined {
  const [, guess] = /^Did you mean (.*)\?$/.exec(message) ?? []
  const word = words.find((each) => !each.startsWith('-'))
  if (guess === undefined || word === undefined) return undefined
  const known = guess[0] === word[0] ? `did you mean ${guess}?` : `expected ${names.join(', ')}`
  return `unknown command "${cutText(word, wordCharsMax)}"; ${known}`
}

/** @throws UsageError for a path that is empty. */
function checkPaths({ positionals = [] }: CommandRow, words: Positionals): void {
  for (const { name, isPath } of positionals)
    if (isPath && words.get(name)?.includes('')) throw new UsageError(emptyPath(name))
}

function checkRefused({ refused }: CommandRow, parsed: Readonly<Record<string, unknown>>): void {
  const name = refused?.options.find((option) => parsed[option] !== undefined)
  if (refused === undefined || name === undefined) return
  const { why: message, fix } = refused
  const place = { file: `--${name}`, line: 1, column: 1 }
  throw new InputError([{ severity: 'error', rule: 'option-refused', ...place, message, fix }], 0)
}

function yargsOption({ alias, type }: OptionRow): YargsOption {
  return {
    ...(alias === undefined ? {} : { alias }),
    // Not yargs' array: that takes `-` for an option. A text that is given twice becomes a list of itself.
    hidden: true,
    ...(type === 'flag' ? { type: 'boolean' as const } : { type: 'string' as const, nargs: 1 }),
  }
}
