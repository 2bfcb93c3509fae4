/** What kubelets have to write to the API, until all pods have come as far: a code and a time each. */
import { TimedLog } from './timed-log.ts'

export class WriteLog {
  private readonly due: TimedLog
  /** What is known before the stretch of its time. */
  private aheadUs: number[] = []
  private aheadCodes: number[] = []

  /** @param codes how many there are: each is in [0, codes). */
  constructor(codes: number) {
    this.due = new TimedLog(codes)
  }

  /** Something of the present stretch. */
  add(timeUs: number, code: number): void {
    this.due.add(timeUs, code)
  }

  /** Something of this stretch or of a later one. */
  addAhead(timeUs: number, code: number): void {
    this.aheadUs.push(timeUs)
    this.aheadCodes.push(code)
  }

  /** The stretch ends then, and the next begins: hands over what came within it, by time, then code. */
  endStretch(endUs: number, take: (timeUs: number, code: number) => void): void {
    const { aheadUs, aheadCodes } = this
    this.aheadUs = []
    this.aheadCodes = []
    for (let row = 0; row < aheadUs.length; row++) {
      if (aheadUs[row] < endUs) this.due.add(aheadUs[row], aheadCodes[row])
      else this.addAhead(aheadUs[row], aheadCodes[row])
    }
    this.due.drain(take)
    this.due.begin(endUs)
  }
}
