import type { ClusterState } from '../cluster-state.ts'
import { PodStage } from '../codes.ts'

type Rolled = Pick<ClusterState, 'nowUs' | 'pod' | 'workload'>

/** Pods that come, and rollouts of workloads: when each began and was complete, how few pods were ready meanwhile, and how many there were at most. */
export class RolloutLog {
  /** A row per rollout. */
  readonly workload: number[] = []
  readonly beganUs: number[] = []
  /** NaN = it was not within the run, or another one came before. */
  readonly completeUs: number[] = []
  readonly isOverdue: boolean[] = []
  readonly readyMin: number[] = []
  /** Pods beyond those that the workload wants, at most. */
  readonly surgeMax: number[] = []
  /** Requests of the workload that had failed when it began, and when it was complete or another one came; NaN = neither is so. */
  readonly failedAtBegin: number[] = []
  readonly failedAtEnd: number[] = []
  /** Requests of a workload that have failed up to now. */
  failedSoFar: (workload: number) => number = () => 0
  /** By workload: pods created within the run, after the warm-up. */
  readonly podsCreated: Float64Array
  /** By workload: the rollout under way, or over with levels still to come; -1 = none. */
  private readonly open: Int32Array
  /** By workload: pods that nobody has deleted. */
  private readonly present: Float64Array

  constructor(workloads: number) {
    this.podsCreated = new Float64Array(workloads)
    this.present = new Float64Array(workloads)
    // The levels of all workloads have a row, too.
    this.open = new Int32Array(workloads + 1).fill(-1)
  }

  /** The workload asks for pods of another revision. */
  begins(workload: number, nowUs: number, readyCount: number, desired: number): void {
    const failed = this.failedSoFar(workload)
    this.countsUntil(this.open[workload], failed)
    this.open[workload] = this.workload.length
    this.failedAtBegin.push(failed)
    this.failedAtEnd.push(Number.NaN)
    this.workload.push(workload)
    this.beganUs.push(nowUs)
    this.completeUs.push(Number.NaN)
    this.isOverdue.push(false)
    this.readyMin.push(readyCount)
    this.surgeMax.push(Math.max(0, this.present[workload] - desired))
  }

  /** Its pods are of that revision, all of them, and available. */
  completes(workload: number, nowUs: number): void {
    const row = this.open[workload]
    if (row < 0 || !Number.isNaN(this.completeUs[row])) return
    this.completeUs[row] = nowUs
    this.countsUntil(row, this.failedSoFar(workload))
  }

  private countsUntil(row: number, failed: number): void {
    if (row >= 0 && Number.isNaN(this.failedAtEnd[row])) this.failedAtEnd[row] = failed
  }

  /** It has not progressed for as long as it may take. */
  isLate(workload: number): void {
    const row = this.open[workload]
    if (row >= 0) this.isOverdue[row] = true
  }

  /** Whether a rollout of the workload is under way. */
  isUnderway(workload: number): boolean {
    const row = this.open[workload]
    return row >= 0 && Number.isNaN(this.completeUs[row])
  }

  /** So many pods of a workload were ready from one time to a later one; times come in order, if later than those of controllers. */
  wereReady(workload: number, readyCount: number, fromUs: number): void {
    const row = this.open[workload]
    if (row < 0) return
    if (fromUs >= this.completeUs[row]) this.open[workload] = -1
    else if (readyCount < this.readyMin[row]) this.readyMin[row] = readyCount
  }

  podCreated(workload: number, isCounted: boolean, desired: number): void {
    if (isCounted) this.podsCreated[workload]++
    this.present[workload]++
    if (this.isUnderway(workload)) {
      const row = this.open[workload]
      this.surgeMax[row] = Math.max(this.surgeMax[row], this.present[workload] - desired)
    }
  }

  /** A pod is ready, or gone. Of a workload without a Deployment's status: it is complete when all its pods are of the newest revision and ready. */
  podsChanged(state: Rolled, workload: number): void {
    if (!this.isUnderway(workload) || state.workload.hasDeployment[workload] === 1) return
    const { pod: pods, workload: workloads } = state
    let readyCount = 0
    for (let pod = workloads.firstPod[workload]; pod >= 0; pod = pods.next[pod]) {
      if (pods.stage[pod] === PodStage.Gone) continue
      if (pods.template[pod] !== workloads.currentTemplate[workload] || pods.isReady[pod] === 0) return
      readyCount++
    }
    if (readyCount >= workloads.desired[workload]) this.completes(workload, state.nowUs)
  }

  /** Whether `podsChanged` may find a rollout complete. */
  awaitsPods({ workload: workloads }: Pick<ClusterState, 'workload'>): boolean {
    for (let workload = 0; workload < workloads.hasDeployment.length; workload++)
      if (workloads.hasDeployment[workload] === 0 && this.isUnderway(workload)) return true
    return false
  }

  podDeletionBegins(workload: number): void {
    this.present[workload]--
  }
}
