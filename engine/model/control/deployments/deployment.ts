/**
 * The Deployment controller (W2, Z23): it owns a ReplicaSet for each template that the Deployment has asked for, and scales them. It never touches a pod. A sync
 * reads the cache as it begins, and writes on what it has read: what has changed since is refused, and the sync tried again.
 * Source: kubernetes v1.36 pkg/controller/deployment/deployment_controller.go, syncDeployment; sync.go; rolling.go; recreate.go.
 */
import type { DeploymentSpec, WorkloadSpec } from '../../../contract/cluster-spec.ts'
import type { ClusterState, WorkloadId } from '../../cluster-state.ts'
import { wholeWallSecondUs } from '../../wall-clock.ts'
import { ApiCall, tell } from '../api-client.ts'
import { type Controller, type ControllerRule, syncDone, syncFailed, wakeAt } from '../controller.ts'
import { Reason } from '../event-sink.ts'
import { LastCall, request, type Steps, type SyncThread, stepsOf, threads } from '../sync-thread.ts'
import {
  deploymentEdited,
  deploymentRanBefore,
  deploymentScaled,
  deploymentSeesPod,
  hasRestlessDeployment,
} from './deployment-cache.ts'
import { type DeploymentObject, type DeploymentStatus, noSetStatus, type SetObject } from './objects.ts'
import { countedStatus, isComplete, nextCheckUs, rolloutStatus, sameStatus, withReason } from './progress.ts'
import {
  deploymentSpecOf,
  fenceposts,
  type Keyed,
  newReplicas,
  oldReplicas,
  type Scaling,
} from './rolling.ts'
import { isScaling, scaleAll } from './scaling.ts'
import { scalingDetail } from './scaling-detail.ts'

/** W6. Source: pkg/controller/deployment/config/v1alpha1, concurrent-deployment-syncs. */
const workers = 5

export const deploymentController: ControllerRule = {
  name: 'deployment-controller',
  objects: 'replicasets',
  statuses: 'deployments',
  workers,
  sync: threads((state, controller, workload) => new DeploymentSync(state, controller, workload).begin()),
  keeps: hasDeployment,
  objectChanged: deploymentScaled,
  templateChanged: deploymentEdited,
  podSeen: deploymentSeesPod,
  ranBefore: deploymentRanBefore,
  mayActOnNodes: hasRestlessDeployment,
}

export function hasDeployment({ kind, staticOn }: WorkloadSpec): boolean {
  return kind === 'Deployment' && staticOn === undefined
}

/** A write was refused, as the object has changed since it was read. */
const refused = undefined

/** One sync: what it has read, and what it makes of it. */
class DeploymentSync {
  private readonly state: ClusterState
  private readonly controller: Controller
  private readonly workload: WorkloadId
  private readonly spec: DeploymentSpec
  /** As read; its status and revision as this sync has written them since. */
  private deployment!: DeploymentObject
  private newest: Keyed | undefined
  private old: Keyed[] = []

  constructor(state: ClusterState, controller: Controller, workload: WorkloadId) {
    this.state = state
    this.controller = controller
    this.workload = workload
    this.spec = deploymentSpecOf(state.spec.workloads[workload])
  }

  begin(): number | Steps {
    const deployment = this.state.deployments.seen[this.workload]
    if (deployment === undefined) return syncDone
    this.deployment = deployment
    const only = this.onlySet()
    if (only === undefined || !this.isSettled(only)) return this.run()
    const status = this.statusNow(only, [])
    return sameStatus(status, deployment.status) ? this.lookAgain() : this.statusCall(status)
  }

  /** All that the sync may have to write is the status: the only ReplicaSet is of the newest revision, and has the size that it is to have. */
  private isSettled({ replicas, desired, revision }: SetObject): boolean {
    const { spec, deployment } = this
    const isFound = spec.progressDeadlineUs === Infinity || deployment.status.progressing !== undefined
    return (
      !spec.isPaused &&
      replicas === deployment.replicas &&
      (replicas === 0 || desired === replicas) &&
      revision > 0 &&
      revision === deployment.revision &&
      isFound
    )
  }

