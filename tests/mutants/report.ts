/** What came of the mutants, as a table and as data. */
import type { Mutation } from './candidates.ts'

export type Mutant = {
  readonly file: string
  readonly mutation: Mutation
  /** The line before the change. */
  readonly source: string
}

export type MutantResult = Mutant & {
  readonly verdict: 'noticed' | 'survived' | 'equivalent'
  /** Why it is equivalent. */
  readonly reason?: string
}

export type SeedResult = {
  readonly seed: string
  /** Places in the model that may be drawn. */
  readonly candidates: number
  readonly mutants: readonly MutantResult[]
}

export type SeedSummary = {
  readonly seed: string
  readonly candidates: number
  readonly noticed: number
  readonly equivalent: number
  readonly survived: readonly { readonly file: string; readonly line: string; readonly change: string }[]
}

export function reportOf(seeds: readonly SeedResult[]): {
  text: string
  /** Of the mutants that are not equivalent, by seed. */
  shares: number[]
  summary: SeedSummary[]
} {
  const summary = seeds.map(summaryOf)
  const shares = summary.map(({ noticed, survived }) => noticed / (noticed + survived.length))
  const rows = summary.map(({ seed, candidates, noticed, equivalent, survived }, index) =>
    row([
      seed,
      candidates,
      noticed + survived.length + equivalent,
      noticed,
      survived.length,
      equivalent,
      `${(100 * shares[index]).toFixed(1)} %`,
    ]),
  )
  const lines = seeds.flatMap(({ seed, mutants }) =>
    mutants
      .filter(({ verdict }) => verdict !== 'noticed')
      .map(
        ({ file, mutation, source, verdict, reason }) =>
          `- seed ${seed}: ${verdict}: ${file}:${mutation.line}, ${mutation.change} in \`${source}\`${reason === undefined ? '' : `: ${reason}`}`,
      ),
  )
  const text = [
    '| seed | places | mutants | noticed | survived | equivalent | noticed of those not equivalent |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...rows,
    '',
    ...lines,
  ].join('\n')
  return { text, shares, summary }
}

function summaryOf({ seed, candidates, mutants }: SeedResult): SeedSummary {
  const of = (verdict: MutantResult['verdict']): MutantResult[] =>
    mutants.filter((one) => one.verdict === verdict)
  return {
    seed,
    candidates,
    noticed: of('noticed').length,
    equivalent: of('equivalent').length,
    survived: of('survived').map(({ file, source, mutation }) => ({
      file,
      line: source,
      change: mutation.change,
    })),
  }
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
