/**
 * How long a restart by a liveness probe waits for the back-off, on average. The kubelet kills and starts in one sync, which knows only
 * the exit before: a container that lived longer than its back-off since then starts at once, any other waits for all of it (B3);
 * each start doubles the back-off, and 10 minutes without one end it (B4, B6).
 */
import { forgetAfterUs } from '../../../model/node/runtime/restart-backoff.ts'

export type BackoffLimits = { readonly baseSeconds: number; readonly capSeconds: number }

/** Restarts after which the shares of the steps no longer change. */
const settled = 200
const forgetSeconds = forgetAfterUs / 1e6
/** A share of lives so short that it is taken for none. */
const negligible = 1e-9

/**
 * Lives are taken to be exponential from the soonest failure on, which is close where failures are rare, and where they are certain.
 * @param lifeSeconds from a start to the next mistake, on average.
 * @param soonestSeconds in which a probe fails at all.
 * @param startSeconds from the exit to the start, without the wait.
 */
export function restartWaitSeconds(
  lifeSeconds: number,
  soonestSeconds: number,
  startSeconds: number,
  { baseSeconds, capSeconds }: BackoffLimits,
): number {
  const rest = Math.max(lifeSeconds - soonestSeconds, 0)
  const isOver = (seconds: number): number =>
    seconds <= soonestSeconds ? 0 : rest === 0 ? 1 : -Math.expm1((soonestSeconds - seconds) / rest)
  const within = isOver(forgetSeconds)
  if (within < negligible) return 0
  const waits = [baseSeconds]
  while (waits[waits.length - 1] < capSeconds) waits.push(Math.min(capSeconds, 2 * waits[waits.length - 1]))
  // By step, and by whether the start before came without a wait (even) or with one (odd): how many lives end before the back-off.
  const waiting = Float64Array.from({ length: 2 * waits.length }, (_, at) => {
    const step = at >> 1
    const before = waits[Math.max(0, step - 1)]
    return isOver(Math.min(forgetSeconds, waits[step] - (at & 1) * before - startSeconds))
  })
  return settledMean(waits, waiting, within)
}

/** The mean wait once the shares of the steps have settled, of restarts within the time that the back-off is remembered for. */
function settledMean(waits: readonly number[], waiting: Float64Array, within: number): number {
  const last = waits.length - 1
  let shares = new Float64Array(waiting.length)
  let next = new Float64Array(waiting.length)
  shares[0] = 1
  let mean = 0
  for (let restart = 0; restart < settled; restart++) {
    next.fill(0)
    mean = 0
    for (let at = 0; at < shares.length; at++) {
      const share = shares[at]
      const step = at >> 1
      const after = 2 * Math.min(last, step + 1)
      mean += share * waiting[at] * waits[step]
      next[after + 1] += share * waiting[at]
      next[after] += share * (within - waiting[at])
      next[0] += share * (1 - within)
    }
    const isSettled = next.every((each, at) => each === shares[at])
    ;[shares, next] = [next, shares]
    if (isSettled) break
  }
  return mean
}
