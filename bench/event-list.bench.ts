/**
 * The hold model of `event-lists/`: take the first event, schedule it again one delay later, so that the number of
 * pending events stays. The engine's list with few, many and very many pending; the other candidates and the queues of
 * npm with many.
 */
import { EventList } from '../engine/kernel/event-list.ts'
import { type Bench, defineBench, type Outcome } from './bench.ts'
import { type Hold, holdList } from './event-lists/hold.ts'
import { type Load, loads } from './event-lists/load.ts'

const pendingCounts = [1e3, 1e5, 1e6] as const
const pendingOfOthers = 1e5
/** How the engine's list is named among the contenders. */
const ownName = 'bucket wheel'

export async function eventListBenches(): Promise<Bench[]> {
  const others = Object.entries(await installedContenders()).filter(([name]) => name !== ownName)
  return loads.flatMap((load) => [
    ...pendingCounts.map((pending) => eventListBench(load, pending, '', ownList)),
    ...others.map(([name, holdOf]) => {
      const suffix = `/${name.replace(/[^a-z0-9]+/g, '-')}`
      return eventListBench(load, pendingOfOthers, suffix, (...load) => plain(holdOf(...load)))
    }),
  ])
}

/** The queues of npm are dev dependencies: nothing where probestorm is only installed. */
async function installedContenders(): Promise<Readonly<Record<string, HoldOf>>> {
  try {
    return (await import('./event-lists/contenders.ts')).contenders
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return {}
    throw error
  }
}

type HoldOf = (load: Load, pending: number) => Hold

/** A list that holds, and what its structure has done since it was made. */
type Holding = { readonly hold: Hold; counters(): Outcome['counters'] }

function ownList(load: Load, pending: number): Holding {
  const list = new EventList(pending)
  return {
    hold: holdList(list, load, pending),
    counters: () => ({ scheduledTotal: list.scheduledTotal, ...list.counters }),
  }
}

function plain(hold: Hold): Holding {
  return { hold, counters: () => ({}) }
}

function eventListBench(
  load: Load,
  pending: number,
  suffix: string,
  holdingOf: (load: Load, pending: number) => Holding,
): Bench {
  return defineBench({
    name: `event-list/${load.name}-${pending.toExponential().replace('+', '')}${suffix}`,
    unit: 'hold',
    iterations: pending === 1e6 ? 5 : 10,
    small: { pending: 50, settlingHolds: 100, holds: 1_000 },
    large: { pending, settlingHolds: Math.max(300_000, 2 * pending), holds: 1_000_000 },
    setup: ({ pending, settlingHolds, holds }) => {
      const holding = holdingOf(load, pending)
      holding.hold(settlingHolds)
      return { ...holding, holds }
    },
    run: ({ hold, holds }) => hold(holds),
    outcome: (sumUs, { holds, counters }) => ({
      work: holds,
      checksum: String(sumUs),
      counters: { holds, ...counters() },
    }),
  })
}
