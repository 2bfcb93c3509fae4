/** Distributions of times as scenarios write them: `5s`, `{lognormal: {p50: 5ms, p99: 80ms}}`, `never`, ... */
import type { DistributionSpec } from '../../engine/contract/distribution-spec.ts'
import { parseDuration } from '../text/duration.ts'
import { samplesMax } from '../text/input-limits.ts'
import { isMap, type Located, shown } from '../text/located.ts'
import { microsecondsPer, unitInName } from '../text/time-unit.ts'
import {
  described,
  duration,
  durationPattern,
  type JsonSchema,
  listOf,
  number,
  object,
  type Reading,
  readDuration,
  type Shape,
  unknownKey,
  wrongType,
} from './shape.ts'

/** 0.99 quantile of the standard normal distribution. */
const normalQuantile99 = 2.3263478740408408

/** Mixtures within mixtures, at most. */
const depthMax = 8

const positive = duration(1)
const positiveNumber = number({ min: 0, max: 1e6, minExcluded: true })

const normal = object(
  { mean: described(duration(), 'before it is cut'), sd: described(duration(), 'standard deviation') },
  {},
)
const lognormal = object(
  {},
  {
    p50: described(positive, 'the median'),
    p99: described(positive, 'at or above p50'),
    median: described(positive, 'as p50, beside sigma'),
    sigma: described(number({ min: 0, max: 100 }), 'standard deviation of the logarithm'),
  },
)
const weibull = object(
  {
    scale: described(positive, '63.2 % are below it'),
    shape: described(positiveNumber, '1: exponential; above 1: less spread'),
  },
  {},
)
/** Beyond these its quantiles are neither fast nor exact. */
const gamma = object(
  {
    mean: described(positive, 'the average'),
    cv: described(number({ min: 0.001, max: 1000 }), 'standard deviation, divided by the mean'),
  },
  {},
)
const pareto = object(
  {
    min: described(positive, 'nothing is below it'),
    alpha: described(positiveNumber, 'of the tail: the smaller, the heavier; no mean from 1 down'),
  },
  {},
)
const uniform = listOf(duration(), 2)
const empirical = listOf(duration(), 1)

/** A time in microseconds. */
export const distribution: Shape<DistributionSpec> = {
  schema: { $ref: '#/$defs/distribution' },
  read: (at, reading) => readDistribution(at, reading, 0),
}

/** One value, or a list with one value per incarnation of the container; the last repeats. */
export const perIncarnation: Shape<readonly DistributionSpec[]> = {
  schema: { $ref: '#/$defs/perIncarnation' },
  read(at, reading) {
    if (Array.isArray(at.value)) return listOf(distribution, 1).read(at, reading)
    const one = distribution.read(at, reading)
    return one === undefined ? undefined : [one]
  },
}

const kindSchemas: Readonly<Record<string, JsonSchema>> = {
  uniform: { ...uniform.schema, maxItems: 2, description: '[low, high]' },
  exponential: { ...positive.schema, description: 'the mean' },
  normal: { ...normal.schema, description: 'cut at 0' },
  lognormal: { ...lognormal.schema, description: 'p50 and p99, or median and sigma' },
  weibull: { ...weibull.schema, description: 'scale and shape' },
  gamma: { ...gamma.schema, description: 'mean and cv' },
  pareto: { ...pareto.schema, description: 'min and alpha' },
  empirical: {
    description: 'one of samples, each as likely',
    anyOf: [
      empirical.schema,
      {
        type: 'string',
        description:
          'a .csv file beside the scenario, a sample per line in its first column: a duration, or a number in the unit that the header names (latency_ms), else in seconds',
      },
    ],
  },
  mixture: {
    type: 'array',
    description: 'one of several distributions, by their weights',
    minItems: 1,
    items: {
      type: 'object',
      required: ['weight', 'of'],
      additionalProperties: false,
      properties: {
        weight: { ...positiveNumber.schema, description: 'how often, beside the weights of the others' },
        of: { description: 'the distribution', $ref: '#/$defs/distribution' },
      },
    },
  },
}

