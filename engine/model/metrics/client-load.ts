/**
 * The calls of one client of the API: how many of each kind, in the busiest interval, and what its bucket delayed (Z20, Z30). Calls come in
 * the order in which they have their tokens, so the busiest interval so far is all that has to be kept.
 */

type Times = { readonly durationUs: number; readonly intervalUs: number; readonly warmUpUs: number }

export class ClientLoad {
  /** By kind of call, and last for all of them; after the warm-up. */
  readonly calls: Float64Array
  readonly delayed: Float64Array
  readonly delayUs: Float64Array
  readonly delayUsMax: Float64Array
  /** In the busiest interval that lies wholly after the warm-up. */
  readonly peak: Float64Array
  private readonly bucket: Float64Array
  private readonly inBucket: Float64Array

  constructor(kinds: number) {
    const column = (): Float64Array => new Float64Array(kinds + 1)
    this.calls = column()
    this.delayed = column()
    this.delayUs = column()
    this.delayUsMax = column()
    this.peak = column()
    this.bucket = column().fill(-1)
    this.inBucket = column()
  }

  /** A call gets its token at that time, after it has waited so long for it. */
  called(times: Times, kind: number, atUs: number, waitedUs: number): void {
    if (atUs < times.warmUpUs || atUs >= times.durationUs) return
    this.add(times, kind, atUs, waitedUs)
    this.add(times, this.calls.length - 1, atUs, waitedUs)
  }

  private add({ intervalUs, warmUpUs }: Times, row: number, atUs: number, waitedUs: number): void {
    this.calls[row]++
    if (waitedUs > 0) {
      this.delayed[row]++
      this.delayUs[row] += waitedUs
      this.delayUsMax[row] = Math.max(this.delayUsMax[row], waitedUs)
    }
    const bucket = Math.floor(atUs / intervalUs)
    if (bucket * intervalUs < warmUpUs) return
    if (bucket !== this.bucket[row]) {
      this.bucket[row] = bucket
      this.inBucket[row] = 0
    }
    this.peak[row] = Math.max(this.peak[row], ++this.inBucket[row])
  }
}
