/** Mutations of inputs: what slips of the hand, damaged files and hostile authors make of a good one. */

/** A stream of whole numbers in [0, below), from a seed: mulberry32. */
export type Draw = (below: number) => number

export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below)
  }
}

/** Words that have meant trouble somewhere. */
const words: readonly string[] = [
  '0', '-1', '1', '010', '0x10', '1e3', '1e308', '9007199254740993', '2147483648', '-2147483649', '.5', '5.0', '.inf', '.nan',
  'null', '~', 'true', 'yes', 'on', '""', "''", '[]', '{}', '[[]]', '{a: {}}', '0s', '1us', '1000d', '24001h', '-5s', '1h1h',
  'never', 'auto', '*', '*a', '&a', '&a x', '<<', '<<: *a', '!!binary aGk=', '!!float 1', '!x y', '? a', '- - -', '|', '>-',
  '100m', '1Ei', '1e18Gi', '-1Ki', '200%', '2001-01-01', '12:30:45', '1_000', '"\\ud800"', '"\\u202e"', '"\\x1b[2J"', '\u0000',
  '\u202e', '\ufeff', '🙂', 'constructor', '__proto__', 'toString', 'a'.repeat(300), '{exponential: 0s}', '{normal: {mean: 0s, sd: 0s}}',
  '{mixture: []}', '{empirical: []}', '{uniform: [1s]}', '{gamma: {mean: 1s, cv: 1e-9}}', '{pareto: {min: 1us, alpha: 1e-6}}',
] // biome-ignore format: a list of words

type Mutation = (text: string, other: string, draw: Draw) => string

const lineMutation =
  (change: (lines: string[], at: number, draw: Draw) => void): Mutation =>
  (text, _other, draw) => {
    const lines = text.split('\n')
    change(lines, draw(lines.length), draw)
    return lines.join('\n')
  }

/** Puts another text in the place of one that a pattern finds. */
const inPlaceOf =
  (pattern: RegExp, make: (found: string, draw: Draw) => string): Mutation =>
  (text, _other, draw) => {
    const found = [...text.matchAll(pattern)]
    if (found.length === 0) return text
    const match = found[draw(found.length)]!
    return text.slice(0, match.index) + make(match[0], draw) + text.slice(match.index + match[0].length)
  }

const anyWord = (_found: string, draw: Draw): string => words[draw(words.length)]!

const mutations: readonly Mutation[] = [
  inPlaceOf(/(?<=: |- |, |\[)[^\s,[\]{}]+/g, anyWord),
  inPlaceOf(/\b\d+\b/g, anyWord),
  inPlaceOf(/[A-Za-z]\w*(?=:)/g, anyWord),
  inPlaceOf(/[A-Za-z]\w*(?=:)/g, (key, draw) => key.slice(0, draw(key.length)) + key.slice(draw(key.length))),
  inPlaceOf(/[[\]{},:"'-]/g, (_found, draw) => '[]{},:"\'-&*!|>%@`#?'[draw(18)]!),
  lineMutation((lines, at) => void lines.splice(at, 1)),
  lineMutation((lines, at) => void lines.splice(at, 0, lines[at]!)),
  lineMutation((lines, at, draw) => void lines.splice(at, 1, ' '.repeat(draw(5)) + lines[at])),
  lineMutation((lines, at) => void lines.splice(at, 1, lines[at]!.replace(/^ {1,2}/, ''))),
  lineMutation((lines, at, draw) => void lines.splice(draw(lines.length), 0, ...lines.splice(at, 1))),
  (text, _other, draw) => text.slice(0, draw(text.length + 1)),
  (text, other, draw) => text.slice(0, draw(text.length + 1)) + other.slice(draw(other.length + 1)),
  (text, _other, draw) => {
    const at = draw(text.length + 1)
    return text.slice(0, at) + String.fromCharCode(draw(2) === 0 ? draw(256) : draw(65_536)) + text.slice(at)
  },
  (text, other) => `${text}\n---\n${other}`,
]

/** The text after one to three mutations; `other` is another good input, for splices. */
export function mutated(text: string, other: string, draw: Draw): string {
  let result = text
  for (let left = 1 + draw(3); left > 0; left--)
    result = mutations[draw(mutations.length)]!(result, other, draw)
  return result
}