  /** The ReplicaSet of the template that the Deployment asks for, if there is no other one. */
  private onlySet(): SetObject | undefined {
    const { state, workload, deployment } = this
    const { firstTemplate, templateCount } = state.workload
    const first = firstTemplate[workload]
    for (let key = first; key < first + templateCount[workload]; key++)
      if (key !== deployment.template && state.sets.seen[key] !== undefined) return undefined
    return state.sets.seen[deployment.template]
  }

  private *run(): SyncThread {
    const { spec } = this
    this.readSets()
    if (spec.isPaused) return yield* this.scale()
    const read = this.newest
    if (!(yield* this.syncRevision())) return syncFailed
    if (isScaling(this.deployment.replicas, this.sets())) {
      this.newest = read
      return yield* this.scale()
    }
    // The source asks for the newest ReplicaSet anew, of the same cache: what it has just written it writes again.
    this.newest = read
    return yield* spec.strategy.kind === 'Recreate' ? this.recreate() : this.roll()
  }

  private readSets(): void {
    const { state, workload, deployment } = this
    const { firstTemplate, templateCount } = state.workload
    const first = firstTemplate[workload]
    for (let key = first; key < first + templateCount[workload]; key++) {
      const set = state.sets.seen[key]
      if (set === undefined) continue
      if (key === deployment.template) this.newest = { ...set, key }
      else this.old.push({ ...set, key })
    }
  }

  private sets(): Keyed[] {
    return this.newest === undefined ? this.old : [...this.old, this.newest]
  }

  private nowUs(): number {
    return wholeWallSecondUs(this.state, this.state.nowUs)
  }

  /** The newest ReplicaSet, if it is there, becomes the newest revision. Source: getNewReplicaSet. @returns false = refused. */
  private *syncRevision(): SyncThread<boolean> {
    const { newest } = this
    if (newest === undefined) return true
    const revision = this.nextRevision()
    if (newest.revision < revision) {
      const written = yield* this.updateSet(newest, { revision })
      if (written === refused) return false
      this.newest = written
      return true
    }
    const isNew = this.deployment.revision !== newest.revision
    const hasFound =
      this.spec.progressDeadlineUs < Infinity && this.deployment.status.progressing === undefined
    if (!isNew && !hasFound) return true
    return yield* this.startProgress(newest.revision, hasFound ? 'FoundNewReplicaSet' : undefined)
  }

  private nextRevision(): number {
    return Math.max(0, ...this.old.map(({ revision }) => revision)) + 1
  }

  private *startProgress(
    revision: number,
    reason: 'FoundNewReplicaSet' | 'NewReplicaSetCreated' | undefined,
  ): SyncThread<boolean> {
    const { status } = this.deployment
    if (revision === this.deployment.revision && reason === undefined) return true
    const progressing =
      reason === undefined ? status.progressing : withReason(status.progressing, true, reason, this.nowUs())
    // The version stays as it was read: a later write of this sync is refused.
    this.deployment = { ...this.deployment, revision, status: { ...status, progressing } }
    return (yield* this.writeDeployment(this.deployment.status)) !== refused
  }

  /** Source: getNewReplicaSet. @returns false = refused. */
  private *createSet(): SyncThread<boolean> {
    const { state, controller, workload, deployment, spec } = this
    const key = deployment.template
    const { replicas: wanted } = deployment
    const replicas = newReplicas(spec, wanted, 0, this.old)
    const revision = this.nextRevision()
    const created = yield* request(state, controller, ApiCall.Create, workload, () => {
      // A sync before has made it, and the cache had not seen it yet.
      if (state.sets.api[key] !== undefined) return undefined
      const set: SetObject = {
        version: 1,
        generation: 1,
        replicas,
        desired: wanted,
        maxReplicas: wanted + fenceposts(spec, wanted).surge,
        revision,
        age: revision,
        createdUs: state.nowUs,
        status: noSetStatus,
      }
      state.sets.put(state, key, workload, set)
      return set
    })
    const known = created ?? state.sets.seen[key]
    if (known === undefined) return false
    this.newest = { ...known, key }
    if (created === undefined) return yield* this.startProgress(revision, undefined)
    if (replicas > 0) this.tellScaling(key, 0, replicas)
    return yield* this.startProgress(
      revision,
      spec.progressDeadlineUs < Infinity ? 'NewReplicaSetCreated' : undefined,
    )
  }

