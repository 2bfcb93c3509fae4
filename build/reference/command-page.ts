/** Every command with its arguments, options and examples, from the tables of the command line. */
import type { CommandRow } from '../../cli/command-row.ts'
import { commandName, commandTable } from '../../cli/command-table.ts'
import { type OptionName, optionRow } from '../../cli/options.ts'
import { code, type Page, page, table } from './page.ts'

export function commandPage(): Page {
  return page(
    'commands',
    'Commands and options',
    'Every command takes `--help`; `probestorm --version` prints the version. Data goes to standard output; progress, warnings and errors go to standard error. As `kubectl-probestorm` on the path the program is a plugin: `kubectl probestorm run ...`.',
    table(
      ['command', 'does'],
      commandTable.map((row) => [`[${commandName(row)}](#${commandName(row)})`, row.help]),
    ),
    ...commandTable.map(commandText),
  )
}

function commandText(row: CommandRow): string {
  const { usage, help, positionals = [], examples } = row
  const names = examples.map(([example, what]) => `${example.replaceAll('$0', 'probestorm')}  # ${what}`)
  return [
    `## ${commandName(row)}`,
    `${code(`probestorm ${usage}`)}: ${help}.`,
    ...(positionals.length === 0
      ? []
      : [
          table(
            ['argument', 'means'],
            positionals.map(({ name, choices, help: what }) => [code(name), withChoices(what, choices)]),
          ),
        ]),
    ...(row.options.length === 0
      ? []
      : [
          table(
            ['option', 'means'],
            row.options.map((name) => optionCells(name, row)),
          ),
        ]),
    ['```sh', ...names, '```'].join('\n'),
  ].join('\n\n')
}

function optionCells(name: OptionName, { overrides }: CommandRow): string[] {
  const { alias, type, choices, default: fallback, help } = optionRow(name, overrides)
  const value = type === 'flag' ? '' : type === 'count' ? ' N' : ' TEXT'
  const names = alias === undefined ? `--${name}${value}` : `-${alias}, --${name}${value}`
  return [
    code(names),
    `${withChoices(help, choices)}${fallback === undefined ? '' : ` [default: ${fallback}]`}`,
  ]
}

function withChoices(help: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? help : `${help}: ${choices.map(code).join(', ')}`
}
