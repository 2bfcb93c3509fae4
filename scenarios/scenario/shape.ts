/**
 * Shapes: how a value of a scenario is read and checked, and what an editor may know about it. One definition
 * gives both, so the JSON Schema cannot drift from the reader. A shape reports what is wrong and returns
 * undefined; whoever asked for the scenario gets an error in the end.
 */
import { durationText, durationUsMax, parseDuration } from '../text/duration.ts'
import { isMap, type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { nearestWord, oneOfText, spaceFix } from '../text/suggestion.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** What shapes need beside the value. */
export type Reading = {
  readonly report: Report
  /** The text of a file named by a value, relative to the scenario; reports and returns undefined if there is none. */
  readonly sideFile: (path: Located) => { readonly name: string; readonly text: string } | undefined
}

export type Shape<T> = {
  readonly schema: JsonSchema
  read(at: Located, reading: Reading): T | undefined
}

export type ValueOf<S> = S extends Shape<infer T> ? T : never
type Shapes = Readonly<Record<string, Shape<unknown>>>

/** A value with the way back to its place, for checks that come after reading. */
export type Placed<T> = { readonly value: T; readonly at: Located }

/** Reports a value of another type. */
export function wrongType(at: Located, reading: Reading, expected: string, fix: string): undefined {
  const type = typeof at.value === 'string' ? ' (text)' : ''
  reading.report.error(
    'wrong-type',
    at,
    `${at.pathText} is ${shown(at.value)}${type}; expected ${expected}`,
    fix,
  )
  return undefined
}

export function described<T>(shape: Shape<T>, description: string): Shape<T> {
  return { schema: { ...shape.schema, description }, read: (at, reading) => shape.read(at, reading) }
}

/** A text that is not empty, up to 256 characters. An option on the command line need not be quoted. */
export const text: Shape<string> = {
  schema: { type: 'string', minLength: 1, maxLength: 256 },
  read(at, reading) {
    const isScalar = typeof at.value === 'number' || typeof at.value === 'boolean'
    const value = isScalar && at.source.scalarText !== undefined ? at.source.scalarText : at.value
    if (typeof value !== 'string') {
      return wrongType(
        at,
        reading,
        'a text',
        isScalar ? `put it in quotes: "${String(value)}"` : 'write a text in quotes',
      )
    }
    if (value.length < 1 || value.length > 256) {
      reading.report.error(
        'number-range',
        at,
        `${at.pathText} has ${value.length} characters; expected 1 to 256`,
        'write a shorter text that is not empty',
      )
      return undefined
    }
    return value
  },
}

/** Any text, as annotations hold it. */
export const freeText: Shape<string> = {
  schema: { type: 'string' },
  read(at, reading) {
    return typeof at.value === 'string' ? at.value : wrongType(at, reading, 'a text', 'put it in quotes')
  },
}

/** A path, or what the file would hold. Whoever asked for it reads it. */
export function pathOrMap(description: string): Shape<string | Readonly<Record<string, unknown>>> {
  return {
    schema: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'object' }], description },
    read(at, reading) {
      if (isMap(at.value) || (typeof at.value === 'string' && at.value !== '')) return at.value
      return wrongType(at, reading, 'a path or a map', 'write the path of a file, or what it would hold')
    },
  }
}

/** One of some words. */
export function choice<const W extends string>(...words: readonly W[]): Shape<W> {
  return {
    schema: { enum: words },
    read(at, reading) {
      const value = text.read(at, reading)
      if (value === undefined) return undefined
      const word = words.find((known) => known === value)
      if (word === undefined) {
        const near = nearestWord(value, words)
        reading.report.error(
          'text-choice',
          at,
          `${at.pathText} is ${shown(value)}; expected ${oneOfText(words)}`,
          `write ${near ?? oneOfText(words)}`,
        )
      }
      return word
    },
  }
}

export type Range = { readonly min: number; readonly max: number; readonly minExcluded?: boolean }

/** A number within a range; `max: Infinity` takes `.inf` too. */
export function number(range: Range): Shape<number> {
  return numberOf(range, false)
}

export function wholeNumber(range: Range): Shape<number> {
  return numberOf(range, true)
}

