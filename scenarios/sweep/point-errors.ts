/** What is wrong at points of a sweep, each thing once, with the points that it is wrong at. */
import { type Diagnostic, diagnosticsMax, InputError } from '../diagnostic.ts'
import { shown } from '../text/located.ts'

type Finding = { readonly diagnostic: Diagnostic; readonly first: string; points: number; lastPoint: number }

export class PointErrors {
  /** Points with an error. */
  pointCount = 0
  private readonly names: readonly string[]
  private readonly errors = new Map<string, Finding>()
  private readonly found = new Map<string, Finding>()
  private omitted = 0

  constructor(names: readonly string[]) {
    this.names = names
  }

  add(point: number, values: readonly unknown[], error: InputError): void {
    this.pointCount++
    this.omitted = Math.max(this.omitted, error.omitted)
    for (const diagnostic of error.diagnostics) this.note(this.errors, point, values, diagnostic)
  }

  warn(point: number, values: readonly unknown[], warnings: readonly Diagnostic[]): void {
    for (const diagnostic of warnings) this.note(this.found, point, values, diagnostic)
  }

  /** Throws an `InputError` if there was an error. */
  throwErrors(pointsTotal: number): void {
    if (this.errors.size === 0) return
    const shownErrors = diagnosticsOf(this.errors, pointsTotal)
    throw new InputError(
      shownErrors.slice(0, diagnosticsMax),
      this.omitted + Math.max(0, shownErrors.length - diagnosticsMax),
    )
  }

  warnings(pointsTotal: number): readonly Diagnostic[] {
    return diagnosticsOf(this.found, pointsTotal).slice(0, diagnosticsMax)
  }

  private note(
    findings: Map<string, Finding>,
    point: number,
    values: readonly unknown[],
    diagnostic: Diagnostic,
  ): void {
    const { rule, file, line, column, message } = diagnostic
    // Values that are computed stand at one place: what differs in numbers only is one thing.
    const key = JSON.stringify([rule, file, line, column, message.replace(/\d+(?:\.\d+)?/g, '0')])
    const known = findings.get(key)
    if (known === undefined) {
      findings.set(key, { diagnostic, first: this.pointText(point, values), points: 1, lastPoint: point })
    } else if (known.lastPoint !== point) {
      known.points++
      known.lastPoint = point
    }
  }

  private pointText(point: number, values: readonly unknown[]): string {
    const settings = this.names.map((name, index) => `${name}=${shownValue(values[index])}`)
    return `at point ${point}: ${settings.join(', ')}`
  }
}

/** A value of a parameter in a message: short, and as it would be written. */
export function shownValue(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value).slice(0, 80) : shown(value)
}

function diagnosticsOf(findings: ReadonlyMap<string, Finding>, pointsTotal: number): Diagnostic[] {
  return Array.from(findings.values(), ({ diagnostic, first, points }) => {
    const more =
      points === 1 ? '' : points === pointsTotal ? `; at all ${points} points` : `; at ${points} points`
    return { ...diagnostic, message: `${diagnostic.message} (${first}${more})` }
  }).toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  )
}
