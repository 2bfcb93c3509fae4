/** Walks the value of an object along its type, and finds what the API server could not decode. */
import { isMap, Override, type PathStep } from '../text/located.ts'
import { spaceFix } from '../text/suggestion.ts'
import { type Finding, serverPath } from './finding.ts'
import { quantityProblem, timeProblem } from './go-values.ts'
import { fieldsOf, resolvedType, type StructFields } from './schema/api-schema.ts'
import { gluedField, unknownFieldFix } from './unknown-field-fix.ts'

/** Where the walk is, as the server tells of it. */
type Spot = {
  /** The struct that the field belongs to, without its package. */
  readonly struct: string
  /** Go's path: without indices and keys of maps, with what is embedded. */
  readonly goPath: string
}

/** Bounds of the whole numbers of the API. */
const integerBounds: Readonly<Record<string, readonly [min: bigint, max: bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
}

/** Unknown fields of one object for which the field that was meant is searched. */
const advisedMax = 1000

/** Types of which any value is taken. */
const anyTypes: readonly string[] = ['runtime.RawExtension', 'v1.FieldsV1']

export class FieldWalk {
  readonly findings: Finding[] = []
  private readonly steps: PathStep[] = []
  /** The types of the structs that the walk is within, outermost first, and how many steps lead to each. */
  private readonly holders: { readonly type: string; readonly depth: number }[] = []
  private readonly textAt: (steps: readonly PathStep[]) => string | undefined

  /** @param textAt gives the text of a number, which a double cannot always hold. */
  constructor(textAt: (steps: readonly PathStep[]) => string | undefined) {
    this.textAt = textAt
  }

  object(value: Readonly<Record<string, unknown>>, type: string): Finding[] {
    this.struct(value, type, '')
    return this.findings
  }

  private value(given: unknown, type: string, spot: Spot): void {
    const value = given instanceof Override ? given.value : given
    if (value === null || value === undefined) return
    if (type.startsWith('[]')) this.list(value, type, spot)
    else if (type.startsWith('map[string]')) this.map(value, type, type, spot)
    else if (fieldsOf(type) !== undefined) {
      if (isMap(value)) this.struct(value, type, spot.goPath)
      else this.wrongType(value, type, spot)
    } else this.leaf(value, type, spot)
  }

  private struct(value: Readonly<Record<string, unknown>>, type: string, goPath: string): void {
    const fields = fieldsOf(type) as StructFields
    const struct = type.slice(type.indexOf('.') + 1)
    this.holders.push({ type, depth: this.steps.length })
    for (const key in value) {
      const field = fields.get(key)
      this.steps.push(key)
      if (field === undefined) this.unknownField(key, struct)
      else {
        const own =
          field.embedded === undefined || field.embedded === 'TypeMeta' ? key : `${field.embedded}.${key}`
        this.value(value[key], field.type, { struct, goPath: goPath === '' ? own : `${goPath}.${own}` })
      }
      this.steps.pop()
    }
    this.holders.pop()
  }

  private list(value: unknown, type: string, spot: Spot): void {
    if (!Array.isArray(value)) {
      this.wrongType(value, type, spot)
      return
    }
    for (const [index, item] of value.entries()) {
      this.steps.push(index)
      this.value(item, type.slice(2), spot)
      this.steps.pop()
    }
  }

  private map(value: unknown, type: string, named: string, spot: Spot): void {
    if (!isMap(value)) {
      this.wrongType(value, named, spot)
      return
    }
    for (const key in value) {
      this.steps.push(key)
      this.value(value[key], type.slice('map[string]'.length), spot)
      this.steps.pop()
    }
  }

