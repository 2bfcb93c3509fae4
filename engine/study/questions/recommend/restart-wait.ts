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
  const last = waits.length - 1
  // Shares of the steps, of those that came without a wait and with one.
  let steps = waits.map((_, step): [number, number] => [step === 0 ? 1 : 0, 0])
  let mean = 0
  for (let restart = 0; restart < settled; restart++) {
    const next = waits.map((): [number, number] => [0, 0])
    mean = 0
    for (const [step, shares] of steps.entries()) {
      const before = waits[Math.max(0, step - 1)]
      for (const [waited, share] of shares.entries()) {
        const waiting = isOver(Math.min(forgetSeconds, waits[step] - waited * before - startSeconds))
        mean += share * waiting * waits[step]
        const after = Math.min(last, step + 1)
        next[after][1] += share * waiting
        next[after][0] += share * (within - waiting)
        next[0][0] += share * (1 - within)
      }
    }
    steps = next
  }
  return mean
}