/** Definitions that the schemas of this file refer to. */
export const distributionDefinitions: JsonSchema = {
  distribution: {
    description: 'a time: constant, never, or a distribution',
    anyOf: [
      { type: 'string', pattern: `^(?:${durationPattern}|never)$` },
      { const: 0 },
      ...Object.entries(kindSchemas).map(([kind, schema]) => ({
        type: 'object',
        properties: { [kind]: schema },
        required: [kind],
        additionalProperties: false,
      })),
    ],
  },
  perIncarnation: {
    description: 'one time, or one for each incarnation of the container; the last one repeats',
    anyOf: [
      { $ref: '#/$defs/distribution' },
      { type: 'array', items: { $ref: '#/$defs/distribution' }, minItems: 1 },
    ],
  },
}

function readDistribution(at: Located, reading: Reading, depth: number): DistributionSpec | undefined {
  if (at.value === 'never') return { kind: 'never' }
  if (!isMap(at.value)) {
    if (typeof at.value === 'object' || typeof at.value === 'boolean') {
      return wrongType(
        at,
        reading,
        'a time such as 5s, a distribution such as {exponential: 10m}, or never',
        'write one of those',
      )
    }
    const value = readDuration(at, reading)
    return value === undefined ? undefined : { kind: 'constant', value }
  }
  const keys = at.keys()
  const kind = keys[0]
  if (keys.length !== 1) {
    return badDistribution(
      at,
      reading,
      `has ${keys.length} keys; expected one of ${Object.keys(kindSchemas).join(', ')}`,
      'write one kind of distribution',
    )
  }
  const inner = at.get(kind)
  if (!Object.hasOwn(kindSchemas, kind)) {
    unknownKey(inner, kind, Object.keys(kindSchemas), reading.report)
    return undefined
  }
  if (inner.isAbsent) return wrongType(inner, reading, `what ${kind} needs`, 'write the parameters')
  switch (kind) {
    case 'uniform':
      return readUniform(inner, reading)
    case 'exponential': {
      const mean = positive.read(inner, reading)
      return mean === undefined ? undefined : { kind, mean }
    }
    case 'normal':
      return withKind('normal', normal.read(inner, reading))
    case 'lognormal':
      return readLognormal(inner, reading)
    case 'weibull':
      return withKind('weibull', weibull.read(inner, reading))
    case 'gamma':
      return withKind('gamma', gamma.read(inner, reading))
    case 'pareto':
      return withKind('pareto', pareto.read(inner, reading))
    case 'empirical':
      return readEmpirical(inner, reading)
    default:
      return readMixture(inner, reading, depth)
  }
}

function withKind<K extends string, P extends object>(
  kind: K,
  parameters: P | undefined,
): ({ readonly kind: K } & P) | undefined {
  return parameters === undefined ? undefined : { kind, ...parameters }
}

function badDistribution(at: Located, reading: Reading, found: string, fix: string): undefined {
  reading.report.error('distribution-format', at, `${at.pathText} ${found}`, fix)
  return undefined
}

function readUniform(at: Located, reading: Reading): DistributionSpec | undefined {
  const bounds = uniform.read(at, reading)
  if (bounds === undefined) return undefined
  if (at.items().length !== 2)
    return badDistribution(
      at,
      reading,
      `has ${at.items().length} values; expected two, [low, high]`,
      'write [low, high]',
    )
  if (bounds.length !== 2) return undefined
  const [low, high] = bounds
  if (low > high)
    return badDistribution(
      at,
      reading,
      'has its higher value first; expected [low, high]',
      'swap the two values',
    )
  return { kind: 'uniform', low, high }
}

function readLognormal(at: Located, reading: Reading): DistributionSpec | undefined {
  const found = lognormal.read(at, reading)
  if (found === undefined) return undefined
  const { p50, p99, median, sigma } = found
  const has = (key: string): boolean => !at.get(key).isAbsent
  const byPercentiles = has('p50') && has('p99') && !has('median') && !has('sigma')
  const byParameters = has('median') && has('sigma') && !has('p50') && !has('p99')
  if (!byPercentiles && !byParameters) {
    return badDistribution(
      at,
      reading,
      `has ${at.keys().join(', ') || 'no keys'}; expected p50 and p99, or median and sigma`,
      'write {p50: 5ms, p99: 80ms} or {median: 5ms, sigma: 1.2}',
    )
  }
  if (median !== undefined && sigma !== undefined) return { kind: 'lognormal', median, sigma }
  if (p50 === undefined || p99 === undefined) return undefined
  if (p99 < p50)
    return badDistribution(
      at,
      reading,
      `has p99 ${shown(at.get('p99').value)} below p50 ${shown(at.get('p50').value)}; expected p99 at or above p50`,
      'swap the two, or raise p99',
    )
  return lognormalByPercentiles(p50, p99)
}

