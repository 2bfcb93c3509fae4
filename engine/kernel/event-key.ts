/**
 * How the order of an event is packed into two doubles, so that it costs two comparisons beside the time:
 *
 *   rank     event class * 2^32 + entity: two criteria in one comparison, exact in a double
 *   order    sequence * 256 + kind: the sequence decides, the kind rides along; exact for 2^45 events
 *
 * Ranges: class 0 .. 15, entity 0 .. 2^31 - 1, kind 0 .. 255.
 */
const ranksPerClass = 0x1_0000_0000
const classesPerRank = 1 / ranksPerClass
const ordersPerEvent = 256
const eventsPerOrder = 1 / ordersPerEvent

export function rankOf(eventClass: number, entity: number): number {
  return eventClass * ranksPerClass + entity
}

export function classOfRank(rank: number): number {
  return Math.floor(rank * classesPerRank)
}

/** @param eventClass that of the rank. */
export function entityOfRank(rank: number, eventClass: number): number {
  return rank - eventClass * ranksPerClass
}

export function orderOf(sequence: number, kind: number): number {
  return sequence * ordersPerEvent + kind
}

export function kindOfOrder(order: number): number {
  return order - Math.floor(order * eventsPerOrder) * ordersPerEvent
}
