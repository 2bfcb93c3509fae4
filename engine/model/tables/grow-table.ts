/**
 * Tables that grow. Rules reach a column through its table, so a table that is full gets longer columns in place of the old ones and
 * stays the same object. Who has taken a column out of its table before a pod was appended holds the old one: take it out anew.
 */

type Column = Int8Array | Uint8Array | Uint16Array | Int32Array | Float64Array

/**
 * Makes room for so many rows. What the rows hold stays; new rows hold what the allocator puts there.
 * @param allocate the table's own allocator.
 */
export function growTable<Table extends object>(
  table: Table,
  allocate: (rows: number) => Table,
  rows: number,
): void {
  const columns = table as Record<string, unknown>
  for (const [name, longer] of Object.entries(allocate(rows))) {
    if (!ArrayBuffer.isView(longer)) continue
    ;(longer as Column).set(columns[name] as Column)
    columns[name] = longer
  }
}

/** Rows after a table has doubled to hold at least so many. */
export function roomFor(rows: number, room: number): number {
  return Math.max(rows, 2 * room)
}
