/**
 * Expressions of `skip` over the parameters of a sweep: comparisons, `+ - * /`, `&& || !`, parentheses, numbers,
 * durations such as 30s, texts in quotes. A duration is a number of seconds, so `timeoutSeconds > 30s` means what it says.
 */
import { parseDuration } from '../text/duration.ts'
import { shown } from '../text/located.ts'
import { nearestWord, oneOfText } from '../text/suggestion.ts'

export type ExpressionValue = number | boolean | string

/** Values by the name of the parameter. */
export type Scope = ReadonlyMap<string, ExpressionValue>

export type Expression = (scope: Scope) => ExpressionValue

/** An expression that cannot be read, or means nothing for some values. */
export class ExpressionError extends Error {
  /** Mends it. */
  readonly fix: string

  constructor(message: string, fix: string) {
    super(message)
    this.fix = fix
  }
}

type Token = { readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end'; readonly text: string }

const tokenPattern =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[A-Za-zµμ]+[\d.]*)*)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<name>[A-Za-z_]\w*)|(?<sign>&&|\|\||[<>=!]=|[-+*/()<>!]))/y

/** @throws ExpressionError for a text that is no expression over these names. */
export function parseExpression(text: string, names: readonly string[]): Expression {
  return new Parser(tokensOf(text), names).whole()
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  let at = 0
  while (at < end) {
    tokenPattern.lastIndex = at
    const match = tokenPattern.exec(text)
    if (match?.groups === undefined) {
      throw new ExpressionError(
        `${shown(text.slice(at).trim())} is nothing that an expression holds`,
        'write comparisons such as timeout > period, joined by && or ||',
      )
    }
    const { number, double, single, name, sign } = match.groups
    if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else tokens.push({ kind: 'text', text: double ?? single ?? '' })
    at = tokenPattern.lastIndex
  }
  return [...tokens, { kind: 'end', text: '' }]
}

type Operator = (a: ExpressionValue, b: ExpressionValue) => ExpressionValue

const comparisons: Readonly<Record<string, Operator>> = {
  '==': (a, b) => comparable(a, b, '==') && a === b,
  '!=': (a, b) => comparable(a, b, '!=') && a !== b,
  '<': (a, b) => asNumber(a, '<') < asNumber(b, '<'),
  '<=': (a, b) => asNumber(a, '<=') <= asNumber(b, '<='),
  '>': (a, b) => asNumber(a, '>') > asNumber(b, '>'),
  '>=': (a, b) => asNumber(a, '>=') >= asNumber(b, '>='),
}
const sums: Readonly<Record<string, Operator>> = {
  '+': (a, b) => asNumber(a, '+') + asNumber(b, '+'),
  '-': (a, b) => asNumber(a, '-') - asNumber(b, '-'),
}
const products: Readonly<Record<string, Operator>> = {
  '*': (a, b) => asNumber(a, '*') * asNumber(b, '*'),
  '/': (a, b) => asNumber(a, '/') / asNumber(b, '/'),
}

/** By recursive descent; each method reads what binds as tightly as its name says. */
class Parser {
  private readonly tokens: readonly Token[]
  private readonly names: readonly string[]
  private at = 0

  constructor(tokens: readonly Token[], names: readonly string[]) {
    this.tokens = tokens
    this.names = names
  }

  whole(): Expression {
    const expression = this.either()
    if (this.next.kind !== 'end') this.fail('expected an operator')
    return (scope) => asTruth(expression(scope), 'an expression of skip')
  }

  private either(): Expression {
    let left = this.both()
    while (this.take('||')) {
      const [a, b] = [left, this.both()]
      left = (scope) => asTruth(a(scope), '||') || asTruth(b(scope), '||')
    }
    return left
  }

  private both(): Expression {
    let left = this.comparison()
    while (this.take('&&')) {
      const [a, b] = [left, this.comparison()]
      left = (scope) => asTruth(a(scope), '&&') && asTruth(b(scope), '&&')
    }
    return left
  }