/** A probability. */
export const probability = number({ min: 0, max: 1 })

/** How many of something there may be at most: containers hit, pods, nodes, replications. */
export const countMax = 1_000_000

/** A count from 1. */
export const count = wholeNumber({ min: 1, max: countMax })

function numberOf(range: Range, isWhole: boolean): Shape<number> {
  const noun = isWhole ? 'a whole number' : 'a number'
  const lower = range.minExcluded ? `above ${range.min}` : `${range.min} or more`
  const expected = Number.isFinite(range.max)
    ? range.minExcluded
      ? `${noun} above ${range.min} and up to ${range.max}`
      : `${noun} from ${range.min} to ${range.max}`
    : `${noun}, ${lower}`
  return {
    schema: {
      type: isWhole ? 'integer' : 'number',
      [range.minExcluded ? 'exclusiveMinimum' : 'minimum']: range.min,
      ...(Number.isFinite(range.max) ? { maximum: range.max } : {}),
    },
    read(at, reading) {
      const value = at.value
      if (typeof value !== 'number') return wrongType(at, reading, expected, 'write a number without quotes')
      const isIn = value <= range.max && (range.minExcluded ? value > range.min : value >= range.min)
      if (!isIn || (isWhole && !Number.isInteger(value))) {
        reading.report.error(
          'number-range',
          at,
          `${at.pathText} is ${value}; expected ${expected}`,
          `write ${expected}`,
        )
        return undefined
      }
      return value
    },
  }
}

export const flag: Shape<boolean> = {
  schema: { type: 'boolean' },
  read(at, reading) {
    return typeof at.value === 'boolean'
      ? at.value
      : wrongType(at, reading, 'true or false', 'write true or false without quotes')
  },
}

/** Pattern of a Go duration, for editors. */
export const durationPattern = '(?:[0-9]+(?:\\.[0-9]*)?(?:ns|us|µs|ms|s|m|h))+|0'

/** A Go duration in microseconds, from `minUs` up to 1000 days. */
export function duration(minUs = 0): Shape<number> {
  return {
    schema: { type: 'string', pattern: `^(?:${durationPattern})$` },
    read(at, reading) {
      const us = readDuration(at, reading)
      if (us !== undefined && us < minUs) {
        reading.report.error(
          'number-range',
          at,
          `${at.pathText} is ${shown(at.value)}; expected ${durationText(minUs)} or more`,
          `write ${durationText(minUs)} or more`,
        )
        return undefined
      }
      return us
    },
  }
}

/** The microseconds of a Go duration; a bare 0 needs no unit. */
export function readDuration(at: Located, reading: Reading): number | undefined {
  if (at.value === 0) return 0
  if (typeof at.value !== 'string' && typeof at.value !== 'number') {
    return wrongType(
      at,
      reading,
      'a duration such as 90s or 1m30s',
      'write numbers with the units h, m, s, ms or us',
    )
  }
  const result = parseDuration(String(at.value))
  if ('us' in result) return result.us
  reading.report.error(
    'duration-format',
    at,
    `${at.pathText}: ${shown(at.value)} ${result.problem}; expected a Go duration such as 90s or 1m30s, up to ${durationText(durationUsMax)}`,
    result.fix,
  )
  return undefined
}

/** A list; the items that can be read, in order. */
export function listOf<T>(item: Shape<T>, itemsMin = 0): Shape<readonly T[]> {
  return {
    schema: { type: 'array', items: item.schema, ...(itemsMin > 0 ? { minItems: itemsMin } : {}) },
    read(at, reading) {
      if (!Array.isArray(at.value))
        return wrongType(at, reading, 'a list', 'write the items as a list, each behind "- "')
      if (at.value.length < itemsMin)
        return wrongType(at, reading, `a list of at least ${itemsMin}`, 'add an item, or delete the key')
      return at.items().flatMap((child) => {
        const value = child.isAbsent
          ? wrongType(child, reading, 'a value', 'write a value or delete the item')
          : item.read(child, reading)
        return value === undefined ? [] : [value]
      })
    },
  }
}

