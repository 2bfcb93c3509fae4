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
export const Reason = {
  SuccessfulCreate: 0,
  SuccessfulDelete: 1,
  /** Of a Deployment. */
  ScalingReplicaSet: 2,
  /** Of a Job that is done. */
  Completed: 3,
  JobFailed: 4,
  Suspended: 5,
  /** Of a CronJob. */
  SawCompletedJob: 6,
  MissingJob: 7,
  JobAlreadyActive: 8,
  NodeNotReady: 9,
  TaintManagerEviction: 10,
  /** Of an autoscaler. */
  SuccessfulRescale: 11,
  /** Of a StatefulSet: the pod of an ordinal. */
  PodCreated: 12,
  PodDeleted: 13,
  /** Of a DaemonSet: a pod that has ended. */
  FailedDaemonPod: 14,
  SucceededDaemonPod: 15,
} as const
const reasons = Object.keys(Reason).length

/** What becomes of an event: a new object, or one more in the count of an object that is there. */
export const EventCall = { Post: 0, Patch: 1 } as const

/** Reasons whose messages are all the same of one object: one event, told again and again (A8 ii). */
const sameMessage: readonly number[] = [Reason.JobAlreadyActive]

/** Reasons whose messages name what comes again: each is an event of its own, told again and again (A8 ii). */
const repeating: readonly number[] = [Reason.PodCreated, Reason.PodDeleted]
/** More than there are details of an object. */
const detailsMax = 0x40_0000

/** Numbers that an event takes while it waits. */
const numbersEach = 3

type Similar = { count: number; lastUs: number }

export class EventSink {
  /** A call is under way: the next event waits. */
  isSending = false
  /**
   * What the newest call is about: its object, its reason, what its message names beside, when the controller told; whether it is a new
   * event, one that stands for all further ones, and because they say the same.
   */
  object = -1
  reason = 0
  detail = -1
  toldUs = 0.5
  isNewest = false
  standsForMore = false
  isSame = false
  /** What it names, if it stands for all that name the same; -1 = it does not. */
  named = -1
  /** Events that wait, oldest first from `head` on: object and reason as one number, detail, time. */
  private waiting: number[] = []
  private head = 0
  /** When the bucket of the spam filter is full, by object. */
  private readonly fullAtUs = new Map<number, number>()
  private readonly similar = new Map<number, Similar>()
  /** Of repeating reasons: event and detail that have an event of their own. */
  private readonly told = new Set<number>()

  /** The controller tells of an object; each message is another. */
  add(object: number, reason: number, detail = -1, toldUs = 0): void {
    if (this.waiting.length - this.head < waitingMax * numbersEach)
      this.waiting.push(object * reasons + reason, detail, toldUs)
  }

  /** What the next event becomes, an `EventCall`; those that the spam filter stops before it are gone. -1 = none is left. */
  next(nowUs: number): number {
    while (this.head < this.waiting.length) {
      const event = this.waiting[this.head]
      this.detail = this.waiting[this.head + 1]
      this.toldUs = this.waiting[this.head + 2]
      this.head += numbersEach
      this.object = Math.floor(event / reasons)
      this.reason = event % reasons
      const key = event * detailsMax + this.detail
      const isTold = this.told.has(key)
      this.isNewest = !isTold && this.isNew(event, nowUs)
      const isOneOfMany = !isTold && this.similar.get(event)!.count >= similarMax
      this.named = repeating.includes(this.reason) && !isOneOfMany ? this.detail : -1
      if (this.named >= 0) this.told.add(key)
      this.isSame = this.named >= 0 || sameMessage.includes(this.reason)
      this.standsForMore = this.isSame || isOneOfMany
      if (this.passes(this.object, nowUs)) return this.isNewest ? EventCall.Post : EventCall.Patch
    }
    this.waiting.length = 0
    this.head = 0
    return -1
  }

  /** Whether there is no event yet that also stands for this one. */
  private isNew(event: number, nowUs: number): boolean {
    const similar = this.similar.get(event)
    const isSame = sameMessage.includes(event % reasons)
    if (similar === undefined || (!isSame && nowUs - similar.lastUs > similarForUs)) {
      this.similar.set(event, { count: 1, lastUs: nowUs })
      return true
    }
    similar.lastUs = nowUs
    return ++similar.count <= similarMax && !isSame
  }

  private passes(object: number, nowUs: number): boolean {
    const fullAtUs = passedFullAtUs(this.fullAtUs.get(object) ?? 0, nowUs)
    if (fullAtUs < 0) return false
    this.fullAtUs.set(object, fullAtUs)
    return true
  }
}
