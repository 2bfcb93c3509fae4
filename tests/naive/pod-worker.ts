/** The pod worker: syncs, one at a time, each a story told from begin to end; it yields the time that it waits for (S5, S10). */
import type { HookSpec } from '../../engine/index.ts'
import { order } from './agenda.ts'
import { type Plan, planOf } from './plan.ts'
import { hasEnded, loseAnswers, type Pod, type Slot, storeStatus } from './pod.ts'
import { heldUntilUs } from './policy.ts'
import {
  constantUs,
  drawn,
  hangsAtUs,
  type Instance,
  isHungByFault,
  naturalEnd,
  runningInstance,
  told,
} from './process.ts'
import { Worker } from './worker.ts'

/** The end of a process, or a moment if that comes first. */
type Either = { readonly untilUs: number; readonly orEndOf: Instance }

/** A story in simulated time. What it yields it waits for: a moment, the end of a process, or either. */
type Story<T = void> = Generator<number | Instance | Either, T>

/** A sidecar that waits for its turn (K5): since when, and with how much of its grace period. */
type Waiting = { readonly slot: Slot; readonly sinceUs: number; readonly graceUs: number }

const resyncUs = 60_000_000
const retryUs = 10_000_000
/** K2. */
const leastGraceUs = 2_000_000
/** K4. */
const leastPodGraceUs = 1_000_000
/** K3. */
const killedExitCode = 137
const startErrorExitCode = 128

export class PodWorker {
  private readonly pod: Pod
  private isBusy = false
  private isAsked = false
  private hasFinished = false
  private deletion: { readonly graceUs: number } | undefined
  /** The pod's end: the sidecars whose hooks are over and that have not been signalled. */
  private ending: { waiting: Waiting[] } | undefined
  private dueStamp = 0
  private ids = 0
  private syncs = 0

  constructor(pod: Pod) {
    this.pod = pod
  }

  /**
   * Z2: with ideal overheads nothing else holds back what a worker that was made anew says of its ended container. A sync that comes
   * before has done what is asked for.
   */
  askInASecond(): void {
    const { syncs } = this
    this.pod.agenda.at(this.pod.agenda.nowUs + 1_000_000, order.sync, 0, () => {
      if (syncs === this.syncs) this.ask()
    })
  }

  /** Something about the pod is new (S5). */
  ask(): void {
    if (this.hasFinished || this.isAsked) return
    this.isAsked = true
    if (!this.isBusy) this.schedule()
  }

  delete(graceUs: number): void {
    const least = this.deletion?.graceUs ?? Infinity
    this.pod.log.deletedAtUs = Math.min(this.pod.log.deletedAtUs, this.pod.agenda.nowUs)
    this.deletion = { graceUs: Math.min(least, graceUs) }
    const { kubernetesVersion } = this.pod.cluster
    if (kubernetesVersion === '1.35' || kubernetesVersion === '1.36')
      for (const worker of this.pod.workers) worker.cancelExec()
    this.ask()
  }

  get isDeleted(): boolean {
    return this.deletion !== undefined
  }

  /** K6: a deleted pod leaves the API with its last process. */
  get isInApi(): boolean {
    return !(this.isDeleted && this.hasFinished)
  }

  private schedule(): void {
    const { agenda } = this.pod
    agenda.at(agenda.nowUs, order.sync, 0, () => {
      if (!this.isAsked || this.isBusy || this.hasFinished) return
      this.isAsked = false
      this.syncs += 1
      this.isBusy = true
      this.tell(this.work())
    })
  }

  /** Goes on until the story has to wait; what takes no time happens at once. */
  private tell(story: Story): void {
    const { agenda } = this.pod
    for (let next = story.next(); !next.done; next = story.next()) {
      const awaited = next.value
      const goOn = (): void => this.tell(story)
      if (typeof awaited !== 'number' && 'orEndOf' in awaited) {
        let isOver = false
        const goOnOnce = (): void => {
          if (!isOver) goOn()
          isOver = true
        }
        awaited.orEndOf.tellEnd = () => agenda.at(agenda.nowUs, order.sync, 0, goOnOnce)
        agenda.at(awaited.untilUs, order.sync, 0, goOnOnce)
        return
      }
      if (typeof awaited !== 'number') {
        if (awaited.finishedAtUs !== undefined) continue
        awaited.tellEnd = () => agenda.at(agenda.nowUs, order.sync, 0, goOn)
        return
      }
      if (awaited > agenda.nowUs) {
        agenda.at(awaited, order.sync, 0, goOn)
        return
      }
    }
    if (this.pod.isTerminating) return
    this.isBusy = false
    if (this.isAsked && !this.hasFinished) this.schedule()
  }

