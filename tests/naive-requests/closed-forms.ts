/** What queueing theory says of a service without simulating it. Times in seconds. */

/** Probability that a request waits in M/M/c (Erlang C). @param offered load in workers, below `workers`. */
export function erlangC(workers: number, offered: number): number {
  // Erlang B by recursion, then C from B.
  let blocked = 1
  for (let count = 1; count <= workers; count++) blocked = (offered * blocked) / (count + offered * blocked)
  const utilisation = offered / workers
  return blocked / (1 - utilisation * (1 - blocked))
}

/** Mean wait in M/M/c. */
export function meanWait(workers: number, perSecond: number, service: number): number {
  const offered = perSecond * service
  return (erlangC(workers, offered) * service) / (workers - offered)
}

/** The approximation of the fluid model (Sakasegawa 1977). */
export function approximateWait(workers: number, perSecond: number, service: number): number {
  const utilisation = (perSecond * service) / workers
  return (
    (service * Math.exp(Math.log(utilisation) * (Math.sqrt(2 * (workers + 1)) - 1))) /
    (workers * (1 - utilisation))
  )
}

/** Mean wait in M/G/1 (Pollaczek and Khinchine). @param squaredVariation of the service time: 1 = exponential, 0 = constant. */
export function meanWaitOne(perSecond: number, service: number, squaredVariation: number): number {
  const utilisation = perSecond * service
  return (utilisation * service * (1 + squaredVariation)) / (2 * (1 - utilisation))
}

/** Mean response of M/G/1 where all share one processor: of the mean of its law only. */
export function meanShared(perSecond: number, service: number): number {
  return service / (1 - perSecond * service)
}

/** From the end of an overload until what has piled up is gone. */
export function drainSeconds(overload: number, capacity: number, load: number, seconds: number): number {
  return ((overload - capacity) * seconds) / (capacity - load)
}

/** Tries per request if each fails with that probability. */
export function amplification(failure: number, retriesMax: number): number {
  let tries = 0
  for (let retry = 0, share = 1; retry <= retriesMax; retry++, share *= failure) tries += share
  return tries
}

/**
 * Shares of a capacity by weight, none above its demand: who needs less than his share leaves the rest to the others. Told by raising the
 * water until it is used up.
 */
export function waterFilling(
  capacity: number,
  users: readonly { readonly demand: number; readonly weight: number }[],
): number[] {
  const total = users.reduce((sum, { demand }) => sum + demand, 0)
  if (total <= capacity) return users.map(({ demand }) => demand)
  let low = 0
  let high = Math.max(...users.map(({ demand, weight }) => demand / weight))
  const used = (level: number): number =>
    users.reduce((sum, { demand, weight }) => sum + Math.min(demand, level * weight), 0)
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2
    if (used(middle) < capacity) low = middle
    else high = middle
  }
  return users.map(({ demand, weight }) => Math.min(demand, low * weight))
}
