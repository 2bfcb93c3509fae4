/** What becomes of containers when somebody whom they need changes. */
import type { ClusterState, ContainerId } from '../../cluster-state.ts'
import { Cause, ProcessState } from '../../codes.ts'
import { resumeAfterExit } from '../../node/pod-workers/pod-worker.ts'
import { askedChanged } from '../../node/prober/quiet-probes.ts'
import { crashProcess } from '../../node/runtime/container-lifecycle.ts'
import { podsOf } from '../../pod-rows.ts'
import { serverChanged } from '../traffic/server-watch.ts'
import { forgetLaws } from './forget-laws.ts'
import { lookLater, mustWait, needsOf, waitingNow, waitingOf } from './needs-now.ts'
import { isTroubled, type Provider, Reply } from './provider.ts'

/** Exit code of a process that ends because somebody whom it needs is down. */
const exitCodeNeedy = 1

/** A provider is another than before: probes that ask it meet that from now on, and processes that need it act. */
export function providerChanged(state: ClusterState, provider: Provider): void {
  if (provider.reply !== Reply.Hangs) provider.hangsSinceUs = Infinity
  else if (provider.hangsSinceUs === Infinity) provider.hangsSinceUs = state.nowUs
  countTrouble(state, provider)
  const isHeard = refreshLaws(state, provider)
  for (const workload of provider.workloads)
    for (const pod of podsOf(state, workload)) {
      const { firstContainer, endContainer } = state.pod
      for (let container = firstContainer[pod]; container < endContainer[pod]; container++) {
        if (state.container.state[container] !== ProcessState.Running) continue
        if (needsOf(state, container)?.some((need) => need.provider === provider) !== true) continue
        if (isHeard) askedChanged(state, container)
        meetNeeds(state, container)
      }
    }
}

function countTrouble({ nowUs }: ClusterState, provider: Provider): void {
  if (isTroubled(provider) === provider.troubledSinceUs < Infinity) return
  if (isTroubled(provider)) provider.troubledSinceUs = nowUs
  else {
    provider.troubledUs += nowUs - provider.troubledSinceUs
    provider.troubledSinceUs = Infinity
  }
}

/** Returns whether some probe meets something else. */
function refreshLaws(state: ClusterState, { probeTemplates }: Provider): boolean {
  const { dependencies, level } = state
  forgetLaws(state)
  let changes = false
  for (const template of probeTemplates) {
    const law = dependencies!.lawNow(template)
    if (level.askedNow[template] !== law) changes = true
    level.askedNow[template] = law
  }
  return changes
}

/** A look at those whom a process needs, that was due. */
export function onNeedsCheck(state: ClusterState, container: ContainerId, incarnation: number): void {
  const { container: containers } = state
  if (containers.state[container] !== ProcessState.Running) return
  if (containers.incarnation[container] === incarnation) meetNeeds(state, container)
}

/** The process ends, waits, or goes on. */
function meetNeeds(state: ClusterState, container: ContainerId): void {
  if (endsHeld(state, container)) return
  const needs = needsOf(state, container)!
  const { nowUs, dependencies } = state
  const { answersAtUs } = state.container
  const begun = waitingOf(state, dependencies!.starting, container)
  // Its start-up is not over: it will look then.
  if (begun === undefined && answersAtUs[container] > nowUs) return
  const isStarting = begun !== undefined || answersAtUs[container] === nowUs
  let endsAtUs = Infinity
  let ender: Provider | undefined
  let isHeldUp = false
  for (const { crashes, crashesOnStart, provider, timeoutUs } of needs) {
    if (provider.reply === Reply.Answers || !(crashes || (crashesOnStart && isStarting))) continue
    let dueUs = nowUs
    if (provider.reply === Reply.Hangs) {
      const asksSinceUs = begun?.sinceUs ?? answersAtUs[container]
      dueUs = Math.max(provider.hangsSinceUs, asksSinceUs) + timeoutUs
      isHeldUp ||= crashesOnStart && isStarting
    }
    if (dueUs >= endsAtUs) continue
    endsAtUs = dueUs
    ender = provider
  }
  if (endsAtUs <= nowUs) {
    const incarnation = state.container.incarnation[container]
    ender!.ends++
    dependencies!.endedBy.set(container, { incarnation, provider: ender! })
    crashProcess(state, container, exitCodeNeedy)
    resumeAfterExit(state, container)
    return
  }
  if (isHeldUp && begun === undefined) {
    dependencies!.starting.set(container, waitingNow(state, container))
    // It is late, but not ill.
    answersAtUs[container] = state.spec.durationUs
  } else if (!isHeldUp && begun !== undefined) {
    dependencies!.starting.delete(container)
    answersAtUs[container] = nowUs
    serverChanged(state, container)
  }
  lookLater(state, container, endsAtUs)
}

/** An init container that has waited ends if it need not wait any more. */
function endsHeld(state: ClusterState, container: ContainerId): boolean {
  const { held } = state.dependencies!
  if (waitingOf(state, held, container) === undefined || mustWait(needsOf(state, container)!)) return false
  held.delete(container)
  crashProcess(state, container, 0, Cause.Completed)
  resumeAfterExit(state, container)
  return true
}

/** Proxies know of so many ready endpoints of a Service from now on. */
export function onEndpointsKnown(state: ClusterState, service: number, endpoints: number): void {
  const provider = state.dependencies?.of({ kind: 'service', index: service })
  if (provider === undefined || provider.endpoints === endpoints) return
  const before = provider.reply
  provider.endpoints = endpoints
  if (provider.reply !== before) providerChanged(state, provider)
}

/** Load has changed what those who ask meet. */
export function onAnswersChanged(state: ClusterState, provider: number): void {
  providerChanged(state, state.dependencies!.providers[provider]!)
}