  private *work(): Story {
    const { pod } = this
    if (!pod.hasStatus) this.beginDeadline()
    storeStatus(pod)
    const isOver = hasEnded(pod) || pod.isPastDeadline
    if (isOver || this.deletion !== undefined)
      return this.terminate(this.deletion?.graceUs ?? pod.spec.terminationGraceUs)
    addWorkers(pod)
    const plan = planOf(pod)
    if (plan.killsPod) return this.terminate(pod.spec.terminationGraceUs)
    this.isDueIn(yield* this.act(plan))
  }

  /** L9: counts from the first status, in whole seconds of the wall clock. */
  private beginDeadline(): void {
    const { pod } = this
    const { agenda, clockOffsetUs, spec } = pod
    const wallUs = Math.floor((agenda.nowUs + clockOffsetUs) / 1_000_000) * 1_000_000
    pod.activeSinceUs = wallUs - clockOffsetUs
    const dueUs = pod.activeSinceUs + (spec.activeDeadlineUs ?? Infinity)
    agenda.at(Math.max(dueUs, agenda.nowUs), order.sync, 0, () => this.ask())
  }

  /** S7: each sync replaces the due time of the one before. */
  private isDueIn(delayUs: number): void {
    const { agenda } = this.pod
    this.dueStamp += 1
    const stamp = this.dueStamp
    agenda.at(agenda.nowUs + delayUs, order.sync, 0, () => {
      if (stamp === this.dueStamp) this.ask()
    })
  }

  /** S10; returns after which time the pod is looked at again. */
  private *act(plan: Plan): Story<number> {
    const { pod } = this
    const { agenda } = pod
    for (const { slot, type, graceUs, isFalse } of plan.kills) {
      const instance = runningInstance(slot)
      if (instance === undefined) continue
      this.stop(slot, instance, graceUs, { type, isFalse })
      yield instance
      yield slot.sleepsUntilUs
    }
    let retryAtUs = Infinity
    let hasFailed = false
    for (const { slot, finishedAtUs } of plan.starts) {
      const freeAtUs = heldUntilUs(slot, finishedAtUs, agenda.nowUs)
      slot.isRefused = freeAtUs > agenda.nowUs
      if (slot.isRefused) {
        hasFailed = true
        retryAtUs = Math.min(retryAtUs, freeAtUs)
      } else if (!(yield* this.start(slot))) {
        slot.isRefused = true
        hasFailed = true
      }
      if (slot.isRefused && slot.kind === 'init') break
    }
    if (!hasFailed) return resyncUs
    if (retryAtUs === Infinity || pod.cluster.kubernetesVersion < '1.35') return retryUs
    return Math.min(Math.max(retryAtUs - agenda.nowUs, 0), resyncUs)
  }

