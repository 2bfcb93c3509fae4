/**
 * What the hold model asks of an event list, and who is asked: the engine's list and queues from npm. The engine's list carries a whole event and keeps a total order; the queues of npm carry a
 * time and a number, and leave the order of equal times open.
 */
import { EventList } from '../engine/kernel/event-list.ts'
import { EventClass } from '../engine/kernel/time.ts'

export type HoldQueue = {
  /** Of the event taken last. */
  timeUs: number
  entity: number
  push(timeUs: number, entity: number): void
  /** Takes the first event into the fields. There must be one. */
  pop(): void
  /** What the structure did since its creation, the same on every machine. */
  counters(): Readonly<Record<string, number>>
}

export type HoldQueueKind = {
  /** Empty for the engine's own. */
  readonly name: string
  /** @param capacity pending events at most. */
  create(capacity: number): HoldQueue
}

/** All that are installed; the engine's own first. */
export async function holdQueueKinds(): Promise<readonly HoldQueueKind[]> {
  const kinds = [
    ownKind,
    await ifInstalled(async () => flatqueueKind((await import('flatqueue')).default)),
    await ifInstalled(async () => tinyqueueKind((await import('tinyqueue')).default)),
    await ifInstalled(async () => heapJsKind((await import('heap-js')).Heap)),
  ]
  return kinds.filter((kind) => kind !== undefined)
}

/** npm queues are dev dependencies: absent where probestorm is only installed. */
async function ifInstalled<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

const ownKind: HoldQueueKind = {
  name: '',
  create(capacity) {
    const list = new EventList(capacity)
    return {
      timeUs: 0,
      entity: 0,
      push(timeUs, entity) {
        list.schedule(timeUs, EventClass.Tick, entity, 0, 0)
      },
      pop() {
        list.popNext()
        this.timeUs = list.timeUs
        this.entity = list.entity
      },
      counters: () => ({ scheduledTotal: list.scheduledTotal, ...list.counters }),
    }
  },
}

const noCounters = () => ({})

/** With typed arrays of fixed capacity, its fastest form. */
function flatqueueKind(FlatQueue: typeof import('flatqueue').default): HoldQueueKind {
  return {
    name: 'flatqueue',
    create(capacity) {
      const queue = new FlatQueue<number>()
      Object.assign(queue, { ids: new Uint32Array(capacity + 1), values: new Float64Array(capacity + 1) })
      return {
        timeUs: 0,
        entity: 0,
        push(timeUs, entity) {
          queue.push(entity, timeUs)
        },
        pop() {
          this.timeUs = queue.peekValue()!
          this.entity = queue.pop()!
        },
        counters: noCounters,
      }
    },
  }
}

type PendingEvent = { readonly timeUs: number; readonly entity: number }
const byTime = (a: PendingEvent, b: PendingEvent) => a.timeUs - b.timeUs

function tinyqueueKind(TinyQueue: typeof import('tinyqueue').default): HoldQueueKind {
  return { name: 'tinyqueue', create: () => objectQueue(new TinyQueue<PendingEvent>([], byTime)) }
}

function heapJsKind(Heap: typeof import('heap-js').Heap): HoldQueueKind {
  return { name: 'heap-js', create: () => objectQueue(new Heap<PendingEvent>(byTime)) }
}

/** An object per event. */
function objectQueue(queue: {
  push(event: PendingEvent): unknown
  pop(): PendingEvent | undefined
}): HoldQueue {
  return {
    timeUs: 0,
    entity: 0,
    push(timeUs, entity) {
      queue.push({ timeUs, entity })
    },
    pop() {
      const event = queue.pop()!
      this.timeUs = event.timeUs
      this.entity = event.entity
    },
    counters: noCounters,
  }
}
