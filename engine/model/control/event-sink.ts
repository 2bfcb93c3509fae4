/**
 * What a controller tells of its objects, and how much of that becomes calls: one event after the other, similar ones as one
 * (A8 i), few of an object (A8 iii). The calls take tokens of the controller's own bucket (Z20).
 * Source: client-go tools/record/event.go, StartRecordingToSink; tools/record/events_cache.go, EventCorrelate.
 */
import { usPerSecond } from '../../kernel/time.ts'
import { passedFullAtUs } from '../spam-filter.ts'

/** Events that wait for the one before them; what exceeds them is lost. Source: tools/record/event.go, maxQueuedEvents. */
const waitingMax = 1000
/** A8 i: the 10th of different messages with one reason stands for all further ones, until none has come for so long. */
const similarMax = 10
const similarForUs = 600 * usPerSecond

/** Reasons that controllers give. */
export const Reason = { SuccessfulCreate: 0, SuccessfulDelete: 1 } as const
const reasons = 2

/** What becomes of an event: a new object, or one more of one that is there. */
export const EventCall = { Post: 0, Patch: 1 } as const

type Similar = { count: number; lastUs: number }

export class EventSink {
  /** A call is under way: the next event waits. */
  isSending = false
  /** What the newest call is about. */
  object = -1
  /** Objects and reasons that wait, oldest first from `head` on. */
  private waiting: number[] = []
  private head = 0
  /** When the bucket of the spam filter is full, by object. */
  private readonly fullAtUs = new Map<number, number>()
  private readonly similar = new Map<number, Similar>()

  /** The controller tells of an object; each message is another. */
  add(object: number, reason: number): void {
    if (this.waiting.length - this.head < waitingMax) this.waiting.push(object * reasons + reason)
  }

  /** What the next event becomes, an `EventCall`; those that the spam filter stops before it are gone. -1 = none is left. */
  next(nowUs: number): number {
    while (this.head < this.waiting.length) {
      const event = this.waiting[this.head++]
      const isNew = this.isNew(event, nowUs)
      this.object = Math.floor(event / reasons)
      if (this.passes(this.object, nowUs)) return isNew ? EventCall.Post : EventCall.Patch
    }
    this.waiting.length = 0
    this.head = 0
    return -1
  }

  /** Whether there is no event yet that also stands for this one. */
  private isNew(event: number, nowUs: number): boolean {
    const similar = this.similar.get(event)
    if (similar === undefined || nowUs - similar.lastUs > similarForUs) {
      this.similar.set(event, { count: 1, lastUs: nowUs })
      return true
    }
    similar.lastUs = nowUs
    return ++similar.count <= similarMax
  }

  private passes(object: number, nowUs: number): boolean {
    const fullAtUs = passedFullAtUs(this.fullAtUs.get(object) ?? 0, nowUs)
    if (fullAtUs < 0) return false
    this.fullAtUs.set(object, fullAtUs)
    return true
  }
}
