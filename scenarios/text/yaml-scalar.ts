/**
 * Scalars of YAML as kubectl reads them: YAML 1.1, as go-yaml v2 has it. `010` is 8, `yes` is true, `1_000` is 1000; base 60
 * is text, and so are timestamps. Source: go.yaml.in/yaml/v2 2.4.3, resolve.go.
 */

const words: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((w) => [w, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (w) => [w, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((w) => [w, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((w) => [w, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((w) => [w, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((w) => [w, Number.NEGATIVE_INFINITY] as const),
])

/** First characters of what is not text. */
const hints = /^[-+.0-9yYnNtTfFoO~]|^$/
const integerPattern = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+)|(0|[1-9][0-9]*))$/
const floatPattern = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/

/** Whole numbers from here on are no integers, and with a sign before them they are floats from half of that. */
const unsignedEnd = 2n ** 64n

/** Words that are no booleans in YAML 1.2, nor for anybody who names a pool of nodes `n`. */
const doubtfulWord = /^(?:[yn]|yes|no|on|off)$/i

/**
 * The value of a plain scalar without a tag.
 * @param isOwn it stands in a document of probestorm, which kubectl never reads: there `n` and `on` are texts.
 */
export function plainValue(text: string, isOwn = false): string | number | boolean | null {
  // Most scalars are words.
  if (!hints.test(text)) return text
  if (isOwn && doubtfulWord.test(text)) return text
  const word = words.get(text)
  if (word !== undefined) return word
  if (/^[-+.0-9]/.test(text)) return numberOf(text) ?? text
  return text
}

/** Behind a point underscores stand between digits only. */
function withoutUnderscores(text: string): string {
  return text.replace(text.startsWith('.') ? /(?<=\d)_(?=\d)/g : /_/g, '')
}

function numberOf(text: string): number | undefined {
  const digits = withoutUnderscores(text)
  const integer = integerOf(digits)
  if (integer !== undefined) return integer
  if (!floatPattern.test(digits)) return undefined
  const value = Number(digits)
  // Beyond its range a number is text.
  return Number.isFinite(value) ? value : undefined
}

function integerOf(text: string): number | undefined {
  const match = integerPattern.exec(text)
  if (match === null) return undefined
  const [, sign, hex, octal, binary, decimal] = match
  const magnitude =
    decimal !== undefined
      ? BigInt(decimal)
      : BigInt(hex !== undefined ? `0x${hex}` : octal !== undefined ? `0o${octal}` : `0b${binary}`)
  const end = sign === '' ? unsignedEnd : sign === '-' ? unsignedEnd / 2n + 1n : unsignedEnd / 2n
  if (magnitude >= end) return undefined
  return sign === '-' ? -Number(magnitude) : Number(magnitude)
}

const tagPrefix = 'tag:yaml.org,2002:'

/**
 * The value of a scalar with a tag such as `!!int`, in its long form; a tag that nothing knows says nothing.
 * @returns the problem, if the tag and the text do not go together.
 */
export function taggedValue(
  text: string,
  tag: string,
): { readonly value: unknown } | { readonly problem: string } {
  const name = tag.startsWith(tagPrefix) ? tag.slice(tagPrefix.length) : ''
  if (name === 'binary') return { value: Buffer.from(text, 'base64').toString('utf8') }
  if (!['bool', 'int', 'float', 'null', 'timestamp'].includes(name)) return { value: text }
  const value = plainValue(text)
  const found = tagOf(value, text)
  if (found === name || (name === 'float' && found === 'int')) return { value }
  // Timestamps are handed on as text.
  if (name === 'timestamp' && /^\d{4}-\d{1,2}-\d{1,2}/.test(text)) return { value: text }
  return { problem: `cannot decode !!${found} \`${text.slice(0, 80)}\` as a !!${name}` }
}

function tagOf(value: string | number | boolean | null, text: string): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  return integerOf(withoutUnderscores(text)) === undefined ? 'float' : 'int'
}
