/** A label selector as kubectl prints it. Source: apimachinery pkg/apis/meta/v1/helpers.go, FormatLabelSelector; labels/selector.go, Requirement.String. */
import { listOf, mapOf, textOf, textsOf } from './plain-data.ts'

export function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions } = mapOf(selector)
  const pairs = Object.entries(textsOf(matchLabels)).map(([key, value]) => ({ key, text: `${key}=${value}` }))
  const others = listOf(matchExpressions)
    .map(mapOf)
    .map(({ key, operator, values }) => ({
      key: textOf(key),
      text: expressionText(textOf(key), textOf(operator), listOf(values).map(textOf).sort()),
    }))
  const all = [...pairs, ...others].sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1))
  return all.length === 0 ? '<none>' : all.map(({ text }) => text).join(',')
}

function expressionText(key: string, operator: string, values: readonly string[]): string {
  switch (operator) {
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    case 'NotIn':
      return `${key} notin (${values.join(',')})`
    default:
      return `${key} in (${values.join(',')})`
  }
}
