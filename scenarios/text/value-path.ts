/** Paths as users write them (`workloads[0].behavior.errorRate`), and values with something else at the end of one. */
import { isMap, Override, type PathStep } from './located.ts'

/** One step of a path, with its column in the text. */
export type Segment = { readonly step: PathStep; readonly column: number }

/** Keys of a scenario document; any other path begins within `spec`. */
const documentKeys: readonly PathStep[] = ['apiVersion', 'kind', 'metadata', 'spec']

/** `a.b[0].c` with columns; undefined for a text that is no path. A dot within a key is written `\.`. */
export function pathSegments(path: string): Segment[] | undefined {
  const segments: Segment[] = []
  const pattern = /(?:^|\.)((?:[^.[\]\\=]|\\.)+)|\[(\d{1,6})\]/y
  let at = 0
  while (at < path.length) {
    pattern.lastIndex = at
    const match = pattern.exec(path)
    if (match === null) return undefined
    const [whole, key, index] = match
    if (key !== undefined)
      segments.push({ step: key.replace(/\\(.)/g, '$1'), column: at + 1 + (whole.length - key.length) })
    else segments.push({ step: Number(index), column: at + 1 })
    at += whole.length
  }
  return segments.length === 0 ? undefined : segments
}

/** A path into a scenario: one that begins with no key of the document begins within `spec`. */
export function scenarioSegments(path: string): Segment[] | undefined {
  const segments = pathSegments(path)
  if (segments === undefined || documentKeys.includes(segments[0].step)) return segments
  return [{ step: 'spec', column: 1 }, ...segments]
}

/** The first step of a path that cannot be taken: into a scalar, or past the end of a list. */
export function blockedStep(
  value: unknown,
  steps: readonly PathStep[],
): { readonly index: number; readonly found: unknown } | undefined {
  let here: unknown = value
  for (const [index, step] of steps.entries()) {
    if (here instanceof Override) here = here.value
    if (here === undefined || here === null) {
      if (step === 0 || typeof step === 'string') continue
      return { index, found: undefined }
    }
    if (typeof step === 'number' ? !Array.isArray(here) || step > here.length : !isMap(here))
      return { index, found: here }
    here = Object.hasOwn(here as object, step) ? (here as Record<PathStep, unknown>)[step] : undefined
  }
  return undefined
}

/** Steps to go on with, by step; nothing behind a step means that it ends there. */
type Cuts = Map<PathStep, Cuts>

/** The value without what stands at some paths, each of which ends at a key of a map; the original is left alone. */
export function withoutPaths(value: unknown, paths: readonly (readonly PathStep[])[]): unknown {
  const cuts: Cuts = new Map()
  for (const path of paths) {
    let here = cuts
    for (const step of path) {
      const next = here.get(step) ?? new Map()
      here.set(step, next)
      here = next
    }
  }
  return paths.length === 0 ? value : cut(value, cuts)
}

function cut(value: unknown, cuts: Cuts): unknown {
  if (value instanceof Override) return new Override(cut(value.value, cuts), value.source)
  const inner = (step: PathStep, child: unknown): unknown => {
    const next = cuts.get(step)
    return next === undefined ? child : cut(child, next)
  }
  if (Array.isArray(value)) return value.map((child, index) => inner(index, child))
  const kept = Object.entries(value as object).filter(([key]) => cuts.get(key)?.size !== 0)
  return Object.fromEntries(kept.map(([key, child]) => [key, inner(key, child)]))
}

/**
 * The value with what stands at a path replaced; the original is left alone. Where the path leaves what is there,
 * `make` gives the rest, from that step on.
 */
export function replaced(
  value: unknown,
  steps: readonly PathStep[],
  make: (from: number) => Override,
  from = 0,
): unknown {
  if (value instanceof Override) return new Override(replaced(value.value, steps, make, from), value.source)
  const step = steps[from]
  const holder =
    isMap(value) || Array.isArray(value) ? (value as Readonly<Record<PathStep, unknown>>) : undefined
  // An absent holder within the path was handled by whoever called: only the document itself may be empty.
  const child = holder !== undefined && Object.hasOwn(holder, step) ? holder[step] : undefined
  const isEnd = from === steps.length - 1
  const inner =
    isEnd || child === undefined || child === null ? make(from) : replaced(child, steps, make, from + 1)
  if (Array.isArray(value)) return value.toSpliced(step as number, 1, inner)
  return { ...holder, [step]: inner }
}
