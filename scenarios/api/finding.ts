/** What is wrong with the fields of an object, in the order in which the API server meets it. */
import { type PathStep, pathText } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'

export type Finding = {
  /** The server stops at a value that reads itself, such as a quantity, and goes on after any other wrong type. */
  readonly kind: 'stops' | 'wrong type' | 'unknown'
  readonly steps: readonly PathStep[]
  /** The field as the server names it. */
  readonly field: string
  /** What the server says. */
  readonly words: string
  readonly expected: string
  readonly fix: string
  readonly rule: 'wrong-type' | 'quantity-format' | 'unknown-field'
}

const rank = { stops: 0, 'wrong type': 1, unknown: 2 } as const

/**
 * The server's first finding first: it reads keys in the order of their bytes, since kubectl sends them so, and names
 * unknown fields only where no value has a wrong type.
 */
export function inServerOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => rank[a.kind] - rank[b.kind] || comparePaths(a.steps, b.steps))
}

function comparePaths(a: readonly PathStep[], b: readonly PathStep[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const [left, right] = [a[index], b[index]]
    if (left === right) continue
    if (typeof left === 'number' && typeof right === 'number') return left - right
    return byCodeUnits(String(left), String(right))
  }
  return a.length - b.length
}

/** A path as the server writes it, as far as its keys can be shown so. */
export function serverPath(steps: readonly PathStep[]): string {
  if (!steps.every((step) => typeof step === 'number' || /^[^\p{C}"\\]{1,80}$/u.test(step)))
    return pathText(steps)
  return steps
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('')
}
