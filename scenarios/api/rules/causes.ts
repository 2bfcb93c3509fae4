/** What the API server refuses of one object: its causes, in its order and its words. Source: apimachinery pkg/util/validation/field/errors.go. */
import type { RuleId } from '../../rules/rule-id.ts'
import { type Located, shown } from '../../text/located.ts'

export type Cause = {
  readonly rule: RuleId
  readonly at: Located
  /** `spec.containers[0].name: Required value`. */
  readonly message: string
  readonly fix: string
  readonly part: 'key' | 'value'
}

/** What a cause says beside its reason. */
export type CauseText = {
  readonly fix?: string
  readonly rule?: RuleId
  /** Path in the server's words, where it is not the path of the place. */
  readonly field?: string | (() => string)
  /** Value in the server's words, where it is not the value at the place. */
  readonly value?: unknown
}

/** For a cause that shows no value. */
export const noValue = Symbol('no value')

/** Causes that are kept of one object. */
const causesMax = 10_000

/** Characters of a value that a message shows. */
const valueWidth = 200

/** The causes of one object. */
export class Causes {
  readonly list: Cause[] = []
  /** The object came out of a cluster: what forbids only its creation does not count. */
  readonly isLive: boolean

  constructor(isLive = false) {
    this.isLive = isLive
  }

  invalid(at: Located, words: string, text: CauseText = {}): void {
    const value = 'value' in text ? text.value : at.value
    const shownValue = value === noValue ? [] : [jsonOf(value)]
    const parts = ['Invalid value', ...shownValue, ...(words === '' ? [] : [words])]
    this.add(at, parts.join(': '), { fix: 'correct the value', ...text }, 'value')
  }

  /** `words` say more than that the value is required. */
  required(at: Located, words = '', text: CauseText = {}): void {
    const colon = words === '' ? '' : `: ${words}`
    this.add(at, `Required value${colon}`, { rule: 'missing-key', fix: `add ${at.name}`, ...text }, 'value')
  }

  forbidden(at: Located, words: string, text: CauseText = {}): void {
    this.add(at, `Forbidden: ${words}`, { fix: `delete ${at.name}`, ...text }, 'key')
  }

  unsupported(at: Located, words: readonly string[], text: CauseText = {}): void {
    const supported = words.map((word) => JSON.stringify(word)).join(', ')
    const value = 'value' in text ? text.value : (at.value ?? '')
    this.add(
      at,
      `Unsupported value: ${jsonOf(value)}: supported values: ${supported}`,
      { rule: 'text-choice', fix: `write one of ${supported}`, ...text },
      'value',
    )
  }

  duplicate(at: Located, text: CauseText = {}): void {
    const value = 'value' in text ? text.value : at.value
    this.add(
      at,
      `Duplicate value: ${jsonOf(value)}`,
      { fix: 'delete one of the two, or rename it', ...text },
      'value',
    )
  }

  notFound(at: Located, text: CauseText = {}): void {
    this.add(
      at,
      `Not found: ${jsonOf(at.value ?? '')}`,
      { fix: 'write a name that is defined', ...text },
      'value',
    )
  }

  tooMany(at: Located, count: number, max: number, text: CauseText = {}): void {
    this.add(
      at,
      `Too many: ${count}: must have at most ${max} items`,
      { fix: `leave at most ${max} items`, ...text },
      'key',
    )
  }

  tooLong(at: Located, words: string, text: CauseText = {}): void {
    this.add(at, `Too long: ${words}`, { fix: 'shorten it', ...text }, 'key')
  }

  /** One `Invalid value` for each message of a format. */
  badFormat(at: Located, messages: readonly string[], text: CauseText = {}): void {
    for (const words of messages) this.invalid(at, words, text)
  }

  private add(at: Located, words: string, text: CauseText, part: 'key' | 'value'): void {
    if (this.list.length >= causesMax) return
    const { field = at.pathText } = text
    this.list.push({
      rule: text.rule ?? 'api-validation',
      at,
      message: `${typeof field === 'string' ? field : field()}: ${words}`,
      fix: text.fix ?? '',
      part,
    })
  }
}

function jsonOf(value: unknown): string {
  if (value === undefined) return 'null'
  if (typeof value !== 'object') return shown(value)
  const text = JSON.stringify(value)
  return text.length > valueWidth ? `${text.slice(0, valueWidth)}…` : text
}
