/** From the words of a command line to the command that they name: yargs, fed from the two tables. */
import yargs, { type Argv, type Options as YargsOption } from 'yargs'
import { type CommandRow, commandTable } from './command-table.ts'
import { ExitCode } from './exit-code.ts'
import { type OptionRow, optionRow, readOptions } from './options.ts'
import { UsageError } from './usage-error.ts'

/** The command that the words name, for the pointer to its help; empty for none. */
export function commandNamed(words: readonly string[]): string {
  return words.find((word) => commandNames().includes(word)) ?? ''
}

function commandNames(): string[] {
  return commandTable.map(({ usage }) => usage.split(' ')[0]!)
}

/**
 * Parses and runs.
 * @throws UsageError for a command line that cannot be understood, and whatever the command throws.
 */
export async function runCommandLine(
  words: readonly string[],
  scriptName: string,
  version: string,
): Promise<ExitCode> {
  let command: (() => Promise<ExitCode>) | undefined
  const parser = yargs()
    .scriptName(scriptName)
    .usage('$0 <command>\n\nSimulates the probe and restart load of Kubernetes workloads.')
    .locale('en')
    .parserConfiguration({ 'dot-notation': false, 'boolean-negation': false, 'camel-case-expansion': false })
    .demandCommand(1, `name a command: ${commandNames().join(', ')}`)
    .strict()
    .recommendCommands()
    .help()
    .alias('help', 'h')
    .version(version)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .exitProcess(false)
    .fail(false)
  for (const row of commandTable) {
    parser.command(
      row.usage,
      row.help,
      (builder) => describeCommand(builder, row),
      (parsed) => {
        const words = new Map(
          row.positionals?.map(({ name }) => [name, [parsed[name] ?? []].flat().map(String)]),
        )
        command = () => row.run(readOptions(parsed, row.overrides), words)
      },
    )
  }
  try {
    await parser.parseAsync(words)
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\s*\n\s*/g, ' '))
  }
  return command === undefined ? ExitCode.Done : command()
}

function describeCommand(builder: Argv, row: CommandRow): void {
  for (const { name, choices, help, isRequired } of row.positionals ?? []) {
    builder.positional(name, {
      ...(choices === undefined ? {} : { choices }),
      describe: help,
      type: 'string',
      ...(isRequired ? { demandOption: true } : {}),
    })
  }
  for (const name of row.options) builder.option(name, yargsOption(optionRow(name, row.overrides)))
  for (const [example, what] of row.examples) builder.example(example, what)
}

function yargsOption(row: OptionRow): YargsOption {
  const choices = row.choices === undefined ? '' : `: ${row.choices.join(', ')}`
  const fallback = row.default === undefined ? '' : ` [default: ${row.default}]`
  return {
    ...(row.alias === undefined ? {} : { alias: row.alias }),
    describe: `${row.help}${choices}${fallback}`,
    // Not yargs' array: that takes `-` for an option. A text that is given twice becomes a list of itself.
    ...(row.type === 'flag' ? { type: 'boolean' as const } : { type: 'string' as const, nargs: 1 }),
  }
}
