/** Collects what is wrong with an input, over all files, until somebody asks for the verdict. */
import { type Diagnostic, diagnosticsMax, InputError } from '../diagnostic.ts'
import type { RuleId } from '../rules/rule-id.ts'
import { Located, type Place } from './located.ts'

/** A place in a named text, for what is no value of a document. */
export type NamedPlace = Place & { readonly name: string }

/** Diagnostics that are kept until they can be sorted; more are only counted. */
const keptMax = 10_000

/** A diagnostic and what decides its place among the others. */
type Kept = {
  readonly diagnostic: Diagnostic
  /** Where its object begins. */
  readonly object: Place
  /** Comes first in its object. */
  readonly isLead: boolean
}

export class Report {
  private readonly errors: Kept[] = []
  private readonly warningList: Kept[] = []
  /** Objects that the API server reads, and whether an error of theirs has been reported. */
  private readonly leads = new Map<Located, boolean>()
  private readonly objectPlaces = new Map<Located, Place>()
  private readonly warnedRules: readonly RuleId[]
  private count = 0
  private warningCount = 0

  /** @param warnedRules whose errors are warnings. */
  constructor(warnedRules: readonly RuleId[] = []) {
    this.warnedRules = warnedRules
  }

  /** From now on the first error within this object that is reported is printed first, as the API server's first cause. */
  leadWithFirst(object: Located): void {
    this.leads.set(object, false)
  }

  /** What was found; what was expected. `part` says whether the caret stands under the key or the value. */
  error(
    rule: RuleId,
    at: Located | NamedPlace,
    message: string,
    fix: string,
    part: 'key' | 'value' = 'value',
  ): void {
    if (this.warnedRules.includes(rule)) {
      this.warn(rule, at, message, fix, part)
      return
    }
    this.count++
    if (this.errors.length < keptMax)
      this.errors.push(this.kept(diagnostic('error', rule, at, message, fix, part), at))
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
      this.warningList.push(this.kept(diagnostic('warning', rule, at, message, fix, part), at))
  }

  private kept(diagnostic: Diagnostic, at: Located | NamedPlace): Kept {
    if (!(at instanceof Located) || at.root.source !== at.source)
      return { diagnostic, object: diagnostic, isLead: false }
    const { root } = at
    const isLead = diagnostic.severity === 'error' && this.leads.get(root) === false
    if (isLead) this.leads.set(root, true)
    let object = this.objectPlaces.get(root)
    if (object === undefined) {
      object = root.place()
      this.objectPlaces.set(root, object)
    }
    return { diagnostic, object, isLead }
  }

  /** Errors so far. */
  get errorCount(): number {
    return this.count
  }

  /** The lines of the errors that are kept. */
  errorLines(): number[] {
    return this.errors.map(({ diagnostic }) => diagnostic.line)
  }

  /** The first warnings by place, and how many there are beyond those. */
  warnings(): { readonly shown: readonly Diagnostic[]; readonly omitted: number } {
    const shown = firstOf(this.warningList)
    return { shown, omitted: this.warningCount - shown.length }
  }

  /** Throws an `InputError` if there was an error. */
  throwErrors(): void {
    if (this.count === 0) return
    const kept = firstOf(this.errors)
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

/** The first by place, as many as are shown. */
function firstOf(list: readonly Kept[]): Diagnostic[] {
  return list
    .toSorted(byPlace)
    .slice(0, diagnosticsMax)
    .map(({ diagnostic }) => diagnostic)
}

function byPlace(a: Kept, b: Kept): number {
  const [left, right] = [a.diagnostic, b.diagnostic]
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  const byObject = a.object.line - b.object.line || a.object.column - b.object.column
  return (
    byObject || Number(b.isLead) - Number(a.isLead) || left.line - right.line || left.column - right.column
  )
}