function readEmpirical(at: Located, reading: Reading): DistributionSpec | undefined {
  if (typeof at.value !== 'string') {
    const values = empirical.read(at, reading)
    return values === undefined || values.length === 0 ? undefined : { kind: 'empirical', values }
  }
  const file = reading.sideFile(at)
  return file === undefined ? undefined : readSamples(file.name, file.text, reading)
}

/** A first column of these is that of when, not of how long. */
const timeColumn = /^(time|timestamp|date|datetime|at)$/i

/**
 * One sample per line, in the first column: a duration (`12ms`) or a number, rounded to the nearest microsecond. A first line that
 * is neither is a header; numbers are in the unit that it names (`latency_ms`), else in seconds.
 */
function readSamples(name: string, text: string, reading: Reading): DistributionSpec | undefined {
  const values: number[] = []
  const lines = text.split(/\r?\n/)
  let usPerUnit = microsecondsPer('s')
  for (const [index, line] of lines.entries()) {
    const cell = line
      .split(',')[0]
      .trim()
      .replace(/^"(.*)"$/, '$1')
    if (cell === '') continue
    const seconds = /^[0-9.eE+-]+$/.test(cell) ? Number(cell) : Number.NaN
    const parsed = Number.isNaN(seconds) ? parseDuration(cell) : { us: Math.round(seconds * usPerUnit) }
    if ('us' in parsed && parsed.us >= 0 && parsed.us <= 1000 * 86_400e6) values.push(parsed.us)
    else if (index === 0 && !timeColumn.test(cell)) usPerUnit = microsecondsPer(unitInName(cell) ?? 's')
    else if (index === 0) {
      reading.report.error(
        'distribution-format',
        { name, line: 1, column: 1, sourceLine: line },
        `the first column is ${shown(cell)}, so it says when, not how long; expected samples in the first column`,
        'keep the column of samples, or let "probestorm calibrate --csv" fit a law to the file',
      )
      return undefined
    } else {
      reading.report.error(
        'distribution-format',
        { name, line: index + 1, column: 1, sourceLine: line },
        `the first cell is ${shown(cell)}; expected a duration such as 12ms or a number of seconds, from 0 to 1000 days`,
        'write one sample per line, in the first column',
      )
      return undefined
    }
  }
  if (values.length === 0 || values.length > samplesMax) {
    reading.report.error(
      'distribution-format',
      { name, line: 1, column: 1 },
      `the file holds ${values.length} samples; expected 1 to ${samplesMax}`,
      'write one sample per line, in the first column',
    )
    return undefined
  }
  return { kind: 'empirical', values }
}

function readMixture(at: Located, reading: Reading, depth: number): DistributionSpec | undefined {
  if (depth >= depthMax)
    return badDistribution(
      at,
      reading,
      `is a mixture ${depthMax} levels deep; expected fewer`,
      'write one flat mixture',
    )
  const part: Shape<{ readonly weight: number; readonly of: DistributionSpec }> = object(
    {
      weight: positiveNumber,
      of: {
        schema: distribution.schema,
        read: (inner: Located, r: Reading) => readDistribution(inner, r, depth + 1),
      },
    },
    {},
  )
  const parts = listOf(part, 1).read(at, reading)
  return parts === undefined || parts.length === 0 ? undefined : { kind: 'mixture', parts }
}

/** A lognormal distribution by two percentiles, in microseconds. */
export function lognormalByPercentiles(p50Us: number, p99Us: number): DistributionSpec {
  return { kind: 'lognormal', median: p50Us, sigma: Math.log(p99Us / p50Us) / normalQuantile99 }
}
