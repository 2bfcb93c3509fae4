/** A probe worker: its ticker, its runs, its counts (P3, P4, P6, P9 to P13). */
import type { ProbeSpec, ProbeTypeName } from '../../engine/index.ts'
import { type Agenda, order } from './agenda.ts'
import type { Pod, Slot } from './pod.ts'
import { type Answer, attempt, type Instance, isIll } from './process.ts'

const maxAttempts = 3

/** H3: a warning is a success. */
const isGood = ({ result }: Answer): boolean => result === 'success' || result === 'warning'

export type Result = 'success' | 'failure' | 'unknown'

/** What others need to know of what a worker found out, by container id. */
export type Published = { readonly result: Result; readonly wasIll: boolean }

export class Worker {
  private readonly pod: Pod
  private readonly agenda: Agenda
  readonly slot: Slot
  readonly type: ProbeTypeName
  private readonly probe: ProbeSpec
  /** Among the workers of its pod, as they were made (P1). */
  private readonly place: number
  /** Another was there before (Z2). */
  readonly isRemade: boolean
  readonly results = new Map<number, Published>()
  private id: number | undefined
  private lastResult: 'success' | 'failure' | undefined
  private resultRun = 0
  private onHold = false
  hasEnded = false
  private isBusy = false
  private tickWaits = false
  private triggerWaits = false
  private isStopping = false
  /** The last run that called the handler. */
  private beganAtUs = -1
  /** The run under way: who has to answer it, if a hang can keep that back. */
  private awaited: { readonly from: Instance | undefined } | undefined
  /** Exec probes of a pod that is being deleted, where the deletion ends them (Z3). */
  private isCancelled = false
  /** Counts the tickers: what an earlier one scheduled is void. */
  private ticker = 0

  constructor(pod: Pod, slot: Slot, type: ProbeTypeName, probe: ProbeSpec, place: number, isRemade: boolean) {
    this.pod = pod
    this.agenda = pod.agenda
    this.slot = slot
    this.type = type
    this.probe = probe
    this.place = place
    this.isRemade = isRemade
  }

  /** The first run is a tick; the grid begins with it (P3). */
  start(delayUs = 0): void {
    const sleepEndUs = this.agenda.nowUs + delayUs
    this.isBusy = true
    this.agenda.at(sleepEndUs, order.tick, this.place, () => {
      this.isBusy = false
      if (this.hasEnded) return
      this.resetTicker()
      this.run()
      if (!this.isBusy) this.rest()
    })
  }

  /** One that comes at the very instant at which a run began merges with it (P6). */
  trigger(): void {
    if (this.beganAtUs === this.agenda.nowUs && this.id === this.slot.status.id) return
    this.triggerWaits = true
    this.agenda.at(this.agenda.nowUs, order.trigger, this.place, () => this.takeTrigger())
  }

  /** A run under way comes to its end first (P4). */
  stop(): void {
    this.isStopping = true
    if (!this.isBusy) this.end()
  }

  private resetTicker(): void {
    this.ticker += 1
    this.scheduleTick(this.ticker)
  }

  private scheduleTick(ticker: number): void {
    this.agenda.at(this.agenda.nowUs + this.probe.periodUs, order.tick, this.place, () => {
      if (this.hasEnded || ticker !== this.ticker) return
      this.scheduleTick(ticker)
      this.tickWaits = true
      this.takeTick()
    })
  }

  private takeTick(): void {
    if (this.hasEnded || this.isBusy || !this.tickWaits) return
    this.tickWaits = false
    this.run()
  }

  /** P6: a run at once, and the ticker begins anew. */
  private takeTrigger(): void {
    if (this.hasEnded || this.isBusy || !this.triggerWaits) return
    this.triggerWaits = false
    this.resetTicker()
    this.run()
  }

  private end(): void {
    this.hasEnded = true
    if (this.id !== undefined) this.results.delete(this.id)
  }

  private run(): void {
    const next = this.decide()
    if (next === 'call') this.call()
    if (next === 'end') this.end()
  }

  /** P9, steps 1 to 10. */
  private decide(): 'call' | 'wait' | 'end' {
    const { pod, slot, probe } = this
    if (!pod.hasStatus) return 'wait'
    if (pod.phase === 'Succeeded' || pod.phase === 'Failed') return 'end'
    const { status } = slot
    if (status.id === undefined) return 'wait'
    if (status.id !== this.id) this.meet(status.id)
    if (this.onHold) return 'wait'
    if (status.state !== 'running') {
      this.set(status.id, { result: 'failure', wasIll: false })
      return status.state === 'terminated' && !pod.outlivesEnd(slot) ? 'end' : 'wait'
    }
    const elapsedUs = this.agenda.nowUs + pod.clockOffsetUs - status.startedAtWallUs
    if (Math.trunc(elapsedUs / 1_000_000) < probe.initialDelayUs / 1_000_000) return 'wait'
    return status.started === (this.type === 'startup') ? 'wait' : 'call'
  }

