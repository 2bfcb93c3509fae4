/** A symmetric positive definite matrix as the product of a lower triangle and its transpose, to solve with (Golub and Van Loan, 4.2). */
export class Cholesky {
  readonly #size: number
  readonly #lower: Float64Array

  private constructor(size: number, lower: Float64Array) {
    this.#size = size
    this.#lower = lower
  }

  /** @param matrix by row; only its lower triangle is read. `undefined` if it is not positive definite. */
  static of(matrix: Float64Array, size: number): Cholesky | undefined {
    const lower = new Float64Array(size * size)
    for (let i = 0; i < size; i++)
      for (let j = 0; j <= i; j++) {
        let sum = matrix[i * size + j]
        for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k]
        if (i > j) lower[i * size + j] = sum / lower[j * size + j]
        else if (sum > 1e-9 * matrix[i * size + i]) lower[i * size + i] = Math.sqrt(sum)
        else return undefined
      }
    return new Cholesky(size, lower)
  }

  solve(right: Float64Array): Float64Array {
    const x = this.#forwards(right)
    const size = this.#size
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i] -= this.#lower[k * size + i] * x[k]
      x[i] /= this.#lower[i * size + i]
    }
    return x
  }

  /** The diagonal of the inverse. */
  inverseDiagonal(): Float64Array {
    const unit = new Float64Array(this.#size)
    return Float64Array.from(unit, (_, place) => {
      unit.fill(0)
      unit[place] = 1
      let sum = 0
      for (const each of this.#forwards(unit)) sum += each * each
      return sum
    })
  }

  #forwards(right: Float64Array): Float64Array {
    const x = Float64Array.from(right)
    const size = this.#size
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i] -= this.#lower[i * size + k] * x[k]
      x[i] /= this.#lower[i * size + i]
    }
    return x
  }
}
