/** Labels in tables: `-L` and `--show-labels`. Source: k8s.io/cli-runtime v0.35 pkg/printers/tableprinter.go. */

export type LabelColumns = {
  /** Labels with a column of their own. */
  readonly labelColumns: readonly string[]
  /** All labels, in one more column. */
  readonly showLabels: boolean
}

type Labels = Readonly<Record<string, string>>

export function labelHeaders({ labelColumns, showLabels }: LabelColumns): string[] {
  const headers = labelColumns.map((key) => key.slice(key.lastIndexOf('/') + 1).toUpperCase())
  return showLabels ? [...headers, 'LABELS'] : headers
}

export function labelCells(labels: Labels, { labelColumns, showLabels }: LabelColumns): string[] {
  const cells = labelColumns.map((key) => (Object.hasOwn(labels, key) ? labels[key] : ''))
  return showLabels ? [...cells, labelsText(labels)] : cells
}

function labelsText(labels: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
  return pairs.length === 0 ? '<none>' : pairs.join(',')
}
