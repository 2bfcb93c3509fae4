/**
 * Columns of text as kubectl lays them out, with Go's text/tabwriter: a cell ends with a tab, and cells of one column on
 * consecutive lines are of one width. What stands after the last tab of a line is no cell.
 */

export type TabSettings = { readonly widthMin: number; readonly padding: number }

/** Lines with tabs to lines with spaces. */
export function alignTabs(lines: readonly string[], { widthMin, padding }: TabSettings): string[] {
  const rows = lines.map((line) => line.split('\t'))
  const aligned: string[] = []
  const widths: number[] = []

  /** Lines [begin, end) have cells in the columns before this one; their widths are known. */
  const layOut = (begin: number, end: number): void => {
    const column = widths.length
    let printed = begin
    let line = begin
    while (line < end) {
      if (!hasCell(rows[line], column)) {
        line++
        continue
      }
      print(printed, line)
      const blockBegin = line
      let width = widthMin
      for (; line < end && hasCell(rows[line], column); line++)
        width = Math.max(width, rows[line][column].length + padding)
      widths.push(width)
      layOut(blockBegin, line)
      widths.pop()
      printed = line
    }
    print(printed, end)
  }

  const print = (begin: number, end: number): void => {
    for (const cells of rows.slice(begin, end))
      aligned.push(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(''))
  }

  layOut(0, rows.length)
  return aligned
}

function hasCell(cells: readonly string[], column: number): boolean {
  return column < cells.length - 1
}

/** A table that grows row by row: columns never become narrower than they have been. */
export class GrowingTable {
  private readonly widths: number[] = []

  /** These rows, one below the other, below those before. */
  add(rows: readonly (readonly string[])[]): string {
    for (const cells of rows)
      for (const [column, cell] of cells.entries())
        this.widths[column] = Math.max(
          this.widths[column] ?? tableTabs.widthMin,
          cell.length + tableTabs.padding,
        )
    return rows.map((cells) => `${this.line(cells)}\n`).join('')
  }

  private line(cells: readonly string[]): string {
    const last = cells.length - 1
    return cells.map((cell, column) => (column < last ? cell.padEnd(this.widths[column]) : cell)).join('')
  }
}

/** Of `kubectl get`: k8s.io/cli-runtime pkg/printers, GetNewTabWriter. */
const tableTabs: TabSettings = { widthMin: 6, padding: 3 }

/** Of `kubectl describe`: k8s.io/kubectl pkg/describe, tabbedString. */
export const describeTabs: TabSettings = { widthMin: 0, padding: 2 }
