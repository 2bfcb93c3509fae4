/** Small changes of a source text that a test should notice: where each is, and what it puts there. */
import { parse } from '@babel/parser'

export type Mutation = {
  /** Places in the text: [start, end). */
  readonly start: number
  readonly end: number
  readonly replacement: string
  /** Line, from 1. */
  readonly line: number
  /** What is changed, for people: `< to <=`. */
  readonly change: string
}

/** A node of the syntax tree, as far as it is read. */
type Node = {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly loc: { readonly start: { readonly line: number } }
  readonly [key: string]: unknown
}

/** Every candidate of a TypeScript source, in the order of the text. */
export function candidatesOf(source: string): Mutation[] {
  const found: Mutation[] = []
  const program = parse(source, { sourceType: 'module', plugins: ['typescript'] }).program
  visit(program as unknown as Node, source, found)
  return found.sort((a, b) => a.start - b.start || a.end - b.end)
}

export function mutated(source: string, { start, end, replacement }: Mutation): string {
  return source.slice(0, start) + replacement + source.slice(end)
}

/** Types say nothing at run time, and what is thrown is a message. */
function isSkipped({ type }: Node): boolean {
  const holdsCode = ['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'].includes(type)
  return (type.startsWith('TS') && !holdsCode) || type === 'ThrowStatement' || type === 'ImportDeclaration'
}

function visit(node: Node, source: string, found: Mutation[]): void {
  if (isSkipped(node)) return
  found.push(...ofNode(node, source))
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'typeAnnotation' || key === 'returnType') continue
    // A loop that counts the other way never ends: that says nothing about tests.
    if (node.type === 'ForStatement' && key === 'update') continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, source, found)
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

/** What may stand in the place of an operator. */
const otherOperators: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
  '++': '--',
  '--': '++',
}

/** Functions with an opposite. */
const otherFunctions: Readonly<Record<string, string>> = {
  'Math.max': 'Math.min',
  'Math.min': 'Math.max',
  'Math.ceil': 'Math.floor',
  'Math.floor': 'Math.ceil',
}

function ofNode(node: Node, source: string): Mutation[] {
  const text = (part: Node): string => source.slice(part.start, part.end)
  const put = (part: { start: number; end: number }, replacement: string, change: string): Mutation => ({
    start: part.start,
    end: part.end,
    replacement,
    line: node.loc.start.line,
    change,
  })
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression': {
      const [left, right] = [node['left'] as Node, node['right'] as Node]
      const operator = node['operator'] as string
      const other = otherOperators[operator]
      if (other === undefined || [left, right].some(isText)) return []
      const start = source.indexOf(operator, left.end)
      return [put({ start, end: start + operator.length }, other, `${operator} to ${other}`)]
    }
    case 'UpdateExpression': {
      const operator = node['operator'] as string
      const argument = node['argument'] as Node
      const start = node['prefix'] === true ? node.start : argument.end
      return [
        put(
          { start, end: start + 2 },
          otherOperators[operator],
          `${operator} to ${otherOperators[operator]}`,
        ),
      ]
    }
    case 'NumericLiteral': {
      const value = node['value'] as number
      const other = value < 1000 ? value + 1 : value * 2
      return [put(node, `${other}`, `${text(node)} to ${other}`)]
    }
    case 'BooleanLiteral':
      return [put(node, `${!(node['value'] as boolean)}`, `${text(node)} to ${!(node['value'] as boolean)}`)]
    case 'IfStatement':
    case 'ConditionalExpression': {
      const test = node['test'] as Node
      return [put(test, `!(${text(test)})`, 'the condition negated')]
    }
    case 'MemberExpression': {
      const other = otherFunctions[text(node)]
      return other === undefined ? [] : [put(node, other, `${text(node)} to ${other}`)]
    }
    case 'ExpressionStatement':
      return [put(node, ';', 'the statement removed')]
    case 'BlockStatement':
    case 'Program':
      return swaps(node, text, put)
    default:
      return []
  }
}

/** A text that is put together is not arithmetic. */
function isText({ type }: Node): boolean {
  return type === 'StringLiteral' || type === 'TemplateLiteral'
}

/** Two expressions in a row, the other way round, unless they plainly have nothing to do with each other. */
function swaps(
  block: Node,
  text: (part: Node) => string,
  put: (part: { start: number; end: number }, replacement: string, change: string) => Mutation,
): Mutation[] {
  const body = block['body'] as readonly Node[]
  return body.flatMap((first, index) => {
    const second = body[index + 1]
    if (second === undefined || [first, second].some(({ type }) => type !== 'ExpressionStatement')) return []
    if (areApart(first, second, text)) return []
    const both = { start: first.start, end: second.end }
    const mutation = put(both, `${text(second)};${text(first)}`, 'two statements swapped')
    return [{ ...mutation, line: first.loc.start.line }]
  })
}

/** Two statements that set something, of which neither speaks of what the other sets. */
function areApart(first: Node, second: Node, text: (part: Node) => string): boolean {
  const [a, b] = [first, second].map((statement) => targetOf(statement['expression'] as Node, text))
  return a !== undefined && b !== undefined && !text(second).includes(a) && !text(first).includes(b)
}

/** What is set: the left side of an assignment, what is counted, or that whose `push`, `set` or `fill` is called. */
function targetOf(expression: Node, text: (part: Node) => string): string | undefined {
  if (expression.type === 'AssignmentExpression') return text(expression['left'] as Node)
  if (expression.type === 'UpdateExpression') return text(expression['argument'] as Node)
  if (expression.type !== 'CallExpression') return undefined
  const callee = expression['callee'] as Node
  const property = callee['property'] as Node | undefined
  if (property === undefined || !['push', 'set', 'fill'].includes(text(property))) return undefined
  return text(callee['object'] as Node)
}
