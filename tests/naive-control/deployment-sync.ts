/** W2, Z23, Z24: what a Deployment does in one sync, told plainly. */
import type { CountOrPercent } from '../../engine/contract/cluster-spec.ts'
import type { Condition, Deployment, DeploymentStatus } from './deployment.ts'
import { type ReplicaSet, replicaSet } from './replica-set.ts'
import { second, type World, wholeSecond } from './world.ts'

/** One sync, if there is something to look at. */
export function syncDeployment(world: World, object: Deployment): void {
  const isRecreate = object.spec.strategy.kind === 'Recreate'
  const hasPods = world.livePods().length > 0
  const lostLast = isRecreate && object.hadPods && !hasPods
  object.hadPods = hasPods
  const news = [object, ...object.sets].filter(({ hasNews }) => hasNews)
  if (news.length === 0 && !lostLast) return
  for (const one of news) one.hasNews = false
  new Sync(world, object).run(isRecreate)
}

/** Somebody has written between a read and the write that follows from it. */
const refused = 'refused'

class Sync {
  private readonly world: World
  private readonly object: Deployment
  /** A sync writes on what it read when it began: a second status of one sync is refused. */
  private hasWritten = false

  constructor(world: World, object: Deployment) {
    this.world = world
    this.object = object
  }

  run(isRecreate: boolean): void {
    const { object } = this
    const isScaled = this.active(object.sets).some(({ desired }) => desired !== object.replicas)
    if (isScaled) this.scaleAll()
    else if (isRecreate) this.recreate()
    else this.roll()
  }

  private get newest(): ReplicaSet | undefined {
    return this.object.sets.find(({ revision }) => revision === this.object.revision)
  }

  private get old(): ReplicaSet[] {
    return this.object.sets
      .filter(({ revision }) => revision !== this.object.revision)
      .sort((a, b) => a.createdUs - b.createdUs)
  }

  private active(sets: readonly ReplicaSet[]): ReplicaSet[] {
    return sets.filter(({ replicas }) => replicas > 0)
  }

  private get surge(): number {
    const { strategy } = this.object.spec
    return strategy.kind === 'Recreate' ? 0 : scaled(strategy.maxSurge, this.object.replicas, Math.ceil)
  }

  private get unavailableMax(): number {
    const { replicas, spec } = this.object
    const { strategy } = spec
    if (strategy.kind === 'Recreate' || replicas === 0) return 0
    const unavailable = scaled(strategy.maxUnavailable, replicas, Math.floor)
    return Math.min(replicas, this.surge === 0 && unavailable === 0 ? 1 : unavailable)
  }

  /**
   * The newest ReplicaSet with the number that it has to have; made if it is missing. A sync asks for it twice, of one cache: what it
   * writes at first it writes again, which is refused, and the sync ends.
   */
  private findNewest(mayCreate: boolean): ReplicaSet | undefined | typeof refused {
    const { world, object } = this
    const number = 1 + Math.max(0, ...this.old.map((set) => set.number))
    const { newest } = this
    const hasDeadline = object.spec.progressDeadlineUs < Infinity
    if (newest !== undefined) {
      if (newest.number < number) {
        newest.number = number
        newest.hasNews = true
        world.writes++
        return refused
      }
      const foundUs = hasDeadline && object.status.progressing === undefined
      if (foundUs) this.noteProgress('FoundNewReplicaSet')
      else if (object.number !== newest.number) this.writeStatus(object.status, true)
      object.number = newest.number
      return newest
    }
    if (!mayCreate) return undefined
    const made = replicaSet(world, { revision: object.revision, replicas: 0, number })
    object.sets.push(made)
    made.replicas = this.newReplicas(made)
    made.desired = object.replicas
    made.max = object.replicas + this.surge
    object.number = number
    if (hasDeadline) this.noteProgress('NewReplicaSetCreated')
    else this.writeStatus(object.status, true)
    return made
  }

  private noteProgress(reason: string): void {
    const { status } = this.object
    this.writeStatus({ ...status, progressing: this.changed(status.progressing, true, reason) }, true)
  }

  private newReplicas(newest: ReplicaSet): number {
    const { replicas, sets, spec } = this.object
    if (spec.strategy.kind === 'Recreate') return replicas
    const room = replicas + this.surge - sumOf(sets, 'replicas')
    return room <= 0 ? newest.replicas : newest.replicas + Math.min(room, replicas - newest.replicas)
  }

  private scaleSet(set: ReplicaSet, replicas: number): boolean {
    if (set.replicas === replicas) return false
    this.writeSet(set, replicas)
    return true
  }

  private writeSet(set: ReplicaSet, replicas: number): void {
    const { object, world } = this
    const max = object.replicas + this.surge
    if (set.replicas === replicas && set.desired === object.replicas && set.max === max) return
    set.replicas = replicas
    set.desired = object.replicas
    set.max = max
    set.hasNews = true
    world.writes++
  }

