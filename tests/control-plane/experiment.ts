/** What was measured and what was simulated in one experiment, per kind of interval and of count. Times are seconds. */
import * as assert from 'uvu/assert'
import { countDisagreement, disagreement } from './agreement.ts'

export type Values = { readonly measured: readonly number[]; readonly simulated: readonly number[] }
export type NamedValues = Values & {
  readonly kind: string
  /** Why it cannot agree; undefined of all that has to. */
  readonly reason: string | undefined
  /** What is wrong, or undefined. */
  readonly problem: string | undefined
}
/** How often something has happened by a time: times of each measured run, and of each simulated one. */
export type Timeline = {
  readonly what: string
  readonly measured: (readonly number[])[]
  readonly simulated: (readonly number[])[]
}

type Gathered = { readonly measured: number[]; readonly simulated: number[]; tolerance: number }
type Kinds = Map<string, Gathered>

export class Experiment {
  /** The file that was measured, without its ending. */
  readonly name: string
  private readonly intervalKinds: Kinds = new Map()
  private readonly countKinds: Kinds = new Map()
  private readonly reasons = new Map<string, string>()
  private readonly groups = new Map<string, Timeline[]>()

  constructor(name: string) {
    this.name = name
  }

  /** Adds values to a kind of interval. */
  note(kind: string, measured: readonly number[], simulated: readonly number[]): void {
    add(this.intervalKinds, kind, measured, simulated)
  }

  /** Adds counts to a kind; what is wrong with these, or undefined. @param tolerance see `countDisagreement`. */
  count(
    kind: string,
    measured: readonly number[],
    simulated: readonly number[],
    tolerance = 0,
  ): string | undefined {
    add(this.countKinds, kind, measured, simulated, tolerance)
    return this.reasons.has(kind) ? undefined : countDisagreement(measured, simulated, tolerance)
  }

  /** Adds a count of one simulated run that has to be the measured one; throws if it is another. */
  exact(kind: string, measured: number, simulated: number): void {
    assert.is(simulated, measured, kind)
    add(this.countKinds, kind, [measured], [simulated])
  }

  /** This kind is shown, and need not agree. */
  explain(kind: string, reason: string): void {
    this.reasons.set(kind, reason)
  }

  /** Adds runs to one line of a picture: each is the times at which something happened. */
  draw(
    picture: string,
    what: string,
    measured: readonly number[] | undefined,
    simulated: readonly number[] | undefined,
  ): void {
    const lines = this.groups.get(picture) ?? []
    this.groups.set(picture, lines)
    let line = lines.find((one) => one.what === what)
    if (line === undefined) {
      line = { what, measured: [], simulated: [] }
      lines.push(line)
    }
    if (measured !== undefined) line.measured.push(measured)
    if (simulated !== undefined) line.simulated.push(simulated)
  }

  get intervals(): NamedValues[] {
    return [...this.intervalKinds].map(([kind, values]) =>
      this.named(kind, values, disagreement(values.measured, values.simulated)),
    )
  }

  get counts(): NamedValues[] {
    return [...this.countKinds].map(([kind, values]) =>
      this.named(kind, values, countDisagreement(values.measured, values.simulated, values.tolerance)),
    )
  }

  get timelines(): ReadonlyMap<string, readonly Timeline[]> {
    return this.groups
  }

  /** Kinds that do not agree and have to, and why. */
  disagreements(): string[] {
    return [...this.intervals, ...this.counts].flatMap(({ kind, problem, reason }) =>
      problem === undefined || reason !== undefined ? [] : [`${kind}: ${problem}`],
    )
  }

  private named(kind: string, { measured, simulated }: Values, problem: string | undefined): NamedValues {
    return { kind, measured, simulated, problem, reason: this.reasons.get(kind) }
  }
}

function add(
  kinds: Kinds,
  kind: string,
  measured: readonly number[],
  simulated: readonly number[],
  tolerance = 0,
): void {
  const entry = kinds.get(kind) ?? { measured: [], simulated: [], tolerance }
  kinds.set(kind, entry)
  entry.measured.push(...measured)
  entry.simulated.push(...simulated)
}

const known = new Map<string, Experiment>()

/** Those of this process, in the order in which its test files name them: `page/main.ts` makes the page of them. */
export function experiments(): readonly Experiment[] {
  return [...known.values()]
}

/** The experiment of that measured file. */
export function experimentOf(name: string): Experiment {
  const found = known.get(name) ?? new Experiment(name)
  known.set(name, found)
  return found
}