/** A map from free keys to values of one shape. */
export function mapOf<T>(
  value: Shape<T>,
  checkKey?: (at: Located, key: string, reading: Reading) => void,
): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', additionalProperties: value.schema },
    read(at, reading) {
      if (!isMap(at.value)) return wrongType(at, reading, 'a map', 'write it as key: value')
      return Object.fromEntries(
        at.keys().flatMap((key) => {
          const child = at.get(key)
          checkKey?.(child, key, reading)
          const read = child.isAbsent
            ? wrongType(child, reading, 'a value', 'write a value or delete the key')
            : value.read(child, reading)
          return read === undefined ? [] : [[key, read]]
        }),
      )
    },
  }
}

/** Keeps the place of the value. */
export function placed<T>(shape: Shape<T>): Shape<Placed<T>> {
  return {
    schema: shape.schema,
    read(at, reading) {
      const value = shape.read(at, reading)
      return value === undefined ? undefined : { value, at }
    },
  }
}

/** What an object does with keys that it does not take: returns true once it has reported one. */
export type KeyCheck = (at: Located, key: string, reading: Reading) => boolean

/**
 * A map with known keys. An unknown key is an error with a suggestion; an empty value counts as absent. Returns
 * undefined when a required key is missing or cannot be read.
 */
export function object<R extends Shapes, O extends Shapes>(
  required: R,
  optional: O,
  otherKey?: KeyCheck,
): Shape<{ readonly [K in keyof R]: ValueOf<R[K]> } & { readonly [K in keyof O]?: ValueOf<O[K]> }> {
  const shapes: Shapes = { ...required, ...optional }
  const known = Object.keys(shapes)
  const needed = Object.keys(required)
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        known.map((key) => {
          const { schema } = shapes[key]
          return [key, needed.includes(key) ? schema : orEmpty(schema)]
        }),
      ),
      ...(needed.length > 0 ? { required: needed } : {}),
      additionalProperties: false,
    },
    read(at, reading) {
      if (!isMap(at.value)) return wrongType(at, reading, 'a map', 'write it as key: value')
      let isWhole = true
      const values: Record<string, unknown> = {}
      for (const key of at.keys()) {
        const child = at.get(key)
        if (!Object.hasOwn(shapes, key)) {
          if (!otherKey?.(child, key, reading)) unknownKey(child, key, known, reading.report)
        } else if (!child.isAbsent) {
          const value = shapes[key].read(child, reading)
          if (value !== undefined) values[key] = value
          else if (needed.includes(key)) isWhole = false
        }
      }
      for (const key of needed) {
        if (!at.get(key).isAbsent) continue
        isWhole = false
        reading.report.error(
          'missing-key',
          at,
          `${at.pathText || 'the document'} has no ${key}; expected one`,
          `add ${key}`,
        )
      }
      // The loop above filled exactly the keys of the shapes.
      return isWhole ? (values as ReturnType<typeof this.read>) : undefined
    },
  }
}

/** What an editor may know of a key that may be left out: an empty value is one that is left out. */
function orEmpty(schema: JsonSchema): JsonSchema {
  const { type, enum: words, anyOf, $ref, ...rest } = schema
  if (Array.isArray(anyOf)) return { ...rest, anyOf: [...anyOf, { type: 'null' }] }
  if (Array.isArray(words)) return { ...rest, enum: [...words, null] }
  if ($ref !== undefined) return { ...rest, anyOf: [{ $ref }, { type: 'null' }] }
  return type === undefined ? schema : { ...rest, type: [type, 'null'].flat() }
}

/** Reports a key that a map does not have. */
export function unknownKey(at: Located, key: string, known: readonly string[], report: Report): void {
  report.error(
    'unknown-key',
    at,
    `${at.pathText}: there is no key ${shown(key)} here; expected ${oneOfText(known)}`,
    unknownKeyFix(key, known),
    'key',
  )
}

function unknownKeyFix(key: string, known: readonly string[]): string {
  const glued = known.find((one) => key.startsWith(`${one}:`))
  if (glued !== undefined) return spaceFix(glued)
  const near = nearestWord(key, known)
  return near === undefined
    ? 'delete the key, or write one of those'
    : `write ${near}, if that is what you meant`
}
