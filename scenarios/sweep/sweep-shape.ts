/** The document `kind: Sweep`: its keys, and its JSON Schema. */
import { checkName } from '../manifests/names.ts'
import {
  choice,
  described,
  durationPattern,
  freeText,
  type JsonSchema,
  listOf,
  mapOf,
  object,
  placed,
  type Reading,
  type Shape,
  text,
  type ValueOf,
  wholeNumber,
  wrongType,
} from '../scenario/shape.ts'
import { scenarioApiVersion, scenarioJsonSchema } from '../schema.ts'
import { parseDuration } from '../text/duration.ts'
import { isMap, type Located, shown } from '../text/located.ts'
import { isColumnName } from './column-names.ts'

/** Points that a sweep may have. */
export const pointsMax = 100_000

/** A number, or a duration as microseconds. */
export type Bound = { readonly value: number; readonly isDuration: boolean }

const bound: Shape<Bound> = {
  schema: { anyOf: [{ type: 'number' }, { type: 'string', pattern: `^(?:${durationPattern})$` }] },
  read(at, reading) {
    if (typeof at.value === 'number' && Number.isFinite(at.value))
      return { value: at.value, isDuration: false }
    if (typeof at.value !== 'string')
      return wrongType(at, reading, 'a number or a duration', 'write a number, or a duration such as 30s')
    const duration = parseDuration(at.value)
    if ('us' in duration) return { value: duration.us, isDuration: true }
    reading.report.error(
      'duration-format',
      at,
      `${at.pathText}: ${shown(at.value)} ${duration.problem}; expected a number, or a duration such as 30s`,
      duration.fix,
    )
    return undefined
  },
}

const anyValue: Shape<Located> = { schema: { not: { type: 'null' } }, read: (at) => at }

const parameterName: Shape<string> = {
  schema: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 63 },
  read(at, reading) {
    const name = text.read(at, reading)
    if (name === undefined) return undefined
    if (isColumnName(name)) {
      reading.report.error(
        'name-format',
        at,
        `${at.pathText} is ${shown(name)}; expected a name that no column of the sweep's tables has`,
        `write another name, such as ${name}_set`,
      )
      return undefined
    }
    if (/^[A-Za-z_]\w{0,62}$/.test(name) && name !== 'true' && name !== 'false') return name
    reading.report.error(
      'name-format',
      at,
      `${at.pathText} is ${shown(name)}; expected letters, digits and _, a letter first, 63 characters at most`,
      'write a name such as periodSeconds: it becomes a column, and a word in skip',
    )
    return undefined
  },
}

const first = described(bound, 'the first value')
const last = described(bound, 'the last value, if a step leads to it')

const parameter = object(
  {
    name: described(placed(parameterName), 'becomes a column, and a word in skip'),
    path: described(
      placed(text),
      'what varies, such as deployment/web spec.replicas of a manifest, or faults[0].for of the scenario',
    ),
  },
  {
    values: described(placed(listOf(anyValue)), 'any values that may stand at the path'),
    range: described(
      placed(object({ from: first, to: last }, { step: described(bound, 'from one value to the next') })),
      'from, from + step, ... up to to; latinHypercube and random need no step',
    ),
    log: described(
      placed(
        object(
          { from: first, to: last },
          { points: described(wholeNumber({ min: 2, max: pointsMax }), 'how many values') },
        ),
      ),
      'points in equal ratios; latinHypercube and random need no number of points',
    ),
  },
)
export type ParameterEntry = ValueOf<typeof parameter>

/** How points are made of parameters; `points` of those that are drawn. */
export type Design =
  | { readonly kind: 'grid' | 'zip' }
  | { readonly kind: 'latinHypercube' | 'random'; readonly points: number }

const designPattern = /^(?:(grid|zip)|(latinHypercube|random)\(([1-9]\d{0,8})\))$/

const design: Shape<Design> = {
  schema: { type: 'string', pattern: '^(?:grid|zip|(?:latinHypercube|random)\\([1-9][0-9]{0,8}\\))$' },
  read(at, reading) {
    const match = typeof at.value === 'string' ? designPattern.exec(at.value) : null
    if (match === null) {
      reading.report.error(
        'sweep-design',
        at,
        `${at.pathText} is ${shown(at.value)}; expected grid, zip, latinHypercube(n) or random(n)`,
        'write for instance latinHypercube(100)',
      )
      return undefined
    }
    const [, plain, drawn, points] = match
    if (plain !== undefined) return { kind: plain as 'grid' | 'zip' }
    return { kind: drawn as 'latinHypercube' | 'random', points: Number(points) }
  },
}

const scenario: Shape<Located> = {
  schema: {
    anyOf: [{ type: 'string', minLength: 1 }, { type: 'object' }],
    description: 'the path of a Scenario, relative to this file, or a Scenario without apiVersion and kind',
  },
  read(at, reading) {
    if (isMap(at.value) || (typeof at.value === 'string' && at.value !== '')) return at
    return wrongType(at, reading, 'a path or a map', 'write scenario: ./scenario.yaml, or a Scenario inline')
  },
}

const sweepName: Shape<string> = {
  schema: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$', maxLength: 253 },
  read(at, reading) {
    const name = text.read(at, reading)
    return name !== undefined && checkName(at, name, 'subdomain', reading.report) ? name : undefined
  },
}

const anyLabels = mapOf(freeText)

const document = object(
  {
    apiVersion: described(choice(scenarioApiVersion), 'of the document'),
    kind: described(choice('Sweep'), 'of the document'),
    spec: described(
      object(
        { parameters: described(placed(listOf(parameter, 1)), 'what varies, and over which values') },
        {
          scenario,
          design: described(
            placed(design),
            'grid, zip, latinHypercube(n) or random(n): how points are made of the values [grid]',
          ),
          skip: described(listOf(placed(text)), 'points for which one of these holds are left out'),
        },
      ),
      'the sweep',
    ),
  },
  {
    metadata: described(
      object(
        {},
        {
          name: described(sweepName, 'of the study; results are called by it [the name of the file]'),
          labels: described(anyLabels, 'for your own use'),
          annotations: described(anyLabels, 'for your own use'),
        },
      ),
      'of the study',
    ),
  },
)
export type SweepDocument = ValueOf<typeof document>

/** Reads a sweep; what is wrong with it is reported. */
export function readSweepDocument(at: Located, reading: Reading): SweepDocument | undefined {
  return document.read(at, reading)
}

/** JSON Schema (draft 2020-12) of a sweep document, for editors. */
export function sweepJsonSchema(): JsonSchema {
  const { $schema, $defs } = scenarioJsonSchema() as { $schema: string; $defs: object }
  return { $schema, title: 'probestorm Sweep', ...document.schema, $defs }
}