  private roll(): void {
    const newest = this.findNewest(true)!
    if (newest === refused) {
      this.tryAgain()
      return
    }
    if (this.scaleNewest(newest) || this.scaleOld(newest)) {
      this.writeRollout(newest)
      return
    }
    if (this.isComplete(this.object.status)) this.cleanUp()
    this.writeRollout(newest)
  }

  private scaleNewest(newest: ReplicaSet): boolean {
    const { replicas } = this.object
    if (newest.replicas === replicas) return false
    return this.scaleSet(newest, newest.replicas > replicas ? replicas : this.newReplicas(newest))
  }

  private scaleOld(newest: ReplicaSet): boolean {
    const { object } = this
    const old = this.active(this.old)
    if (old.length === 0) return false
    const leastAvailable = object.replicas - this.unavailableMax
    const newestUnavailable = newest.replicas - newest.status.available
    const most = sumOf(object.sets, 'replicas') - leastAvailable - newestUnavailable
    if (most <= 0) return false
    let cleaned = 0
    for (const set of old) {
      if (cleaned >= most) break
      const ill = set.replicas - set.status.available
      if (ill < 0) return false
      const count = Math.min(most - cleaned, ill)
      this.scaleSet(set, set.replicas - count)
      cleaned += count
    }
    const available = [...old, newest].reduce((sum, { status }) => sum + status.available, 0)
    let left = Math.max(0, available - leastAvailable)
    let taken = 0
    for (const set of old) {
      const count = Math.min(set.replicas, left)
      if (count <= 0) continue
      this.scaleSet(set, set.replicas - count)
      left -= count
      taken += count
    }
    return cleaned + taken > 0
  }

  private recreate(): void {
    const { world, object } = this
    let newest = this.findNewest(false)
    if (newest === refused) {
      this.tryAgain()
      return
    }
    const old = this.active(this.old)
    if (old.length > 0) {
      for (const set of old) this.scaleSet(set, 0)
      this.writeRollout(newest)
      return
    }
    const remains = (set: ReplicaSet): boolean =>
      set.status.replicas > 0 ||
      world
        .livePods()
        .some(
          ({ revision, phase }) => revision === set.revision && phase !== 'Failed' && phase !== 'Succeeded',
        )
    if (this.old.some(remains)) {
      this.writeRollout(newest)
      return
    }
    newest ??= this.findNewest(true)!
    if (newest === refused) {
      this.tryAgain()
      return
    }
    if (!this.scaleSet(newest, object.replicas) && this.isComplete(object.status)) this.cleanUp()
    this.writeRollout(newest)
  }

  /** The object asks for another number of pods than its ReplicaSets know of. */
  private scaleAll(): void {
    const newest = this.findNewest(false)
    if (newest === refused) {
      this.tryAgain()
      return
    }
    this.spread(newest)
    this.writeStatus(this.statusNow(newest))
  }

  private spread(newest: ReplicaSet | undefined): void {
    const { object } = this
    const old = this.old
    const active = this.active(object.sets)
    const only = active.length === 0 ? (newest ?? old.at(-1)) : active.length === 1 ? active[0] : undefined
    if (only !== undefined) {
      this.scaleSet(only, object.replicas)
      return
    }
    const isSaturated =
      newest !== undefined &&
      newest.desired === object.replicas &&
      newest.replicas === object.replicas &&
      newest.status.available === object.replicas
    if (isSaturated) {
      for (const set of this.active(old)) this.scaleSet(set, 0)
      return
    }
    if (object.spec.strategy.kind === 'Recreate') return
    const allowed = object.replicas > 0 ? object.replicas + this.surge : 0
    const toAdd = allowed - sumOf(active, 'replicas')
    const byAge = toAdd > 0 ? -1 : 1
    const sorted =
      toAdd === 0
        ? active
        : active.sort((a, b) => b.replicas - a.replicas || byAge * (a.createdUs - b.createdUs))
    let added = 0
    const sizes = sorted.map((set) => {
      const part = this.share(set, toAdd, added)
      added += part
      return set.replicas + part
    })
    if (toAdd !== 0) sizes[0] = Math.max(0, sizes[0] + toAdd - added)
    sorted.forEach((set, at) => {
      this.writeSet(set, sizes[at])
    })
  }

