/** Help, from the table of commands and that of options. It needs no parser, which takes longer to load than all of this. */

import type { CommandRow } from './command-row.ts'
import { commandNamed, commandTable } from './command-table.ts'
import { optionRow } from './options.ts'

const widthMax = 110

type Line = readonly [name: string, what: string]

/** `--help` or `-h` anywhere, or `help` first. */
export function asksForHelp(words: readonly string[]): boolean {
  return words[0] === 'help' || words.includes('--help') || words.includes('-h')
}

/**
 * Help for the command that the words name, or for the program.
 * @param columns width of the terminal, if it is one.
 */
export function helpText(words: readonly string[], scriptName: string, columns = widthMax): string {
  const row = commandNamed(words)
  const width = Math.min(widthMax, columns)
  const parts = row === undefined ? programHelp(scriptName) : commandHelp(row, scriptName)
  return parts
    .map((part) => (typeof part === 'string' ? part : section(part, width)))
    .join('\n\n')
    .concat('\n')
}

type Section = { readonly title: string; readonly lines: readonly Line[] }

const alwaysOptions: readonly Line[] = [
  ['-h, --help', 'Show help'],
  ['    --version', 'Show the version'],
]

function programHelp(scriptName: string): (string | Section)[] {
  return [
    `${scriptName} <command>`,
    'Simulates the probe and restart load of Kubernetes workloads.',
    { title: 'Commands', lines: commandTable.map(({ usage, help }) => [`${scriptName} ${usage}`, help]) },
    { title: 'Options', lines: alwaysOptions },
  ]
}

function commandHelp(row: CommandRow, scriptName: string): (string | Section)[] {
  const { positionals = [], examples } = row
  const named = (text: string): string => text.replaceAll('$0', scriptName)
  const words: Line[] = positionals.map(({ name, choices, help }) => [name, withChoices(help, choices)])
  return [
    `${scriptName} ${row.usage}`,
    row.help,
    ...(words.length === 0 ? [] : [{ title: 'Arguments', lines: words }]),
    { title: 'Options', lines: [...optionLines(row), ...alwaysOptions] },
    { title: 'Examples', lines: examples.map(([example, what]) => [named(example), what] as const) },
  ]
}

function optionLines({ options, overrides }: CommandRow): Line[] {
  return options.map((name) => {
    const { alias, type, choices, default: fallback, help } = optionRow(name, overrides)
    const letter = alias === undefined ? '    ' : `-${alias}, `
    const value = type === 'flag' ? '' : type === 'count' ? ' N' : ' TEXT'
    return [
      `${letter}--${name}${value}`,
      `${withChoices(help, choices)}${fallback === undefined ? '' : ` [default: ${fallback}]`}`,
    ]
  })
}

function withChoices(help: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? help : `${help}: ${choices.join(', ')}`
}

/** Names to the left, what they mean beside them, broken at spaces; below a name that leaves no room. */
function section({ title, lines }: Section, width: number): string {
  const longest = Math.max(...lines.map(([name]) => name.length))
  const indent = Math.min(longest + 4, Math.floor(width / 2))
  const texts = lines.flatMap(([name, what]) => {
    const [first = '', ...more] = brokenAtSpaces(what, width - indent)
    const rest = more.map((text) => ' '.repeat(indent) + text)
    const left = `  ${name}`
    return left.length + 2 > indent
      ? [...brokenCommand(left, width), ' '.repeat(indent) + first, ...rest]
      : [left.padEnd(indent) + first, ...rest]
  })
  return [`${title}:`, ...texts].join('\n')
}

function brokenAtSpaces(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line]
}

/** A command that is too long for a line, as a shell takes it: broken between its words. */
function brokenCommand(text: string, width: number): string[] {
  if (text.length <= width) return [text]
  const words = text.match(/(?:[^\s"]|"[^"]*")+/g) ?? []
  const lines = ['  ']
  for (const word of words) {
    const line = lines[lines.length - 1]!
    if (line.trim() !== '' && line.length + word.length + 3 > width) {
      lines[lines.length - 1] = `${line} \\`
      lines.push(`      ${word}`)
    } else lines[lines.length - 1] = line.trim() === '' ? line + word : `${line} ${word}`
  }
  return lines
}