  private comparison(): Expression {
    const left = this.sum()
    const compare = this.takeOne(comparisons)
    if (compare === undefined) return left
    const right = this.sum()
    return (scope) => compare(left(scope), right(scope))
  }

  private sum(): Expression {
    return this.chain(sums, () => this.product())
  }

  private product(): Expression {
    return this.chain(products, () => this.unary())
  }

  private chain(operators: Readonly<Record<string, Operator>>, operand: () => Expression): Expression {
    let left = operand()
    for (let next = this.takeOne(operators); next !== undefined; next = this.takeOne(operators)) {
      const [apply, a, b] = [next, left, operand()]
      left = (scope) => apply(a(scope), b(scope))
    }
    return left
  }

  private unary(): Expression {
    if (this.take('!')) {
      const operand = this.unary()
      return (scope) => !asTruth(operand(scope), '!')
    }
    if (this.take('-')) {
      const operand = this.unary()
      return (scope) => -asNumber(operand(scope), '-')
    }
    return this.primary()
  }

  private primary(): Expression {
    if (this.take('(')) {
      const inner = this.either()
      if (!this.take(')')) this.fail('expected )')
      return inner
    }
    const { kind, text } = this.next
    if (kind === 'end' || kind === 'sign') this.fail('expected a parameter, a number, a duration or (')
    this.at++
    if (kind === 'name') return this.named(text)
    const value = kind === 'text' ? text : numberOf(text)
    return () => value
  }

  private named(name: string): Expression {
    if (name === 'true' || name === 'false') return () => name === 'true'
    if (!this.names.includes(name)) {
      const near = nearestWord(name, this.names)
      throw new ExpressionError(
        `there is no parameter ${shown(name)}; expected ${oneOfText(this.names)}`,
        near === undefined ? 'write the name of a parameter of this sweep' : `write ${near}`,
      )
    }
    return (scope) => scope.get(name) as ExpressionValue
  }

  private get next(): Token {
    return this.tokens[this.at] as Token
  }

  private take(sign: string): boolean {
    const isNext = this.next.kind === 'sign' && this.next.text === sign
    if (isNext) this.at++
    return isNext
  }

  private takeOne(operators: Readonly<Record<string, Operator>>): Operator | undefined {
    const { kind, text } = this.next
    if (kind !== 'sign' || !Object.hasOwn(operators, text)) return undefined
    this.at++
    return operators[text]
  }

  private fail(expected: string): never {
    const found = this.next.kind === 'end' ? 'the expression ends' : `${shown(this.next.text)} stands`
    throw new ExpressionError(
      `${found} where it means nothing; ${expected}`,
      'write comparisons such as timeout > period, joined by && or ||',
    )
  }
}

function numberOf(text: string): number {
  if (/^[\d.]+$/.test(text)) return Number(text)
  const duration = parseDuration(text)
  if ('us' in duration) return duration.us / 1e6
  throw new ExpressionError(
    `${shown(text)} ${duration.problem}; expected a number or a duration`,
    duration.fix,
  )
}

function asNumber(value: ExpressionValue, operator: string): number {
  if (typeof value === 'number') return value
  throw new ExpressionError(
    `${operator} meets ${shown(value)}; expected a number or a duration`,
    'compare texts with == and !=, and join comparisons with && or ||',
  )
}

function asTruth(value: ExpressionValue, where: string): boolean {
  if (typeof value === 'boolean') return value
  throw new ExpressionError(
    `${where} meets ${shown(value)}; expected a comparison`,
    'write a comparison such as timeout > period',
  )
}

/** Always true; values of two types are neither equal nor unequal, but a slip. */
function comparable(a: ExpressionValue, b: ExpressionValue, operator: string): true {
  if (typeof a === typeof b) return true
  throw new ExpressionError(
    `${operator} compares ${shown(a)} with ${shown(b)}; expected two values of one type`,
    'put texts such as "1.35" in quotes, and numbers not',
  )
}