  private share(set: ReplicaSet, toAdd: number, added: number): number {
    const { object } = this
    if (set.replicas === 0 || toAdd === 0 || toAdd === added) return 0
    const before = set.max > 0 ? set.max : object.status.replicas
    const size = (set.replicas * (object.replicas + this.surge)) / before
    const fraction =
      object.replicas === 0 ? -set.replicas : before === 0 ? 0 : Math.floor(size + 0.5) - set.replicas
    return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added)
  }

  private cleanUp(): void {
    const { object, world } = this
    const old = this.old.sort((a, b) => a.number - b.number)
    const surplus = old.slice(0, Math.max(0, old.length - object.spec.revisionHistoryLimit))
    for (const set of surplus) {
      if (set.replicas > 0 || set.status.replicas > 0) continue
      set.isDeleted = true
      object.sets = object.sets.filter((one) => one !== set)
      object.hasNews = true
      world.writes++
    }
  }

  private isComplete({ updated, replicas, available, observed }: DeploymentStatus): boolean {
    const { object } = this
    const all = object.replicas
    return updated === all && replicas === all && available === all && observed >= object.generation
  }

  private statusNow(newest: ReplicaSet | undefined): DeploymentStatus {
    const { object } = this
    const { sets, status } = object
    const sum = (what: 'replicas' | 'ready' | 'available'): number =>
      sets.reduce((total, set) => total + set.status[what], 0)
    const available = sum('available')
    const isEnough = available >= object.replicas - this.unavailableMax
    const reason = isEnough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable'
    return {
      observed: object.generation,
      replicas: sum('replicas'),
      updated: newest?.status.replicas ?? 0,
      ready: sum('ready'),
      available,
      unavailable: Math.max(0, sumOf(sets, 'replicas') - available),
      progressing: status.progressing,
      availability: this.changed(status.availability, isEnough, reason),
    }
  }

  /** The condition as it is after such a change: nothing changes with the same value and reason. */
  private changed(current: Condition | undefined, isTrue: boolean, reason: string): Condition {
    if (current?.isTrue === isTrue && current.reason === reason) return current
    const nowUs = wholeSecond(this.world.nowUs)
    const changedUs = current?.isTrue === isTrue ? current.changedUs : nowUs
    return { isTrue, reason, updatedUs: nowUs, changedUs }
  }

  private writeRollout(newest: ReplicaSet | undefined): void {
    const { object, world } = this
    const { spec, status: before } = object
    const status = this.statusNow(newest)
    const current = before.progressing
    const hasDeadline = spec.progressDeadlineUs < Infinity
    const isOver = status.replicas === status.updated && current?.reason === 'NewReplicaSetAvailable'
    let progressing = hasDeadline ? current : undefined
    if (hasDeadline && !isOver) {
      const nowUs = wholeSecond(world.nowUs)
      if (this.isComplete(status)) progressing = this.changed(current, true, 'NewReplicaSetAvailable')
      else if (hasProgressed(before, status))
        progressing = {
          isTrue: true,
          reason: 'ReplicaSetUpdated',
          updatedUs: nowUs,
          changedUs: current?.isTrue === true ? current.changedUs : nowUs,
        }
      else if (this.isLate(current)) progressing = this.changed(current, false, 'ProgressDeadlineExceeded')
    }
    this.writeStatus({ ...status, progressing })
  }

  private isLate(current: Condition | undefined): boolean {
    if (current === undefined || current.reason === 'NewReplicaSetAvailable') return false
    if (current.reason === 'ProgressDeadlineExceeded') return true
    return current.updatedUs + this.object.spec.progressDeadlineUs < this.world.nowUs
  }

  private writeStatus(status: DeploymentStatus, isFirst = false): void {
    const { object, world } = this
    if (!isFirst && JSON.stringify(status) === JSON.stringify(object.status)) {
      this.lookAgain(status)
      return
    }
    if (this.hasWritten) {
      this.tryAgain()
      return
    }
    object.status = status
    object.hasNews = true
    this.hasWritten = true
    world.writes++
  }

  /** W10. */
  private tryAgain(): void {
    this.lookAt(this.world.nowUs + 5_000)
  }

  /** A rollout that stands still is looked at a second after its deadline, or soon if that is near. */
  private lookAgain(status: DeploymentStatus): void {
    const { object, world } = this
    const current = status.progressing
    if (current === undefined || this.isComplete(status) || current.reason === 'ProgressDeadlineExceeded')
      return
    const leftUs = current.updatedUs + object.spec.progressDeadlineUs - world.nowUs
    if (leftUs >= second) this.lookAt(world.nowUs + leftUs + second)
    else if (current.reason !== 'NewReplicaSetAvailable') this.tryAgain()
  }

  /** A key waits once, for the earliest time that was asked for. */
  private lookAt(atUs: number): void {
    const { object, world } = this
    if (object.nextLookUs <= atUs) return
    object.nextLookUs = atUs
    world.at(atUs, () => {
      if (object.nextLookUs !== atUs) return
      object.nextLookUs = Infinity
      object.hasNews = true
      world.writes++
    })
  }
}

function hasProgressed(before: DeploymentStatus, now: DeploymentStatus): boolean {
  return (
    now.updated > before.updated ||
    now.replicas - now.updated < before.replicas - before.updated ||
    now.ready > before.ready ||
    now.available > before.available
  )
}

function scaled(amount: CountOrPercent, total: number, round: (value: number) => number): number {
  return 'count' in amount ? amount.count : round((amount.percent * total) / 100)
}

function sumOf(sets: readonly ReplicaSet[], what: 'replicas'): number {
  return sets.reduce((sum, set) => sum + set[what], 0)
}
