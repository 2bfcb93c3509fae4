/** Mutants that nobody can notice, for they behave as the original does, and places that hold no rule, with the reasons. */
import type { Mutation } from './candidates.ts'

/** Files whose candidates are not drawn. */
export const withoutRules: Readonly<Record<string, string>> = {
  'engine/model/codes.ts': 'its numbers are names',
  'engine/model/event-kind.ts': 'its numbers are names',
  'engine/model/invariants.ts': 'it checks the rules (`--verify`), and acts on nothing',
}

type Equivalent = {
  readonly file: string
  /** The line, without the white space around it. */
  readonly line: string
  readonly change: string
  readonly reason: string
}

export const equivalents: readonly Equivalent[] = []

/** Why nobody can notice the mutation of this file, if so. */
export function equivalenceOf(file: string, source: string, mutation: Mutation): string | undefined {
  const line = source.split('\n')[mutation.line - 1].trim()
  return equivalents.find((one) => one.file === file && one.line === line && one.change === mutation.change)
    ?.reason
}
