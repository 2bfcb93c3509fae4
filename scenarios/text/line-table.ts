/** Offsets of a text to lines and columns. */
import type { Place } from './located.ts'

export class LineTable {
  private readonly text: string
  private starts: number[] | undefined

  constructor(text: string) {
    this.text = text
  }

  /** The place of an offset. Lines end with \n or \r\n. Columns count UTF-16 units. */
  place(offset: number): Place {
    this.starts ??= lineStarts(this.text)
    let low = 0
    let high = this.starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.starts[middle] <= offset) low = middle
      else high = middle - 1
    }
    const start = this.starts[low]
    const end = low + 1 < this.starts.length ? this.starts[low + 1] - 1 : this.text.length
    const sourceLine = this.text.slice(start, end)
    const isCrLf = sourceLine.endsWith('\r')
    return {
      line: low + 1,
      column: offset - start + 1,
      sourceLine: isCrLf ? sourceLine.slice(0, -1) : sourceLine,
    }
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
