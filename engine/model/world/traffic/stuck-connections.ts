/**
 * Connections that clients keep to pods which do not answer and do not say so: a process that hangs, a machine without power. Nobody closes them. A client leaves such a pod
 * when the first request that it sends there in vain times out, and connects to any pod that proxies know; that may be one of these again, which it leaves as late.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import type { Target } from './target.ts'

/**
 * A peer that acknowledges nothing is given up then at the latest: the least time that 15 retransmissions take. Source: Linux,
 * Documentation/networking/ip-sysctl.rst, tcp_retries2.
 */
export const retransmissionUs = 924.6 * usPerSecond

/** Releases are at least this share of the delay apart, and so long, so that they are few though connections break all the time. */
const apartShare = 1 / 16
const apartUsMin = 5_000

/** Up to a time, each known target had been given this share of all connections so far (`Spread.base`). */
type Step = { readonly atUs: number; readonly base: number }

export class StuckConnections {
  private readonly delayUs: number
  private readonly sinceUs = new Map<Target, number>()
  private steps: Step[] = []
  private nextUs = -Infinity
  private notedBase = -Infinity

  /** @param delayUs from the first request in vain until the client leaves; Infinity = it never does. */
  constructor(delayUs: number) {
    this.delayUs = delayUs
  }

  /** It does not answer any more. */
  add(target: Target, nowUs: number): void {
    if (this.delayUs === Infinity || this.sinceUs.has(target)) return
    this.sinceUs.set(target, nowUs)
    // What it has is due with what is noted at this instant.
    this.notedBase = -Infinity
  }

  remove(target: Target): void {
    this.sinceUs.delete(target)
  }

  /** At the end of an instant: what has been given to the targets by now is due a delay later. */
  note(nowUs: number, base: number): void {
    if (this.sinceUs.size === 0) this.steps = []
    else if (base > this.notedBase) this.steps.push({ atUs: nowUs, base })
    this.notedBase = base
  }

  /** When clients leave next; Infinity = none does. */
  get dueUs(): number {
    if (this.steps.length === 0) return Infinity
    return Math.max(Math.ceil(this.steps[0].atUs + this.delayUs), this.nextUs)
  }

  /** Clients leave now. @param leave a target gives away what it had been given as long as each known one had been given `base`. */
  release(nowUs: number, leave: (target: Target, base: number) => void): void {
    if (nowUs < this.dueUs) return
    let base = 0
    while (this.steps.length > 0 && this.steps[0].atUs + this.delayUs <= nowUs)
      base = this.steps.shift()!.base
    this.nextUs = Math.ceil(nowUs + Math.max(this.delayUs * apartShare, apartUsMin))
    for (const [target, sinceUs] of this.sinceUs) if (sinceUs + this.delayUs <= nowUs) leave(target, base)
  }
}