  /** Whether the container runs then; B14, B15. */
  private *start(slot: Slot): Story<boolean> {
    const { pod } = this
    const { agenda } = pod
    const decidedAtUs = agenda.nowUs
    const previous = slot.instances.at(-1)
    const incarnation = slot.instances.length
    // I1: the image is there, and policy Always asks the registry all the same.
    if (slot.spec.imagePullPolicy === 'Always')
      yield agenda.nowUs + constantUs(slot.spec.behavior.image.check)
    yield agenda.nowUs + drawn(slot.spec.behavior.start, incarnation)
    this.ids += 1
    const instance: Instance = {
      incarnation,
      id: this.ids,
      startedAtUs: agenda.nowUs,
      finishedAtUs: undefined,
      exitCode: 0,
      isSignalled: false,
      hungByFault: false,
      kill: undefined,
      tellEnd: undefined,
      calls: new Map(),
    }
    slot.instances.push(instance)
    if (slot.spec.behavior.startError.includes(incarnation)) {
      this.exit(instance, startErrorExitCode)
      return false
    }
    pod.log.start({
      timeSeconds: agenda.nowUs / 1_000_000,
      container: slot.spec.name,
      restartCount: incarnation,
      cause: causeAfter(previous),
      previousExitCode: previous?.exitCode ?? null,
      previousFinishedSeconds: previous === undefined ? null : previous.finishedAtUs! / 1_000_000,
      backoffSeconds: slot.backoff === undefined ? null : slot.backoff.lengthUs / 1_000_000,
      waitedSeconds: previous === undefined ? null : (decidedAtUs - previous.finishedAtUs!) / 1_000_000,
      falseRestart: previous?.kill?.isFalse ?? false,
    })
    agenda.at(hangsAtUs(slot, instance), order.change, slot.place, () => {
      if (!isHungByFault(slot, instance, agenda.nowUs)) loseAnswers(pod, instance)
    })
    const end = naturalEnd(slot, instance)
    agenda.at(end.atUs, order.change, slot.place, () => this.exit(instance, end.exitCode))
    this.ask()
    const { postStart } = slot.spec
    return postStart === undefined || (yield* this.succeeds(postStart, slot, instance))
  }

  /** K8: the sync waits for the hook; if it fails the container is stopped with the grace period of its pod. */
  private *succeeds(hook: HookSpec, slot: Slot, instance: Instance): Story<boolean> {
    const { agenda, spec } = this.pod
    const untilUs = agenda.nowUs + constantUs(hook.length)
    if (!hook.endsWithProcess) yield untilUs
    else if (untilUs > agenda.nowUs) yield { untilUs, orEndOf: instance }
    if (!hook.fails && !(hook.endsWithProcess && instance.finishedAtUs !== undefined)) return true
    if (instance.finishedAtUs === undefined) this.stop(slot, instance, spec.terminationGraceUs)
    yield instance
    yield slot.sleepsUntilUs
    return false
  }

  /** The process is gone; a relist sees it at once. */
  exit(instance: Instance, exitCode: number, kill?: Instance['kill']): void {
    if (instance.finishedAtUs !== undefined) return
    instance.finishedAtUs = this.pod.agenda.nowUs
    instance.exitCode = exitCode
    instance.kill = kill
    if (this.pod.isTerminating) this.goOnEnding()
    else this.ask()
    instance.tellEnd?.()
  }

  /** K2: the preStop hook first, if there is time for it; its whole seconds are taken from the grace period. */
  private stop(slot: Slot, instance: Instance, graceUs: number, kill?: Instance['kill']): void {
    const { agenda } = this.pod
    const { preStop } = slot.spec
    const hookUs = preStop === undefined ? 0 : Math.min(constantUs(preStop.length), graceUs)
    const goOn = (): void => {
      if (instance.finishedAtUs !== undefined) {
        this.goOnEnding()
        return
      }
      const leftUs = graceUs - Math.floor(hookUs / 1_000_000) * 1_000_000
      if (this.ending === undefined || slot.kind !== 'sidecar') this.signal(slot, instance, leftUs, kill)
      else this.awaitTurn(slot, leftUs)
    }
    if (preStop?.endsWithProcess === false) slot.sleepsUntilUs = agenda.nowUs + hookUs
    if (hookUs === 0) goOn()
    else agenda.at(agenda.nowUs + hookUs, order.change, slot.place, goOn)
  }

  /** K5. */
  private awaitTurn(slot: Slot, graceUs: number): void {
    const { agenda } = this.pod
    this.ending?.waiting.push({ slot, sinceUs: agenda.nowUs, graceUs })
    if (graceUs > 0) agenda.at(agenda.nowUs + graceUs, order.change, slot.place, () => this.giveTurns())
    this.giveTurns()
  }

