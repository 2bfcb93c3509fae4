/**
 * The tick of a calm worker: the ladder is known to lead to the call, of a container that is known to be healthy. In the
 * quiet engine only abnormal ticks have an event. In the exact one all have, and nearly all its events are these: it draws
 * what each tick meets, and works out no more of it than somebody can see.
 */
import { nextUniform } from '../../../kernel/random-stream.ts'
import type { ClusterState, ProbeId } from '../../cluster-state.ts'
import { Connection, Outcome, WorkerMode } from '../../codes.ts'
import { pausesBy } from '../../world/pauses.ts'
import {
  afterPauses,
  answerAbnormally,
  answerAsking,
  answerFor,
  answerPromptly,
  awaitOwnAnswer,
  errsNow,
  levelFor,
  nextLossUs,
} from '../../world/probe-answer.ts'
import { decide, Step } from './do-probe.ts'
import { periodUs } from './probe-ticker.ts'
import { beginRun, countRun } from './probe-worker.ts'
import { settleBefore } from './quiet-probes.ts'

/** The ticker of a calm worker fires. */
export function onCalmTick(state: ClusterState, probe: ProbeId, stamp: number): void {
  if (state.probe.tickStamp[probe] !== stamp) return
  if (state.verifies && decide(state, probe) !== Step.Call) {
    throw new Error(`broken invariant: probe ${probe} is calm at ${state.nowUs} us`)
  }
  if (state.isQuiet) {
    const outcome = answerAbnormally(state, probe, state.probe.level[probe])
    state.probe.budget[probe] = -1
    leaveCalm(state, probe, afterPauses(state, probe, outcome))
  } else drawTick(state, probe)
}

function leaveCalm(state: ClusterState, probe: ProbeId, outcome: number): void {
  settleBefore(state, probe, state.nowUs)
  state.probe.mode[probe] = WorkerMode.Ticking
  state.answerIsIll = false
  state.answerConnection = Connection.Made
  state.answerAsks = state.probeTemplate.asksOthers[state.probe.template[probe]] === 1
  awaitOwnAnswer(state, state.probe.template[probe], state.probe.container[probe])
  beginRun(state, probe, outcome)
}

/**
 * Whether the answer comes in time is decided by its uniform alone: an answer time rises with it. How long it takes is
 * worked out later, from the same uniform, if a change makes it matter (`endCalm`).
 */
function drawTick(state: ClusterState, probe: ProbeId): void {
  const { probe: probes, probeTemplate: templates, metrics, nowUs } = state
  const template = probes.template[probe]
  const uniform = nextUniform(state.streams.probe, probe)
  const level = levelFor(state, probe, template)
  if (templates.drawsAsked[template] === 1) {
    drawAskingTick(state, probe, template, uniform, level)
    return
  }
  const isError = errsNow(state, probe, template)
  const nextUs = nowUs + templates.periodUs[template]
  const isPrompt = !isError && level === 0 && uniform < templates.promptShare[template]
  const mayBeLost = templates.mayHang[template] === 1 || templates.mayBeCut[template] === 1
  const lostFromUs = mayBeLost ? nextLossUs(state, template, probes.container[probe]) : Infinity
  const latestUs = nowUs + templates.latestQuietUs[template]
  const waits = templates.isEverPaused[template] === 1 && pausesBy(state, probes.container[probe], latestUs)
  const isSeen = waits || metrics.tracesProbes || latestUs >= state.spec.durationUs || latestUs >= lostFromUs
  if (isPrompt && !isSeen) {
    probes.answerUniform[probe] = uniform
    metrics.probeRanNow(templates.workload[template], probes.node[probe], templates.costClass[template])
    state.events.repeat(nextUs)
    return
  }
  const answer = isPrompt
    ? answerPromptly(state, template, uniform)
    : answerFor(state, template, uniform, level, 0, isError)
  const outcome = afterPauses(state, probe, answer)
  const endsUs = nowUs + state.answerDurationUs
  if (outcome !== Outcome.Success || endsUs > nextUs || endsUs >= lostFromUs) {
    leaveCalm(state, probe, outcome)
    return
  }
  probes.answerUniform[probe] = -1
  probes.runEndsUs[probe] = endsUs
  countRun(state, probe, outcome, metrics.tracesProbes ? resultRunNow(state, probe) : 0)
  state.events.repeat(nextUs)
}

/** The same of a probe whose runs ask others, or wait by chance: what they meet is worked out at once. */
function drawAskingTick(
  state: ClusterState,
  probe: ProbeId,
  template: number,
  uniform: number,
  level: number,
): void {
  const { probe: probes, probeTemplate: templates, metrics, nowUs } = state
  const outcome = afterPauses(state, probe, answerAsking(state, probe, template, uniform, level))
  const nextUs = nowUs + templates.periodUs[template]
  const endsUs = nowUs + state.answerDurationUs
  const mayBeLost = templates.mayHang[template] === 1 || templates.mayBeCut[template] === 1
  const lostFromUs = mayBeLost ? nextLossUs(state, template, probes.container[probe]) : Infinity
  if (outcome !== Outcome.Success || endsUs > nextUs || endsUs >= lostFromUs) {
    leaveCalm(state, probe, outcome)
    return
  }
  probes.answerUniform[probe] = -1
  probes.runEndsUs[probe] = endsUs
  countRun(state, probe, outcome, metrics.tracesProbes ? resultRunNow(state, probe) : 0)
  state.events.repeat(nextUs)
}

/** `resultRun` of a calm worker after the tick that it serves now: the column waits until it is settled. */
function resultRunNow(state: ClusterState, probe: ProbeId): number {
  const { probe: probes } = state
  return (
    probes.resultRun[probe] +
    Math.round((state.nowUs - probes.unsettledUs[probe]) / periodUs(state, probe)) +
    1
  )
}