  /** Source: rolloutRolling. */
  private *roll(): SyncThread {
    const { spec, deployment } = this
    if (this.newest === undefined) {
      if (!(yield* this.createSet())) return syncFailed
    } else if (!(yield* this.syncRevision())) return syncFailed
    const newest = this.newest!
    const replicas = newReplicas(spec, deployment.replicas, newest.replicas, this.sets())
    if (replicas !== newest.replicas) {
      if ((yield* this.scaleSet(newest, replicas)) === refused) return syncFailed
      return yield* this.endRollout()
    }
    const scalings = oldReplicas(spec, deployment.replicas, newest, this.old)
    const isThrough = yield* this.scaleSets(scalings)
    if (!isThrough || scalings.length === 0) yield* this.cleanUp()
    return yield* this.endRollout()
  }

  /** Source: rolloutRecreate. */
  private *recreate(): SyncThread {
    const { deployment } = this
    if (this.newest !== undefined && !(yield* this.syncRevision())) return syncFailed
    const scalings = this.old
      .filter(({ replicas }) => replicas > 0)
      .map(({ key }) => ({ set: key, replicas: 0 }))
    if (!(yield* this.scaleSets(scalings))) return syncFailed
    if (scalings.length > 0 || this.oldPodsRun()) return yield* this.endRollout()
    if (this.newest === undefined && !(yield* this.createSet())) return syncFailed
    const newest = this.newest!
    if (newest.replicas !== deployment.replicas) {
      if ((yield* this.scaleSet(newest, deployment.replicas)) === refused) return syncFailed
      return yield* this.endRollout()
    }
    yield* this.cleanUp()
    return yield* this.endRollout()
  }

  /** Z24: a pod of an old ReplicaSet has not ended. Source: oldPodsRunning. */
  private oldPodsRun(): boolean {
    const { seenActive, seenTerminating } = this.state.replicaSet
    return this.old.some(
      ({ key, status }) => status.replicas > 0 || seenActive[key] + seenTerminating[key] > 0,
    )
  }

  /** The Deployment has been scaled. Source: sync. */
  private *scale(): SyncThread {
    const { deployment, spec } = this
    if (!(yield* this.syncRevision())) return syncFailed
    const { scalings, isForced } = scaleAll(spec, deployment.replicas, this.newest, this.old)
    for (const { set, replicas } of scalings) {
      const known = this.sets().find(({ key }) => key === set)!
      if (!isForced && known.replicas === replicas) continue
      if ((yield* this.scaleSet(known, replicas)) === refused) return syncFailed
    }
    const status = countedStatus(spec, this.deployment, this.newest, this.old, this.nowUs())
    if (sameStatus(status, this.deployment.status)) return syncDone
    return (yield* this.writeDeployment(status)) === refused ? syncFailed : syncDone
  }

  /** One after the other, each on what the one before has made of it. @returns false = one was refused, and those behind it are left out. */
  private *scaleSets(scalings: readonly Scaling<number>[]): SyncThread<boolean> {
    const newest = new Map(this.old.map((set) => [set.key, set]))
    for (const { set, replicas } of scalings) {
      const written = yield* this.scaleSet(newest.get(set)!, replicas)
      if (written === refused) return false
      newest.set(set, written)
    }
    return true
  }

  /** Source: scaleReplicaSet. */
  private *scaleSet(set: Keyed, replicas: number): SyncThread<Keyed | undefined> {
    const { replicas: desired } = this.deployment
    const maxReplicas = desired + fenceposts(this.spec, desired).surge
    const isSized = set.replicas === replicas
    if (isSized && set.desired === desired && set.maxReplicas === maxReplicas) return set
    const generation = isSized ? set.generation : set.generation + 1
    const written = yield* this.updateSet(set, { replicas, desired, maxReplicas, generation })
    if (written !== refused && !isSized) this.tellScaling(set.key, set.replicas, replicas)
    return written
  }

