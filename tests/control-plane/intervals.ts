/** What was measured and what was simulated, per kind of interval. Times are seconds. */
import { disagreement } from './agreement.ts'

export class Intervals {
  private readonly kinds = new Map<string, { readonly measured: number[]; readonly simulated: number[] }>()

  note(kind: string, measured: readonly number[], simulated: readonly number[]): void {
    const entry = this.kinds.get(kind) ?? { measured: [], simulated: [] }
    if (!this.kinds.has(kind)) this.kinds.set(kind, entry)
    entry.measured.push(...measured)
    entry.simulated.push(...simulated)
  }

  /** Kinds that do not agree, and why. */
  disagreements(): string[] {
    return [...this.kinds].flatMap(([kind, { measured, simulated }]) => {
      const found = disagreement(measured, simulated)
      return found === undefined ? [] : [`${kind}: ${found}`]
    })
  }
}
