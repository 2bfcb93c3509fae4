/**
 * A token bucket (Z20) as one number: the time at which it will be full. What is in it follows, so nothing has to refill it. Requests
 * are served in the order in which they come, also those that have to wait: each takes the next token that nobody else has taken.
 * Source: golang.org/x/time/rate Limiter.reserveN, which client-go's flowcontrol.NewTokenBucketRateLimiter waits on.
 */

/**
 * When a request of that time gets its token; not before `timeUs`, in whole microseconds.
 * @param fullAtUs when the bucket will be full.
 * @param spanUs from one token to the next.
 * @param burst tokens in a full bucket, at least 1.
 */
export function tokenAtUs(fullAtUs: number, timeUs: number, spanUs: number, burst: number): number {
  return Math.max(timeUs, Math.ceil(fullAtUs - (Math.max(1, burst) - 1) * spanUs))
}

/** When the bucket will be full once a request of that time has taken its token. */
export function fullAfterUs(fullAtUs: number, timeUs: number, spanUs: number): number {
  return Math.max(fullAtUs, timeUs) + spanUs
}