  private leaf(value: unknown, type: string, spot: Spot): void {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.add('stops', 'wrong-type', this.infinityWords(value), 'a finite number', 'write a smaller number')
      return
    }
    if (anyTypes.includes(type)) return
    if (type === 'intstr.IntOrString') {
      if (typeof value !== 'string') this.integer(value, 'int32', 'stops', spot)
    } else if (type === 'resource.Quantity') this.quantity(value)
    else if (type === 'v1.Time' || type === 'v1.MicroTime') this.time(value, spot)
    else this.plain(value, type, spot)
  }

  /** JSON has numbers that are too large, YAML has words for them. */
  private infinityWords(value: number): string {
    const text = this.textAt(this.steps) ?? ''
    if (/^-?\d/.test(text)) return `json: cannot unmarshal number ${text} into Go value of type float64`
    return `json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`
  }

  private plain(value: unknown, type: string, spot: Spot): void {
    const plain = resolvedType(type)
    if (plain.startsWith('map[string]')) this.map(value, plain, type, spot)
    else if (plain in integerBounds) this.integer(value, plain, 'wrong type', spot)
    else if (
      (plain === 'bool' && typeof value !== 'boolean') ||
      (plain === 'string' && typeof value !== 'string')
    )
      this.wrongType(value, type, spot)
  }

  private integer(value: unknown, type: string, kind: 'stops' | 'wrong type', spot: Spot): void {
    if (typeof value === 'number' && Number.isInteger(value)) {
      const text = Math.abs(value) <= Number.MAX_SAFE_INTEGER ? '' : (this.textAt(this.steps) ?? '')
      const number = BigInt(/^[-+]?\d+$/.test(text) ? text : value)
      const [min, max] = integerBounds[type]
      if (number >= min && number <= max) return
    }
    this.wrongType(value, type, spot, kind)
  }

  private quantity(value: unknown): void {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const problem = quantityProblem(text)
    if (problem === undefined) return
    const fix = 'write digits and a suffix of Kubernetes: n u m k M G T P E Ki Mi Gi Ti Pi Ei'
    this.add(
      'stops',
      'quantity-format',
      problem,
      'a quantity such as 100m or 64Mi',
      fix,
      serverPath(this.steps),
    )
  }

  private time(value: unknown, spot: Spot): void {
    if (typeof value !== 'string') {
      this.wrongType(value, 'string', spot, 'stops')
      return
    }
    const problem = timeProblem(value)
    if (problem !== undefined)
      this.add(
        'stops',
        'wrong-type',
        problem,
        'a time such as 2006-01-02T15:04:05Z',
        'write the time so, or delete the line',
      )
  }

  private wrongType(
    value: unknown,
    type: string,
    spot: Spot,
    kind: 'stops' | 'wrong type' = 'wrong type',
  ): void {
    const found =
      typeof value === 'number' && !(resolvedType(type) in integerBounds) ? 'number' : kindOfValue(value)
    const target = `Go struct field ${spot.struct}.${spot.goPath} of type ${type}`
    const [expected, fix] = expectation(value, type)
    this.add(kind, 'wrong-type', `json: cannot unmarshal ${found} into ${target}`, expected, fix)
  }

  private unknownField(key: string, struct: string): void {
    const path = serverPath(this.steps)
    this.findings.push({
      kind: 'unknown',
      rule: 'unknown-field',
      steps: [...this.steps],
      field: path,
      words: `unknown field ${JSON.stringify(path)}`,
      expected: `a field of ${struct}`,
      fix:
        this.findings.length < advisedMax
          ? unknownFieldFix(key, this.holders, this.steps)
          : 'delete the line',
    })
  }

  private add(
    kind: Finding['kind'],
    rule: Finding['rule'],
    words: string,
    expected: string,
    fix: string,
    field = this.fieldPath(),
  ): void {
    this.findings.push({ kind, rule, steps: [...this.steps], field, words, expected, fix })
  }

  /** The field of the innermost struct: the server names no keys of maps. */
  private fieldPath(): string {
    const { depth } = this.holders[this.holders.length - 1]
    const own = this.steps.slice(depth + 1)
    const indices = own.slice(0, own.findIndex((step) => typeof step === 'string') >>> 0)
    return serverPath([...this.steps.slice(0, depth + 1), ...indices])
  }
}

/** What Go calls a value of JSON; a number with its text. */
function kindOfValue(value: unknown): string {
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number')
    return `number ${Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value) : value}`
  return Array.isArray(value) ? 'array' : 'object'
}

function expectation(value: unknown, type: string): readonly [expected: string, fix: string] {
  const plain = resolvedType(type)
  if (plain in integerBounds) {
    const [min, max] = integerBounds[plain]
    return [`a whole number from ${min} to ${max}`, 'write a whole number without quotes']
  }
  if (plain === 'bool') return ['true or false', 'write true or false without quotes']
  if (plain === 'string') {
    const isScalar = typeof value === 'number' || typeof value === 'boolean'
    return ['a text', isScalar ? 'put the value in quotes' : 'write one text']
  }
  if (plain.startsWith('[]')) return ['a list', 'write a list, each item after "- "']
  const glued = typeof value === 'string' ? gluedField(value, plain) : undefined
  if (glued !== undefined) return ['a map', spaceFix(glued)]
  return ['a map', 'write keys and values, each on a line of its own']
}
