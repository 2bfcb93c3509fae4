/** A column of numbers that grows by doubling: for logs whose length is not known before the run. */
export class GrowingColumn {
  length = 0
  private rows: Float64Array = new Float64Array(64)

  /** Appends a value and returns its row. */
  push(value: number): number {
    if (this.length === this.rows.length) {
      const grown = new Float64Array(2 * this.length)
      grown.set(this.rows)
      this.rows = grown
    }
    this.rows[this.length] = value
    return this.length++
  }

  at(row: number): number {
    return this.rows[row]
  }

  set(row: number, value: number): void {
    this.rows[row] = value
  }

  /** A view of all values, valid until the next one is appended. */
  values(): Float64Array {
    return this.rows.subarray(0, this.length)
  }

  /** Forgets all values and keeps the room. */
  clear(): void {
    this.length = 0
  }
}
