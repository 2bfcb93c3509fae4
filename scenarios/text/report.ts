/** Collects what is wrong with an input, over all files, until somebody asks for the verdict. */
import { type Diagnostic, diagnosticsMax, InputError } from '../diagnostic.ts'
import type { RuleId } from '../rules/rule-id.ts'
import { Located, type Place } from './located.ts'

/** A place in a named text, for what is no value of a document. */
export type NamedPlace = Place & { readonly name: string }

/** Diagnostics that are kept until they can be sorted; more are only counted. */
const keptMax = 10_000

export class Report {
  private readonly errors: Diagnostic[] = []
  private readonly warningList: Diagnostic[] = []
  private count = 0
  private warningCount = 0

  /** What was found; what was expected. `part` says whether the caret stands under the key or the value. */
  error(
    rule: RuleId,
    at: Located | NamedPlace,
    message: string,
    fix: string,
    part: 'key' | 'value' = 'value',
  ): void {
    this.count++
    if (this.errors.length < keptMax) this.errors.push(diagnostic('error', rule, at, message, fix, part))
  }

  warn(
    rule: RuleId,
    at: Located | NamedPlace,
    message: string,
    fix: string,
    part: 'key' | 'value' = 'value',
  ): void {
    this.warningCount++
    if (this.warningList.length < keptMax)
      this.warningList.push(diagnostic('warning', rule, at, message, fix, part))
  }

  /** Errors so far. */
  get errorCount(): number {
    return this.count
  }

  /** The first warnings by place, and how many there are beyond those. */
  warnings(): { readonly shown: readonly Diagnostic[]; readonly omitted: number } {
    const shown = this.warningList.toSorted(byPlace).slice(0, diagnosticsMax)
    return { shown, omitted: this.warningCount - shown.length }
  }

  /** Throws an `InputError` if there was an error. */
  throwErrors(): void {
    if (this.count === 0) return
    const kept = this.errors.toSorted(byPlace).slice(0, diagnosticsMax)
    throw new InputError(kept, this.count - kept.length)
  }
}

function diagnostic(
  severity: 'error' | 'warning',
  rule: RuleId,
  at: Located | NamedPlace,
  message: string,
  fix: string,
  part: 'key' | 'value',
): Diagnostic {
  const place = at instanceof Located ? at.place(part) : at
  const file = at instanceof Located ? at.source.name : at.name
  const { line, column, sourceLine } = place
  return {
    severity,
    rule,
    file,
    line,
    column,
    message,
    fix,
    ...(sourceLine === undefined ? {} : { sourceLine }),
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