  private meet(id: number): void {
    if (this.id !== undefined) this.results.delete(this.id)
    this.id = id
    this.onHold = false
    const initial = { startup: 'unknown', readiness: 'failure', liveness: 'success' } as const
    if (!this.pod.isKeptOverRestart(this.slot)) this.set(id, { result: initial[this.type], wasIll: false })
  }

  /** P13, P9.11: an error is tried again at once, and at last forgotten. All attempts meet the container as it is now. */
  private call(): void {
    const { agenda, slot, type, probe } = this
    const { nowUs } = agenda
    const wasIll = isIll(slot, type, nowUs)
    let lastsUs = 0
    let answer: Answer
    let attempts = 0
    do {
      answer = this.isCancelled ? { result: 'error', lastsUs: 0 } : attempt(slot, type, probe, this.id, nowUs)
      lastsUs += answer.lastsUs
      attempts += 1
    } while (answer.result === 'error' && attempts < maxAttempts)
    this.isBusy = true
    this.beganAtUs = nowUs
    this.expect(nowUs + lastsUs, wasIll, answer)
  }

  private expect(atUs: number, wasIll: boolean, answer: Answer): void {
    const { agenda, beganAtUs } = this
    const awaited = { from: answer.from }
    this.awaited = awaited
    const take = (): void => {
      if (this.awaited !== awaited) return
      this.awaited = undefined
      this.take(beganAtUs, wasIll, answer)
    }
    if (atUs === beganAtUs) take()
    else agenda.at(atUs, order.answer, this.place, take)
  }

  /** The container hangs from now on: what it has not answered yet times out, and has noticed that. */
  loseAnswer(instance: Instance): void {
    const { timeoutUs } = this.probe
    if (this.awaited?.from === instance)
      this.expect(this.beganAtUs + timeoutUs, true, { result: 'timeout', lastsUs: timeoutUs })
  }

  /** Z3: one under way is cut off. */
  cancelExec(): void {
    if (this.probe.handler !== 'exec') return
    this.isCancelled = true
    if (this.awaited !== undefined) this.expect(this.agenda.nowUs, false, { result: 'error', lastsUs: 0 })
  }

  /** P9, steps 11 to 15. */
  private take(beginUs: number, wasIll: boolean, answer: Answer): void {
    const { type } = this
    let published: '' | 'success' | 'failure' = ''
    if (answer.result !== 'error') published = this.count(isGood(answer) ? 'success' : 'failure', wasIll)
    const { resultRun } = this
    const container = this.slot.spec.name
    const endUs = this.agenda.nowUs
    this.pod.log.run({ beginUs, endUs, container, probe: type, result: answer.result, resultRun, published })
    if (this.onHold) this.resultRun = 0
    this.rest()
  }

  /** P9, steps 12 to 15; what it publishes. The run of a worker on hold ends with its record. */
  private count(result: 'success' | 'failure', wasIll: boolean): '' | 'success' | 'failure' {
    const { probe, type } = this
    this.resultRun = result === this.lastResult ? this.resultRun + 1 : 1
    this.lastResult = result
    if (this.resultRun < (result === 'success' ? probe.successThreshold : probe.failureThreshold)) return ''
    this.onHold = type === 'startup' || (type === 'liveness' && result === 'failure')
    return this.set(this.id!, { result, wasIll }) ? result : ''
  }

  /** Waits for what comes next (P4). */
  private rest(): void {
    this.isBusy = false
    const { agenda, place } = this
    if (this.isStopping) this.end()
    else {
      if (this.tickWaits && this.triggerWaits) this.pod.log.isUncertain = true
      if (this.triggerWaits) agenda.at(agenda.nowUs, order.trigger, place, () => this.takeTrigger())
      if (this.tickWaits) agenda.at(agenda.nowUs, order.tick, place, () => this.takeTick())
    }
  }

  /** P12: says whether it is news. Of liveness only a Failure concerns anybody (S8). */
  private set(id: number, published: Published): boolean {
    if (this.results.get(id)?.result === published.result) return false
    this.results.set(id, published)
    if (this.type !== 'liveness' || published.result === 'failure')
      this.agenda.at(this.agenda.nowUs, order.result, this.place, () => this.pod.hear(this, id))
    return true
  }
}
