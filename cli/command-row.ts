/** A command as the tables have it. */
import type { ExitCode } from './exit-code.ts'
import type { OptionName, OptionOverrides, Options } from './options.ts'
import type { Output } from './streams.ts'

export type CommandRow = {
  /** Name and positional arguments, as yargs reads them. */
  readonly usage: string
  readonly help: string
  readonly positionals?: readonly Positional[]
  readonly options: readonly OptionName[]
  readonly overrides?: OptionOverrides
  /** Options of other commands that one may look for here, and why they are not. The help does not show them. */
  readonly refused?: { readonly options: readonly OptionName[]; readonly why: string; readonly fix: string }
  readonly examples: readonly (readonly [command: string, what: string])[]
  /** @param words by the name of the positional argument. */
  run(options: Options, words: Positionals, output: Output): Promise<ExitCode>
}

export type Positional = {
  readonly name: string
  readonly choices?: readonly string[]
  /** As of options. */
  readonly isPath?: true
  readonly help: string
  readonly isRequired: boolean
}

export type Positionals = ReadonlyMap<string, readonly string[]>

/** As `-f` takes them; so `app.yaml other.yaml` and what a shell makes of `-f *.yaml` are one input. */
export const inputPaths: Positional = {
  name: 'paths',
  isPath: true,
  help: 'Files or directories, as with -f',
  isRequired: false,
}
