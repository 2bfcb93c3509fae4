/** Pieces of terminal text that commands share: titled blocks, labelled lines, wrapped notes, plain tables. */
import displayWidth from 'string-width'
import { safeText } from './readable.ts'

const lineWidth = 100
const labelWidth = 22

export function block(title: string, lines: readonly string[]): string {
  return `${title}\n${lines.map((line) => `${line}\n`).join('')}`
}

/** `  label ......... text`, the texts aligned. */
export function labelled(lines: readonly (readonly [label: string, text: string])[]): string[] {
  return lines.map(([label, text]) => `  ${`${label} `.padEnd(labelWidth, '.')} ${text}`)
}

/** Each text, made safe for a terminal, on lines of its own: broken at spaces, indented. */
export function wrapped(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const lines: string[] = []
    let line = ' '
    for (const word of safeText(text.trim()).split(' ')) {
      if (line.length + 1 + word.length > lineWidth && line.trim() !== '') {
        lines.push(line)
        line = '   '
      }
      line += ` ${word}`
    }
    return [...lines, line]
  })
}

/** A table without borders, as kubectl prints it; `left` columns stand to the left, the others to the right. */
export function alignedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left: readonly number[] = [0],
): string[] {
  const lines = [head, ...rows]
  const widths = lines.map((cells) => cells.map((cell) => displayWidth(cell)))
  const columns = head.map((_, column) => widths.reduce((most, own) => Math.max(most, own[column] ?? 0), 0))
  return lines.map((cells, line) =>
    cells
      .map((cell, column) => {
        const room = ' '.repeat(columns[column]! - widths[line]![column]!)
        return left.includes(column) ? `  ${cell}${room}` : `  ${room}${cell}`
      })
      .join('')
      .trimEnd(),
  )
}

export type Painter = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow', (text: string) => string>>

/** Terminal colours, or the text as it is. */
export function painter(color: boolean): Painter {
  const paint = (code: number, end: number) => (text: string) =>
    color ? `\x1b[${code}m${text}\x1b[${end}m` : text
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
  }
}
