/**
 * The hold model: take the first event, schedule it again later, so that the number of pending events stays. Delays
 * are exponential (`hold`), whole seconds so that very many times are equal (`tied`), or one constant per entity as
 * the periods of probes are (`periods`).
 */
import { type Bench, defineBench } from './bench.ts'
import { type HoldQueue, type HoldQueueKind, holdQueueKinds } from './hold-queue.ts'

const secondUs = 1_000_000
const periodsUs = [1, 2, 5, 10, 20, 30].map((seconds) => seconds * secondUs)

/** Drawn before the run: a power of two of them, walked in a scattered order. */
const delaysDrawn = 4096

type DelayModel = {
  readonly name: string
  /** The delay that number `index` of `delaysDrawn` stands for. */
  delayUs(index: number): number
  /** When an entity is first due, as if this had gone on for long; `fraction` is its own in [0, 1). */
  firstUs(entity: number, fraction: number): number
  /** Whether every entity keeps its delay. */
  readonly isByEntity: boolean
}

const delayModels: readonly DelayModel[] = [
  {
    name: 'hold',
    delayUs: (index) => -Math.log((index + 0.5) / delaysDrawn) * secondUs,
    firstUs: (_, fraction) => -Math.log(1 - fraction) * secondUs,
    isByEntity: false,
  },
  {
    name: 'tied',
    delayUs: (index) => (1 + (index % 30)) * secondUs,
    firstUs: (_, fraction) => Math.ceil(30 * fraction) * secondUs,
    isByEntity: false,
  },
  {
    name: 'periods',
    delayUs: periodUs,
    firstUs: (entity, fraction) => periodUs(entity % delaysDrawn) * fraction,
    isByEntity: true,
  },
]

const pendingCounts = [1e3, 1e5, 1e6] as const

export async function eventListBenches(): Promise<Bench[]> {
  const kinds = await holdQueueKinds()
  return delayModels.flatMap((model) =>
    pendingCounts.flatMap((pending) => kinds.map((kind) => eventListBench(model, pending, kind))),
  )
}

function eventListBench(model: DelayModel, pending: number, kind: HoldQueueKind): Bench {
  const size = `${model.name}-${pending.toExponential().replace('+', '')}`
  return defineBench({
    name: `event-list/${size}${kind.name === '' ? '' : `/${kind.name}`}`,
    unit: 'hold',
    iterations: pending === 1e6 ? 5 : 10,
    small: { pending: 50, holds: 1_000 },
    large: { pending, holds: 1_000_000 },
    setup: ({ pending, holds }) => {
      const delays = Float64Array.from({ length: delaysDrawn }, (_, index) => model.delayUs(index))
      const queue = kind.create(pending)
      for (let entity = 0; entity < pending; entity++) {
        queue.push(model.firstUs(entity, scattered(entity)), entity)
      }
      return { queue, delays, holds, isByEntity: model.isByEntity }
    },
    run: ({ queue, delays, holds, isByEntity }) => hold(queue, delays, holds, isByEntity),
    outcome: (timesUs, { holds, queue }) => ({
      work: holds,
      checksum: String(timesUs),
      counters: { holds, ...queue.counters() },
    }),
  })
}

function periodUs(index: number): number {
  return periodsUs[index % periodsUs.length]!
}

/** A fraction for each number: phases, far from any order. */
function scattered(entity: number): number {
  return (Math.imul(entity, 0x9e3779b1) >>> 0) / 2 ** 32
}

/** Returns a sum over the times taken: equal for all lists, in whatever order they leave equal times. */
function hold(queue: HoldQueue, delays: Float64Array, holds: number, isByEntity: boolean): number {
  const mask = delaysDrawn - 1
  let state = 12345
  let timesUs = 0
  for (let count = 0; count < holds; count++) {
    queue.pop()
    const { timeUs, entity } = queue
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    timesUs = (timesUs + timeUs) % 1e9
    queue.push(timeUs + delays[isByEntity ? entity % delaysDrawn : (state >>> 16) & mask]!, entity)
  }
  return timesUs
}
