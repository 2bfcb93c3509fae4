/** Runs one pod by the rules, told plainly: the other opinion on what `engine/` does. Ideal overheads, nothing drawn. */
import { type ClusterSpec, containersOfPod, type FaultSpec } from '../../engine/contract/cluster-spec.ts'
import { Agenda, order } from './agenda.ts'
import { loseAnswers, newSlot, type Phase, type Pod, type Slot, showReadiness } from './pod.ts'
import { PodWorker } from './pod-worker.ts'
import { collectGarbage, hasContainerRules, restartsAfter } from './policy.ts'
import { hangsAtUs, isHungByFault, runningInstance } from './process.ts'
import { RunLog } from './run-log.ts'
import type { Worker } from './worker.ts'

/** The phase is undefined if the pod has left the API. */
export type NaiveResult = { readonly log: RunLog; readonly phase: Phase | undefined }

const housekeepingUs = 2_000_000
/** After every worker. */
const lastEntity = Number.MAX_SAFE_INTEGER

/** The first pod of the first workload. Its faults hit everything that they name. */
export function runNaively(cluster: ClusterSpec): NaiveResult {
  const [workload] = cluster.workloads
  const agenda = new Agenda()
  const log = new RunLog()
  const inits = workload.pod.initContainers.length
  const pod: Pod = {
    agenda,
    log,
    cluster,
    spec: workload.pod,
    slots: containersOfPod(workload.pod).map((spec, place) => newSlot(spec, place, place < inits)),
    clockOffsetUs: cluster.clockOffsetUs,
    workers: [],
    createdAtUs: workload.createdAtUs,
    hasStatus: false,
    phase: 'Pending',
    isReady: false,
    activeSinceUs: Infinity,
    isPastDeadline: false,
    isTerminating: false,
    hear: (worker, id) => hear(pod, podWorker, worker, id),
    outlivesEnd: (slot) => outlivesEnd(pod, slot),
    isKeptOverRestart: () => false,
  }
  const podWorker = new PodWorker(pod)
  agenda.at(workload.createdAtUs, order.change, 0, () => podWorker.ask())
  keepHouse(pod)
  cluster.faults.forEach((_, index) => {
    scheduleFault(pod, podWorker, index)
  })
  agenda.runBefore(cluster.durationUs)
  return { log, phase: podWorker.isInApi ? pod.phase : undefined }
}

/** S8, R2: what a published result changes at once, and whether it asks for a sync. Results of one instant merge to the last. */
function hear(pod: Pod, podWorker: PodWorker, worker: Worker, id: number): void {
  const { status } = worker.slot
  const result = worker.results.get(id)?.result
  if (status.id === id && result !== undefined) {
    if (worker.type === 'readiness') {
      status.ready = result === 'success'
      showReadiness(pod)
    }
    if (worker.type === 'startup') status.started = result === 'success'
  }
  if (worker.isRemade && worker.hasEnded) podWorker.askInASecond()
  else podWorker.ask()
}

/** P17. */
function outlivesEnd(pod: Pod, slot: Slot): boolean {
  if (hasContainerRules(pod.cluster)) return restartsAfter(pod, slot, slot.status.exitCode!)
  const isExcepted = slot.kind === 'sidecar' && pod.cluster.kubernetesVersion >= '1.33'
  return pod.spec.restartPolicy !== 'Never' || isExcepted
}

/** S14, B6. */
function keepHouse({ agenda, slots }: Pod): void {
  agenda.at(agenda.nowUs + housekeepingUs, order.relist, lastEntity, () => {
    collectGarbage(slots, agenda.nowUs)
    keepHouse({ agenda, slots } as Pod)
  })
}

function scheduleFault(pod: Pod, podWorker: PodWorker, index: number): void {
  const fault = pod.cluster.faults[index]
  const { agenda, slots } = pod
  const strike = (): void => {
    // Faults come before creations at the same time; what is being deleted is spared.
    if (agenda.nowUs <= pod.createdAtUs || podWorker.isDeleted) return
    if (fault.kind === 'delete') podWorker.delete(fault.gracePeriodUs ?? pod.spec.terminationGraceUs)
    else if (fault.kind === 'hang' || fault.kind === 'crash')
      for (const { container, isInit } of fault.containers)
        hit(pod, podWorker, slots[isInit ? container : container + pod.spec.initContainers.length], fault)
    else throw new Error(`the naive model knows no fault ${fault.kind}`)
  }
  agenda.at(fault.atUs, order.fault, index, strike)
}

/** A container that does not run is spared, but for a hang that holds its slot. */
function hit(
  pod: Pod,
  podWorker: PodWorker,
  slot: Slot,
  fault: FaultSpec & { kind: 'hang' | 'crash' },
): void {
  const instance = runningInstance(slot)
  if (instance !== undefined && fault.kind === 'hang') {
    // The behavior's own hang comes after a fault of the same time.
    const hangs = isHungByFault(slot, instance, fault.atUs) || fault.atUs > hangsAtUs(slot, instance)
    if (!hangs) loseAnswers(pod, instance)
  }
  if (fault.kind === 'hang' && fault.forUs !== undefined)
    slot.hangs.push({ fromUs: fault.atUs, untilUs: fault.atUs + fault.forUs })
  else if (instance !== undefined && fault.kind === 'hang') instance.hungByFault = true
  else if (instance !== undefined && fault.kind === 'crash') podWorker.exit(instance, fault.exitCode)
}