  /** K2: SIGTERM now, SIGKILL when the grace period is over, unless the process ends of itself before. */
  private signal(slot: Slot, instance: Instance, graceUs: number, kill?: Instance['kill']): void {
    const { agenda } = this.pod
    instance.isSignalled = true
    const { shutdown } = slot.spec.behavior
    const afterUs = drawn(shutdown.after, instance.incarnation)
    const limitUs = Math.max(graceUs, leastGraceUs)
    const goneInUs = Math.min(afterUs, limitUs)
    const exitCode = afterUs < limitUs ? told(shutdown.exitCode, instance.incarnation) : killedExitCode
    const exit = (): void => this.exit(instance, exitCode, kill)
    if (goneInUs === 0) exit()
    else agenda.at(agenda.nowUs + goneInUs, order.change, slot.place, exit)
  }

  /** P18, K4. Nothing else happens to the pod from here on. */
  private terminate(graceUs: number): void {
    const { pod } = this
    pod.isTerminating = true
    for (const worker of pod.workers)
      if (worker.type !== 'readiness' && worker.slot.kind === 'regular') worker.stop()
    this.ending = { waiting: [] }
    for (const slot of pod.slots) {
      const instance = runningInstance(slot)
      if (instance !== undefined) this.stop(slot, instance, Math.max(graceUs, leastPodGraceUs))
    }
    this.goOnEnding()
  }

  /** K5: a sidecar is signalled when all after it have ended, or when its grace period is over. */
  private giveTurns(): void {
    const { pod, ending } = this
    if (ending === undefined) return
    const inReverse = ending.waiting.toSorted((a, b) => b.slot.place - a.slot.place)
    for (const { slot, sinceUs, graceUs } of inReverse) {
      const waitedUs = pod.agenda.nowUs - sinceUs
      const leftUs = graceUs - Math.floor(waitedUs / 1_000_000) * 1_000_000
      const instance = runningInstance(slot)
      const mustWait = pod.slots.some(
        (other) => other.place > slot.place && other.kind !== 'init' && this.isStillThere(other),
      )
      if (mustWait && waitedUs < graceUs) continue
      ending.waiting = ending.waiting.filter((other) => other.slot !== slot)
      if (instance !== undefined) this.signal(slot, instance, leftUs)
    }
  }

  private goOnEnding(): void {
    if (!this.pod.isTerminating) return
    this.giveTurns()
    this.endIfAllGone()
  }

  private isStillThere(slot: Slot): boolean {
    return runningInstance(slot) !== undefined || slot.sleepsUntilUs > this.pod.agenda.nowUs
  }

  /** P18, K6: with the last exit the workers go, and the status is final. */
  private endIfAllGone(): void {
    const { pod } = this
    if (this.hasFinished || pod.slots.some((slot) => this.isStillThere(slot))) return
    for (const worker of pod.workers) worker.stop()
    storeStatus(pod)
    if (pod.isPastDeadline) pod.phase = 'Failed'
    this.hasFinished = true
  }
}

function causeAfter(previous: Instance | undefined) {
  if (previous === undefined) return 'initial'
  return previous.kill?.type ?? (previous.exitCode === 0 ? 'completed' : 'crash')
}

/**
 * P1: regular containers, then sidecars; startup, readiness, liveness. Z2: those that have ended are made anew, up to 1.36 only before
 * the first that lives, from 1.37 on before the first of their container.
 */
function addWorkers(pod: Pod): void {
  const isFirst = pod.workers.length === 0
  const probed = [
    ...pod.slots.filter(({ kind }) => kind === 'regular'),
    ...pod.slots.filter(({ kind }) => kind === 'sidecar'),
  ]
  const types = ['startup', 'readiness', 'liveness'] as const
  const made: Worker[] = []
  let place = 0
  let isBlocked = false
  for (const slot of probed) {
    if (pod.cluster.kubernetesVersion >= '1.37') isBlocked = false
    for (const type of types) {
      const probe = slot.spec.probes[type]
      if (probe === undefined) continue
      const at = place++
      isBlocked ||= pod.workers[at]?.hasEnded === false
      if (isBlocked) continue
      pod.workers[at] = new Worker(pod, slot, type, probe, at, !isFirst)
      made.push(pod.workers[at])
    }
  }
  for (const worker of made) worker.start()
}
