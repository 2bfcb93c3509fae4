/** Label selectors as kubectl's -l takes them: `a=b`, `a!=b`, `a in (x,y)`, `a notin (x)`, `a`, `!a`. */

export type Labels = Readonly<Record<string, string>>

type Operator = 'in' | 'notin' | 'exists' | 'absent'

export type Requirement = {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}
export type LabelSelector = readonly Requirement[]

const key = '(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?'
const value = '(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?'
const forms: readonly { readonly pattern: RegExp; readonly operator: Operator }[] = [
  { pattern: new RegExp(`^(${key})\\s+in\\s*\\(([^()]*)\\)$`), operator: 'in' },
  { pattern: new RegExp(`^(${key})\\s+notin\\s*\\(([^()]*)\\)$`), operator: 'notin' },
  { pattern: new RegExp(`^(${key})\\s*==?\\s*(${value})$`), operator: 'in' },
  { pattern: new RegExp(`^(${key})\\s*!=\\s*(${value})$`), operator: 'notin' },
  { pattern: new RegExp(`^(${key})$`), operator: 'exists' },
  { pattern: new RegExp(`^!\\s*(${key})$`), operator: 'absent' },
]
const valueOnly = new RegExp(`^${value}$`)

/** The selector, or the part of the text that is none. An empty text selects everything. */
export function parseLabelSelector(text: string): LabelSelector | { readonly problem: string } {
  if (text.length > 4096) return { problem: 'a text of more than 4096 characters' }
  const requirements: Requirement[] = []
  const parts = splitOutsideBrackets(text)
  if (parts.length === 1 && parts[0].trim() === '') return []
  for (const part of parts) {
    const requirement = parseRequirement(part.trim())
    if (requirement === undefined) return { problem: part.trim() }
    requirements.push(requirement)
  }
  return requirements
}

function parseRequirement(text: string): Requirement | undefined {
  for (const { pattern, operator } of forms) {
    const match = pattern.exec(text)
    if (match === null) continue
    const values = match[2] === undefined ? [] : match[2].split(',').map((v) => v.trim())
    return values.every((v) => valueOnly.test(v)) ? { key: match[1], operator, values } : undefined
  }
  return undefined
}

/** Whether labels meet every requirement. `!=` and `notin` hold too where the label is missing, as in the API. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  return selector.every(({ key, operator, values }) => {
    const found = Object.hasOwn(labels, key) ? labels[key] : undefined
    if (operator === 'exists') return found !== undefined
    if (operator === 'absent') return found === undefined
    return operator === 'in'
      ? found !== undefined && values.includes(found)
      : found === undefined || !values.includes(found)
  })
}

function splitOutsideBrackets(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')') depth--
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}
