/** A piece of advice as every format prints it: what, where, which numbers, how to fix it, and whether it is silenced. */
import type { AdviceSeverity } from '../../engine/contract/advice-result.ts'

export type AdviceItem = {
  /** A rule of advice, or `ignore-annotation`. */
  readonly rule: string
  readonly severity: AdviceSeverity
  /** As the user named it. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  readonly sourceLine?: string
  readonly message: string
  readonly fix: string
  /** What a finding is about; undefined of an annotation. */
  readonly about?: {
    /** As `workloadLabel` names it. */
    readonly workload: string
    readonly container: string
    readonly probe: string
    readonly field: string
    /** Times in seconds. */
    readonly figures: Readonly<Record<string, number | string | null>>
    readonly restsOnDefault: boolean
  }
  /** Why it is silenced; undefined = it is not. */
  readonly silencedFor?: string
}

export function openItems(items: readonly AdviceItem[]): AdviceItem[] {
  return items.filter(({ silencedFor }) => silencedFor === undefined)
}

export function silencedItems(items: readonly AdviceItem[]): AdviceItem[] {
  return items.filter(({ silencedFor }) => silencedFor !== undefined)
}

/** What no rule judges, and the command that does; `null` = the input came from a pipe. */
export type Unjudged = { readonly about: string; readonly command: string | null }
