/** Values of several Scenarios: whether they say the same, and where each stands. */
import { isMap, type Located, Override, type PathStep, type Source } from '../text/located.ts'
import type { Report } from '../text/report.ts'

/** Values that messages name where they stand. */
export function elsewhere(values: readonly Located[]): Override[] {
  return values.map((at) => new Override(at.value, sourceOf(at)))
}

function sourceOf(at: Located): Source {
  const place = (path: readonly PathStep[], part: 'key' | 'value') => at.at(...path).place(part)
  return { name: at.source.name, place }
}

export function isSame(a: Located, b: Located): boolean {
  return JSON.stringify(sorted(a.value)) === JSON.stringify(sorted(b.value))
}

/** Maps with their keys in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}

export function reportTwice(at: Located, held: Located, report: Report): void {
  report.error(
    'scenario-twice',
    at,
    `${at.pathText} contradicts another Scenario, ${held.source.name}:${held.place('key').line}; expected the same, or one of them only`,
    'delete it in one of them, or name one of the files only',
    'key',
  )
}
