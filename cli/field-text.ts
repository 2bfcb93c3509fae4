/** A field of a scenario or a sweep, as `kubectl explain` prints one. Source: kubernetes v1.35 kubectl/pkg/explain/v2/templates/plaintext.tmpl. */
import type { Field } from '../scenarios/field.ts'

const lineWidth = 76

export function fieldText(kind: string, version: string, field: Field): string {
  const { path, type, description, values, hasKinds, rows } = field
  const name = path.split('.').at(-1)
  return [
    `KIND:       ${kind}`,
    `VERSION:    ${version}`,
    '',
    ...(path === '' ? [] : [`FIELD: ${name} <${type}>`, '']),
    'DESCRIPTION:',
    ...indented(description),
    ...(values.length < 2 ? [] : ['', 'ENUM:', ...values.map((value) => `    ${value}`)]),
    ...(rows.length === 0 ? [] : ['', hasKinds ? 'KINDS:' : 'FIELDS:']),
    ...rows.flatMap((row) => [
      `  ${row.name}\t<${row.type}>${row.isRequired ? ' -required-' : ''}`,
      ...indented(row.description),
      '',
    ]),
    ...(rows.length === 0 ? [''] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function indented(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > lineWidth) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  return [...lines, line].map((each) => `    ${each}`)
}
