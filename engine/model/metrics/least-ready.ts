/** The worst moment of a run: how few pods were ready, and since when. A level counts once time has passed. */
export class LeastReady {
  /** By workload row of the levels; `Infinity` before the time that counts. */
  readonly readyCount: Float64Array
  /** When that few were ready first. */
  readonly atUs: Float64Array
  private readonly sinceUs: number

  /**
   * @param rows workloads and, last, all of them.
   * @param sinceUs from when on levels count.
   */
  constructor(rows: number, sinceUs: number) {
    this.readyCount = new Float64Array(rows).fill(Infinity)
    this.atUs = new Float64Array(rows)
    this.sinceUs = sinceUs
  }

  /** So many pods of a row were ready from one time to a later one; times come in order. */
  wereReady(row: number, readyCount: number, fromUs: number, untilUs: number): void {
    if (untilUs <= this.sinceUs || readyCount >= this.readyCount[row]) return
    this.readyCount[row] = readyCount
    this.atUs[row] = Math.max(fromUs, this.sinceUs)
  }
}
