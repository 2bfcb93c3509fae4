/** A column of numbers that grows by doubling: for logs whose length is not known before the run. */
export class GrowingColumn {
  length = 0
  private values: Float64Array = new Float64Array(64)

  /** Appends a value and returns its row. */
  push(value: number): number {
    if (this.length === this.values.length) {
      const grown = new Float64Array(2 * this.length)
      grown.set(this.values)
      this.values = grown
    }
    this.values[this.length] = value
    return this.length++
  }

  at(row: number): number {
    return this.values[row]
  }

  set(row: number, value: number): void {
    this.values[row] = value
  }
}
