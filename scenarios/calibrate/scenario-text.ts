/** Entries as a whole Scenario with comments: what `calibrate` prints, and what every other command reads. */

import { scenarioApiVersion } from '../schema.ts'
import { safeText } from '../text/safe-text.ts'
import type { BehaviorEntry, BehaviorKey } from './behavior-entries.ts'
import { probeTypes, type Subject } from './observations.ts'
import { uncertaintyLines } from './uncertainty-text.ts'

const lineWidth = 110
/** Keys of a behavior in the order of the reference. */
const keyOrder = ['startup', 'latency', 'errorRate', 'slow', 'pause', 'crash'] as const

/** @param about what the document is, a sentence each, for its head. */
export function scenarioText(
  name: string,
  entries: readonly BehaviorEntry[],
  about: readonly string[],
): string {
  const withKeys = entries.filter(({ keys }) => keys.length > 0)
  const without = entries.filter(({ keys }) => keys.length === 0)
  const lines = [
    ...about.flatMap((text) => comment(text, 0)),
    `apiVersion: ${scenarioApiVersion}`,
    'kind: Scenario',
    `metadata: { name: ${yamlText(name)} }`,
    'spec:',
    withKeys.length === 0
      ? '  workloads: []'
      : '  workloads: # for each container the first entry that matches',
    ...withKeys.flatMap(entryLines),
    ...without.flatMap(({ subject, comments }) =>
      comments.flatMap((text) => comment(`${matchText(subject)}: ${text}`, 4)),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function entryLines(entry: BehaviorEntry): string[] {
  const { subject, keys, comments } = entry
  return [
    `    - match: ${matchText(subject)}`,
    ...comments.flatMap((text) => comment(text, 6)),
    '      behavior:',
    ...keyOrder.flatMap((key) => keyLines(key, keys)),
    ...uncertaintyLines(entry).flatMap((line) => broken(line, 16)),
  ]
}

function keyLines(key: string, keys: readonly BehaviorKey[]): string[] {
  const whole = keys.find((each) => each.key === key)
  const types = probeTypes.filter((type) => keys.some((each) => each.key === `${key}.${type}`))
  if (types.length === 0) {
    if (whole === undefined || whole.value === null) return []
    return [
      ...whole.comments.flatMap((text) => comment(text, 8)),
      ...broken(`        ${key}: ${whole.value}`, 10),
    ]
  }
  // What is known of all types of probes fills in for those without a sample of their own.
  const parts = probeTypes.flatMap((type) => {
    const part = keys.find((each) => each.key === `${key}.${type}`) ?? whole
    return part === undefined ? [] : [{ type, part }]
  })
  return [
    `        ${key}:`,
    ...parts.flatMap(({ type, part }) => [
      ...part.comments.flatMap((text) => comment(text, 10)),
      ...broken(`          ${type}: ${part.value}`, 12),
    ]),
  ]
}

export function matchText({ kind, namespace, name, container }: Subject): string {
  const keys = Object.entries({ kind, namespace, name, container }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${yamlText(value)}`],
  )
  return keys.length === 0 ? '{ name: "*" }' : `{ ${keys.join(', ')} }`
}

/** A text as YAML reads it back: plain if that is safe. */
function yamlText(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9.-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text))
    return text
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Lines of a comment; what could end it is escaped. */
function comment(text: string, indent: number): string[] {
  const start = `${' '.repeat(indent)}# `
  const lines: string[] = []
  let line = ''
  for (const word of safeText(text).split(' ')) {
    if (line !== '' && start.length + line.length + 1 + word.length > lineWidth) {
      lines.push(start + line)
      line = ` ${word}`
    } else line += line === '' ? word : ` ${word}`
  }
  return [...lines, start + line]
}

/** A long flow value over several lines, broken at its commas. */
function broken(text: string, indent: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.split(/(?<=,) /)) {
    if (line !== '' && line.length + 1 + piece.length > lineWidth) {
      lines.push(line)
      line = ' '.repeat(indent) + piece
    } else line += line === '' ? piece : ` ${piece}`
  }
  return [...lines, line]
}
