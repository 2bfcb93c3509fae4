/** Files as a broken disk, a broken copy or a curious person leaves them. */
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'

/** A number in [0, 1) each time. */
export type Chance = () => number

export type Damage = {
  readonly name: string
  /** Whether it is done to this file at all. */
  readonly fits: (file: string) => boolean
  readonly damage: (path: string, chance: Chance) => void
}

const all = () => true
const isTable = (file: string) => /\.(?:csv|ndjson)$/.test(file)
const isJson = (file: string) => file.endsWith('.json')

export const damages: readonly Damage[] = [
  { name: 'is gone', fits: all, damage: (path) => rmSync(path) },
  { name: 'is empty', fits: all, damage: (path) => writeFileSync(path, '') },
  { name: 'is a folder', fits: all, damage: replaced((path) => mkdirSync(path)) },
  { name: 'is a link to itself', fits: all, damage: replaced((path) => symlinkSync(path, path)) },
  { name: 'is a device', fits: all, damage: replaced((path) => symlinkSync('/dev/zero', path)) },
  {
    name: 'is binary',
    fits: all,
    damage: (path, chance) =>
      writeFileSync(
        path,
        Uint8Array.from({ length: 999 }, () => chance() * 256),
      ),
  },
  {
    name: 'is cut',
    fits: all,
    damage: edited((text, chance) => text.slice(0, Math.floor(chance() * text.length))),
  },
  {
    name: 'lacks a row',
    fits: isTable,
    damage: edited((text, chance) => {
      const lines = text.split('\n')
      lines.splice(Math.floor(chance() * (lines.length - 1)), 1)
      return lines.join('\n')
    }),
  },
  {
    name: 'has a row twice',
    fits: isTable,
    damage: edited((text, chance) => {
      const lines = text.split('\n')
      const at = Math.floor(chance() * (lines.length - 1))
      lines.splice(at, 0, lines[at]!)
      return lines.join('\n')
    }),
  },
  {
    name: 'has another byte',
    fits: all,
    damage: edited((text, chance) => {
      const at = Math.floor(chance() * text.length)
      return `${text.slice(0, at)}${String.fromCharCode(33 + chance() * 90)}${text.slice(at + 1)}`
    }),
  },
  {
    name: 'has a value of another type',
    fits: isJson,
    damage: edited((text, chance) => {
      const content: unknown = JSON.parse(text)
      const places = placesIn(content)
      const [parent, key] = places[Math.floor(chance() * places.length)]!
      const others = [null, 7, -1, 'text', true, [], {}, [null], { a: 1 }]
      parent[key] = others[Math.floor(chance() * others.length)]
      return JSON.stringify(content)
    }),
  },
  {
    name: 'is another JSON value',
    fits: isJson,
    damage: (path, chance) =>
      writeFileSync(path, ['null', '[]', '7', '"x"', '{}', 'true'][Math.floor(chance() * 6)]!),
  },
]

function edited(edit: (text: string, chance: Chance) => string): Damage['damage'] {
  return (path, chance) => writeFileSync(path, edit(readFileSync(path, 'latin1'), chance), 'latin1')
}

function replaced(make: (path: string) => void): Damage['damage'] {
  return (path) => {
    rmSync(path)
    make(path)
  }
}

/** Every value within another, by what holds it. */
function placesIn(content: unknown): [Record<string, unknown>, string][] {
  if (typeof content !== 'object' || content === null) return []
  const holder = content as Record<string, unknown>
  return Object.keys(holder).flatMap((key) => [[holder, key], ...placesIn(holder[key])])
}

/** The same numbers for the same seed (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
