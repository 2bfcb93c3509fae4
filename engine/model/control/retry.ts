/**
 * When a key whose sync failed is tried again (W10): its own wait, which doubles, or the wait for a token that all keys of the
 * controller share, whichever is longer.
 * Source: client-go util/workqueue/default_rate_limiters.go, DefaultTypedControllerRateLimiter.
 */
import { wholePower } from '../../kernel/power.ts'
import { usPerSecond } from '../../kernel/time.ts'
import { fullAfterUs, tokenAtUs } from '../../kernel/token-bucket.ts'

/** Of one key, after its first failure, and at most. */
const defaultBaseUs = 5000
const capUs = 1000 * usPerSecond
/** Of all keys: 10 per second, 100 at once. */
const spanUs = usPerSecond / 10
const burst = 100
/** Failures after which the wait does not grow any more. */
const doublings = 18

/** What a controller remembers of its failures. */
export class Retries {
  private fullAtUs = 0
  private readonly failures = new Map<number, number>()
  private readonly baseUs: number

  /** @param baseUs wait of a key after its first failure. */
  constructor(baseUs = defaultBaseUs) {
    this.baseUs = baseUs
  }

  /** How long the key, whose sync has failed now, waits. */
  waitUs(key: number, nowUs: number): number {
    const failures = this.failures.get(key) ?? 0
    this.failures.set(key, failures + 1)
    const tokenUs = tokenAtUs(this.fullAtUs, nowUs, spanUs, burst)
    this.fullAtUs = fullAfterUs(this.fullAtUs, nowUs, spanUs)
    return Math.max(
      Math.min(this.baseUs * wholePower(2, Math.min(failures, doublings)), capUs),
      tokenUs - nowUs,
    )
  }

  /** A sync of the key has succeeded. */
  forget(key: number): void {
    this.failures.delete(key)
  }
}