  private *updateSet(set: Keyed, changes: Partial<SetObject>): SyncThread<Keyed | undefined> {
    const { state, controller, workload } = this
    const { key, ...read } = set
    const written = yield* request(state, controller, ApiCall.Update, workload, () =>
      state.sets.replace(state, key, workload, read, changes),
    )
    return written === refused ? refused : { ...written, key }
  }

  private tellScaling(key: number, from: number, to: number): void {
    const { state, controller, workload } = this
    const detail = scalingDetail(key - state.workload.firstTemplate[workload], from, to)
    tell(state, controller.id, workload, Reason.ScalingReplicaSet, detail)
  }

  private *writeDeployment(status: DeploymentStatus): SyncThread<DeploymentObject | undefined> {
    const { state, controller, workload } = this
    const written = yield* request(state, controller, ApiCall.WriteStatus, workload, () =>
      this.replaceStatus(status),
    )
    if (written !== refused) this.noteProgress(written)
    return written
  }

  /** As `writeDeployment`, where that is all that is left to do. */
  private statusCall(status: DeploymentStatus): Steps {
    const { state, controller, workload } = this
    return new LastCall(
      state,
      controller,
      ApiCall.WriteStatus,
      workload,
      () => this.replaceStatus(status),
      (written) => {
        if (written === refused) return syncFailed
        this.noteProgress(written)
        return syncDone
      },
    )
  }

  private replaceStatus(status: DeploymentStatus): DeploymentObject | undefined {
    const { state, workload, deployment } = this
    return state.deployments.replace(state, workload, workload, deployment, { status })
  }

  private noteProgress({ generation, status }: DeploymentObject): void {
    const { levels } = this.state.metrics
    const reason = status.progressing?.reason
    if (reason === 'ProgressDeadlineExceeded') levels.rollouts.isLate(this.workload)
    if (
      reason === 'NewReplicaSetAvailable' &&
      status.observed === generation &&
      status.replicas === status.updated
    )
      levels.rollouts.completes(this.workload, this.state.nowUs)
  }

  /** Writes the status if it is another one; if not, looks again when the deadline is over. Source: syncRolloutStatus. */
  private *endRollout(): SyncThread {
    const status = this.statusNow(this.newest, this.old)
    return sameStatus(status, this.deployment.status)
      ? this.lookAgain()
      : yield* stepsOf(this.statusCall(status))
  }

  private statusNow(newest: SetObject | undefined, old: readonly SetObject[]): DeploymentStatus {
    const { state, spec, deployment } = this
    return rolloutStatus(spec, deployment, newest, old, this.nowUs(), state.nowUs)
  }

  private lookAgain(): number {
    const { state, controller, workload, spec, deployment } = this
    const checkUs = nextCheckUs(spec, deployment, state.nowUs)
    if (checkUs !== undefined) {
      const isNow = checkUs === state.nowUs
      const waitUs = isNow ? controller.retries.waitUs(workload, state.nowUs) : 0
      wakeAt(state, controller, workload, checkUs + waitUs)
    }
    return syncDone
  }

  /** Old ReplicaSets beyond the limit go, the earliest revisions first. Source: cleanupDeployment. */
  private *cleanUp(): SyncThread<void> {
    const { state, controller, workload, spec, deployment } = this
    if (!isComplete(deployment, deployment.status)) return
    const surplus = this.old.length - spec.revisionHistoryLimit
    const sorted = [...this.old].sort((a, b) => a.revision - b.revision).slice(0, Math.max(0, surplus))
    for (const { key, replicas, generation, status } of sorted) {
      if (replicas > 0 || status.replicas > 0 || generation > status.observed) continue
      yield* request(state, controller, ApiCall.Delete, workload, () =>
        state.sets.put(state, key, workload, undefined),
      )
    }
  }
}
