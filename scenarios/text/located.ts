/**
 * A value of an input together with the way back to its place. Values are plain data; a place is looked up only
 * when there is something to report, so that large inputs cost nothing extra.
 */
import { cutText } from './safe-text.ts'

export type PathStep = string | number

/** Where something stands in a text. Lines and columns count from 1. */
export type Place = { readonly line: number; readonly column: number; readonly sourceLine?: string }

/** A text that values came from. */
export interface Source {
  /** As the user named it. */
  readonly name: string
  /** Where the key or the value at a path stands; the nearest parent's place for a path that is not there. */
  place(path: readonly PathStep[], part: 'key' | 'value'): Place
  /** For a source that is one scalar: its text as written. */
  readonly scalarText?: string
}

/** A source for what has no text: a file that cannot be read, an option. */
export function namedSource(name: string, scalarText?: string): Source {
  const place: Place = { line: 1, column: 1, ...(scalarText === undefined ? {} : { sourceLine: scalarText }) }
  return { name, place: () => place, ...(scalarText === undefined ? {} : { scalarText }) }
}

/** A value that another source put in the place of the original (an option over a file). */
export class Override {
  readonly value: unknown
  readonly source: Source
  constructor(value: unknown, source: Source) {
    this.value = value
    this.source = source
  }
}

export class Located {
  /** Never null: an empty value reads as undefined, as the API takes it. */
  readonly value: unknown
  readonly source: Source
  private readonly parent: Located | undefined
  private readonly step: PathStep
  /** Whether messages name paths from here on (an object within a List). */
  private readonly isRoot: boolean

  private constructor(
    value: unknown,
    source: Source,
    parent: Located | undefined,
    step: PathStep,
    isRoot: boolean,
  ) {
    this.value = value === null ? undefined : value
    this.source = source
    this.parent = parent
    this.step = step
    this.isRoot = isRoot
  }

  static root(value: unknown, source: Source): Located {
    return new Located(value, source, undefined, '', true)
  }

  /** The child under a key or index; its value is undefined if there is none. Own properties only. */
  get(step: PathStep): Located {
    const holder = this.value
    const has = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, step)
    const child = has ? (holder as Record<PathStep, unknown>)[step] : undefined
    if (child instanceof Override) return new Located(child.value, child.source, this, step, false)
    return new Located(child, this.source, this, step, false)
  }

  /** The value under a key or index, undefined if there is none or it is null: what `get` finds, without a place. */
  peek(step: PathStep): unknown {
    const holder = this.value
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return undefined
    const child = (holder as Record<PathStep, unknown>)[step]
    const value = child instanceof Override ? child.value : child
    return value === null ? undefined : value
  }

  /** The child at the end of several steps. */
  at(...steps: readonly PathStep[]): Located {
    let here: Located = this
    for (const step of steps) here = here.get(step)
    return here
  }

  /** The same value, named in messages as if it were a document of its own. */
  asRoot(): Located {
    return new Located(this.value, this.source, this.parent, this.step, true)
  }

  /** Another value at the same place. */
  withValue(value: unknown): Located {
    return new Located(value, this.source, this.parent, this.step, this.isRoot)
  }

  get isAbsent(): boolean {
    return this.value === undefined
  }

  /** The keys of a map, in the order of the text; empty for anything else. */
  keys(): readonly string[] {
    return isMap(this.value) ? Object.keys(this.value) : []
  }

  /** The items of a list; empty for anything else. */
  items(): readonly Located[] {
    return Array.isArray(this.value) ? this.value.map((_, index) => this.get(index)) : []
  }

  /** The key or index under which it stands; empty for a document. */
  get name(): string {
    return String(this.step)
  }

  /** `spec.containers[0].image`, from the nearest root on. */
  get pathText(): string {
    const steps: PathStep[] = []
    for (let here: Located = this; !here.isRoot && here.parent !== undefined; here = here.parent)
      steps.push(here.step)
    return pathText(steps.reverse())
  }

  /** The document or object that the value is in. */
  get root(): Located {
    let here: Located = this
    while (!here.isRoot && here.parent !== undefined) here = here.parent
    return here
  }

  place(part: 'key' | 'value' = 'value'): Place {
    const steps: PathStep[] = []
    let here: Located = this
    while (here.parent !== undefined && here.parent.source === here.source) {
      steps.push(here.step)
      here = here.parent
    }
    return this.source.place(steps.reverse(), part)
  }
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function pathText(steps: readonly PathStep[]): string {
  let text = ''
  for (const step of steps) {
    if (typeof step === 'number') text += `[${step}]`
    else if (/^[A-Za-z0-9_-]{1,80}$/.test(step)) text += text === '' ? step : `.${step}`
    else text += `[${JSON.stringify(cutText(step, 80))}]`
  }
  return text
}

/** A value as a message shows it: short, and with its type where the text alone would mislead. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  if (isMap(value)) return 'a map'
  if (typeof value === 'string') return JSON.stringify(cutText(value, 80))
  return String(value)
}
