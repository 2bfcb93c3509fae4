/**
 * Places in a JSON text. JSON.parse is fast but forgets where things stood; this scanner finds the place of a path
 * in a text that JSON.parse has accepted. Members of a map or list are scanned once and kept.
 */
import { LineTable } from './line-table.ts'
import type { PathStep, Place, Source } from './located.ts'

type Member = { readonly keyAt: number; readonly valueAt: number }

export class JsonSource implements Source {
  readonly name: string
  private readonly text: string
  private readonly lines: LineTable
  private readonly members = new Map<number, Map<PathStep, Member>>()

  private readonly start: number

  /** @param start where the value begins in the text. */
  constructor(name: string, text: string, start = 0) {
    this.name = name
    this.text = text
    this.start = start
    this.lines = new LineTable(text)
  }

  /** Keys whose value does not count, since the same map has them again. */
  repeatedKeys(): { readonly name: string; readonly place: Place }[] {
    const found: { name: string; place: Place }[] = []
    /** Where the keys of each open map stand; nothing for a list. */
    const open: (Map<string, number> | undefined)[] = []
    let isKeyNext = false
    for (let at = this.start; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at)
      if (code === 34) {
        const end = stringEnd(this.text, at)
        const keys = open[open.length - 1]
        if (isKeyNext && keys !== undefined) {
          const name = JSON.parse(this.text.slice(at, end)) as string
          const before = keys.get(name)
          if (before !== undefined) found.push({ name, place: this.lines.place(before) })
          keys.set(name, at)
        }
        isKeyNext = false
        at = end - 1
      } else if (code === 123 || code === 91) {
        isKeyNext = code === 123
        open.push(isKeyNext ? new Map() : undefined)
      } else if (code === 125 || code === 93) {
        open.pop()
        if (open.length === 0) break
      } else if (code === 44) isKeyNext = open[open.length - 1] !== undefined
    }
    return found
  }

  place(path: readonly PathStep[], part: 'key' | 'value'): Place {
    let keyAt = skipSpace(this.text, this.start)
    let valueAt = keyAt
    for (const step of path) {
      const member = this.membersAt(valueAt).get(step)
      if (member === undefined) return this.lines.place(keyAt)
      keyAt = member.keyAt
      valueAt = member.valueAt
    }
    return this.lines.place(part === 'key' ? keyAt : valueAt)
  }

  private membersAt(at: number): Map<PathStep, Member> {
    let found = this.members.get(at)
    if (found === undefined) {
      found = scanMembers(this.text, at)
      this.members.set(at, found)
    }
    return found
  }
}

function scanMembers(text: string, at: number): Map<PathStep, Member> {
  const members = new Map<PathStep, Member>()
  const isMap = text[at] === '{'
  if (!isMap && text[at] !== '[') return members
  let here = skipSpace(text, at + 1)
  for (let index = 0; text[here] !== '}' && text[here] !== ']'; index++) {
    const keyAt = here
    let step: PathStep = index
    if (isMap) {
      const keyEnd = stringEnd(text, here)
      step = JSON.parse(text.slice(here, keyEnd)) as string
      here = skipSpace(text, skipSpace(text, keyEnd) + 1)
    }
    members.set(step, { keyAt, valueAt: here })
    here = skipSpace(text, valueEnd(text, here))
    if (text[here] === ',') here = skipSpace(text, here + 1)
  }
  return members
}

function skipSpace(text: string, at: number): number {
  let here = at
  while (text.charCodeAt(here) <= 32) here++
  return here
}

/** The offset behind a string that starts at `at`. */
function stringEnd(text: string, at: number): number {
  let end = text.indexOf('"', at + 1)
  for (;;) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === 92) escapes++
    if (escapes % 2 === 0) return end + 1
    end = text.indexOf('"', end + 1)
  }
}

/** The offset behind a value that starts at `at`. */
function valueEnd(text: string, at: number): number {
  let depth = 0
  let here = at
  for (;;) {
    const code = text.charCodeAt(here)
    if (code === 34) {
      here = stringEnd(text, here)
      if (depth === 0) return here
      continue
    }
    if (code === 123 || code === 91) depth++
    else if (code === 125 || code === 93) {
      if (depth === 0) return here
      depth--
      if (depth === 0) return here + 1
    } else if (depth === 0 && (code === 44 || code <= 32)) return here
    else if (Number.isNaN(code)) return here
    here++
  }
}
