/** What a sync means to do, from what it finds at its start (S11, S12). */
import { type Pod, type Slot, workerOf } from './pod.ts'
import { lastFinishedAtUs, policyOf, restartsAfter } from './policy.ts'
import { runningInstance } from './process.ts'

export type Kill = {
  readonly slot: Slot
  readonly type: 'liveness' | 'startup'
  readonly graceUs: number
  /** The container was well when the probe that decided began. */
  readonly isFalse: boolean
}
/** With the end of the newest exited instance at the start of the sync (B3). */
export type Start = { readonly slot: Slot; readonly finishedAtUs: number | undefined }
export type Plan = { readonly kills: Kill[]; readonly starts: Start[]; readonly killsPod: boolean }

export function planOf(pod: Pod): Plan {
  const plan: Plan = { kills: [], starts: [], killsPod: false }
  if (!planInit(pod, plan)) return plan
  let isAnyKept = false
  for (const slot of pod.slots.filter(({ kind }) => kind === 'regular')) {
    if (isGone(slot)) {
      if (mayStart(pod, slot)) plan.starts.push(startOf(slot))
      continue
    }
    const kill = killOf(pod, slot)
    if (kill === undefined) {
      isAnyKept = true
      continue
    }
    plan.kills.push(kill)
    if (policyOf(pod, slot) !== 'Never') plan.starts.push(startOf(slot))
  }
  // S11.4: a sidecar keeps no pod alive.
  const startsAny = plan.starts.some(({ slot }) => slot.kind === 'regular')
  return { ...plan, killsPod: !isAnyKept && !startsAny }
}

/** S12: whether initialisation is done. */
function planInit(pod: Pod, plan: Plan): boolean {
  const inits = pod.slots.filter(({ kind }) => kind !== 'regular')
  // One that has exited says nothing: it may be of an earlier sandbox.
  const isInitialised = pod.slots.some((slot) => slot.kind === 'regular' && !isGone(slot))
  const last = inits.findLastIndex(({ instances }) => instances.length > 0)
  for (const sidecar of inits
    .slice(0, isInitialised ? inits.length : Math.max(last, 0))
    .filter(({ kind }) => kind === 'sidecar'))
    planSidecar(pod, sidecar, plan)
  if (isInitialised || inits.length === 0) return true
  if (last >= 0 && !hasLetOn(pod, inits[last], plan)) return false
  if (last + 1 === inits.length) return true
  plan.starts.push(startOf(inits[last + 1]))
  return false
}

/** Whether the one after this init container, the last that was made, may start. */
function hasLetOn(pod: Pod, slot: Slot, plan: Plan): boolean {
  if (slot.kind === 'sidecar') {
    planSidecar(pod, slot, plan)
    const id = runningInstance(slot)?.id
    if (id === undefined) return false
    const startup = workerOf(pod, slot, 'startup')
    return startup === undefined || startup.results.get(id)?.result === 'success'
  }
  if (!isGone(slot)) return false
  if (slot.instances.at(-1)!.exitCode === 0) return true
  if (mayStart(pod, slot)) plan.starts.push(startOf(slot))
  return false
}

function planSidecar(pod: Pod, slot: Slot, plan: Plan): void {
  const kill = isGone(slot) ? undefined : killOf(pod, slot)
  if (kill !== undefined) plan.kills.push(kill)
  if (kill !== undefined || isGone(slot)) plan.starts.push(startOf(slot))
}

function isGone(slot: Slot): boolean {
  return runningInstance(slot) === undefined
}

function mayStart(pod: Pod, slot: Slot): boolean {
  const latest = slot.instances.at(-1)
  return latest === undefined || restartsAfter(pod, slot, latest.exitCode)
}

function startOf(slot: Slot): Start {
  return { slot, finishedAtUs: lastFinishedAtUs(slot) }
}

/** S11.3: liveness first, then startup. S12: of a sidecar startup first, and liveness only after its success. */
function killOf(pod: Pod, slot: Slot): Kill | undefined {
  const id = runningInstance(slot)!.id
  const resultOf = (type: 'liveness' | 'startup') => workerOf(pod, slot, type)?.results.get(id)
  const isStartingUp =
    workerOf(pod, slot, 'startup') !== undefined && resultOf('startup')?.result !== 'success'
  const types =
    slot.kind === 'sidecar' && isStartingUp ? (['startup'] as const) : (['liveness', 'startup'] as const)
  for (const type of types) {
    const published = resultOf(type)
    if (published?.result !== 'failure') continue
    const graceUs = slot.spec.probes[type]?.terminationGraceUs ?? pod.spec.terminationGraceUs
    return { slot, type, graceUs, isFalse: !published.wasIll }
  }
  return undefined
}
