/** Findings of advice in words: what the numbers say, and what fixes it. */
import type { AdviceFinding, AdviceFindingOf, AdviceRule } from '../../engine/contract/advice-result.ts'
import { latenessMax, thresholdMax } from '../../engine/contract/probe-setting.ts'
import { limitDefaults } from '../../engine/contract/recommendation.ts'
import { crowdText } from '../crowd-text.ts'
import { outageHelp } from '../outage-help.ts'
import { counted, percent, readable, readableDuration, safeText, threeDigits } from '../readable.ts'

export type FindingText = { readonly message: string; readonly fix: string }

const texts: { readonly [Rule in AdviceRule]: (finding: AdviceFindingOf<Rule>) => FindingText } = {
  'startup-budget': ({ probe, figures }) => {
    const {
      startupSeconds,
      budgetSecondsMin,
      budgetSecondsMax,
      killRatioFirst,
      killRatioMax,
      killRatioMean,
      periodSeconds,
      failureThreshold,
      failureThresholdNeeded,
      budgetSecondsNeeded,
      startsAtOnce,
      nodeCores,
    } = figures
    const isCrowded = startsAtOnce !== undefined && nodeCores !== undefined
    const crowd = isCrowded ? ` when ${crowdText(startsAtOnce, nodeCores)}` : ''
    const granted = `the ${probe} probe grants ${seconds(budgetSecondsMin)} to ${seconds(budgetSecondsMax)}, depending on its phase (${times(failureThreshold)} every ${seconds(periodSeconds)}; P3, P9)`
    const first = killRatioFirst === null ? '' : share(killRatioFirst)
    const isEven = share(killRatioMax) === share(killRatioMean)
    const starts = first === '' || (isEven && first === share(killRatioMax)) ? 'starts' : 'restarts'
    const later = isEven
      ? `${share(killRatioMax)} of ${isCrowded ? 'such ' : ''}${starts} are killed`
      : `${share(killRatioMax)} of ${isCrowded ? 'such ' : ''}${starts} are killed in the worst phase, ${share(killRatioMean)} on average`
    const killed =
      starts === 'starts'
        ? later
        : `${first} of ${isCrowded ? 'such ' : ''}first starts are killed (P2), and ${later}`
    return {
      message: `start-up takes up to ${seconds(startupSeconds)} (p99.9)${crowd}, but ${granted}: ${killed}`,
      fix:
        probe === 'startup'
          ? `write failureThreshold: ${failureThresholdNeeded}, which grants at least ${seconds(budgetSecondsNeeded)}`
          : `add a startupProbe with the same handler, periodSeconds: ${periodSeconds} and failureThreshold: ${failureThresholdNeeded}: it grants at least ${seconds(budgetSecondsNeeded)}, and liveness waits for it (P19)`,
    }
  },

  'late-answers': ({ probe, figures, restsOnDefault }) => {
    const { timeoutSeconds, lateRatio, latencySeconds, slowLateRatio, slowLatencySeconds, slowTimeRatio } =
      figures
    const slow =
      slowLateRatio === null || slowLatencySeconds === null
        ? ''
        : `, and ${share(slowLateRatio)} in slow phases (${share(slowTimeRatio)} of the time, p99.9 ${seconds(slowLatencySeconds)})`
    const pauses =
      figures.pauseLateRatio === null
        ? ''
        : `, and pauses make ${share(figures.pauseLateRatio)} of all too late`
    const errors = figures.errorRatio === 0 ? '' : `, and ${share(figures.errorRatio)} are failures`
    const mistake = probe === 'liveness' ? 'false restart' : 'false removal'
    const all =
      figures.containers === 1
        ? ''
        : `, ${readable(threeDigits(figures.mistakesPerMonth * figures.containers))} over its ${counted(figures.containers, 'pod')}`
    const what = settings(figures)
    const then = `${rate(figures.mistakesPerMonthThen, mistake)} per container-month`
    const noticed = `a hang is then noticed after up to ${seconds(figures.noticedSecondsMaxThen)}`
    const late = `take longer than the timeout of ${seconds(timeoutSeconds)} (p99.9 ${seconds(latencySeconds)}${restsOnDefault ? ', the default latency' : ''})`
    const isOnlyErrors = lateRatio === 0 && slow === '' && pauses === '' && errors !== ''
    const answers = isOnlyErrors
      ? `${share(figures.errorRatio)} of the answers of a healthy container are failures`
      : `${share(lateRatio)} of the answers of a healthy container ${late}${slow}${pauses}${errors}`
    return {
      message: `${answers}: ${pauses === '' ? 'if runs fail independently of each other, ' : ''}that is ${rate(figures.mistakesPerMonth, mistake)} per container-month${all}`,
      fix:
        what === ''
          ? `find out why answers fail: no failureThreshold up to ${thresholdMax} leaves at most one false restart a month in the workload`
          : isStillHarmful(figures, probe)
            ? `write ${what}: ${then}, still too many (${readable(threeDigits(figures.mistakesPerMonthThen * figures.containers))} over its ${counted(figures.containers, 'pod')}): find out why answers fail; ${noticed}`
            : `write ${what}: ${then}; ${noticed}`,
    }
  },

  'liveness-before-readiness': ({ figures }) => ({
    message: `a container that hangs is restarted after ${span(figures.livenessSecondsMin, figures.livenessSecondsMax)}, but taken out of traffic only after ${span(figures.readinessSecondsMin, figures.readinessSecondsMax)} (P20), so overload restarts containers before it sheds load`,
    fix: laterLiveness(figures),
  }),

  'liveness-like-readiness': ({ figures }) => ({
    message: `liveness and readiness probes ask the same endpoint with the same numbers: both give up after ${span(figures.livenessSecondsMin, figures.livenessSecondsMax)} (P20), so overload restarts containers instead of shedding load`,
    fix: laterLiveness(figures),
  }),

  'timeout-beyond-period': ({ figures }) => {
    const { timeoutSeconds, periodSeconds, noticedSecondsMax, timeoutSecondsNeeded, noticedSecondsMaxThen } =
      figures
    const late =
      figures.lateRatioAtPeriod === null
        ? 'nobody says how long its answers take, so the timeout is left'
        : `${share(figures.lateRatioAtPeriod)} of healthy answers take longer than ${seconds(periodSeconds)}`
    const [hangs, what] =
      figures.notices === 'hang' ? ['a container hangs', 'a hang'] : ['a port is silent', 'that']
    const write =
      timeoutSecondsNeeded === null
        ? `periodSeconds: ${figures.periodSecondsNeeded}`
        : `timeoutSeconds: ${timeoutSecondsNeeded}`
    return {
      message: `the timeout of ${seconds(timeoutSeconds)} is longer than the period of ${seconds(periodSeconds)}: runs do not overlap, while ${hangs} they follow each other every ${seconds(timeoutSeconds)} (P4), and ${what} is noticed after up to ${seconds(noticedSecondsMax)}`,
      fix: `write ${write}: noticed after up to ${seconds(noticedSecondsMaxThen)} (${late})`,
    }
  },

  'removal-after-drain': ({ figures }) => {
    const { removalSecondsMax, graceSeconds, periodSecondsNeeded, graceSecondsNeeded } = figures
    const grace = `terminationGracePeriodSeconds: ${graceSecondsNeeded}`
    return {
      message: `the container drains (preStop hook) for at most ${seconds(graceSeconds)}, but its readiness probe takes up to ${seconds(removalSecondsMax)} to take traffic away (P20): nothing else does when the liveness probe restarts it, so requests reach it until it is killed`,
      fix: `write ${periodSecondsNeeded === null ? grace : `periodSeconds: ${periodSecondsNeeded}, or ${grace}`}`,
    }
  },

  'long-grace': ({ figures }) => {
    const { graceSeconds, noticedSecondsMax, restartSecondsMax, graceSecondsNeeded, graceOf } = figures
    const kept = graceOf === 'probe' ? '' : `; deletions keep the ${seconds(graceSeconds)} of the pod`
    return {
      message: `a hang is noticed after up to ${seconds(noticedSecondsMax)} (P20), but a process that hangs ignores SIGTERM, so it is killed only after the grace period of ${seconds(graceSeconds)}: after up to ${seconds(restartSecondsMax)} in all (K1)`,
      fix: `write terminationGracePeriodSeconds: ${graceSecondsNeeded} (or what a process that can still end by itself needs) in the livenessProbe: killed after up to ${seconds(figures.restartSecondsMaxThen)}${kept}`,
    }
  },

  'liveness-asks-dependency': ({ figures }) => {
    const { effect, containers, timeoutSeconds, ownSeconds, dependencySeconds, slowdownNeeded } = figures
    const dependency = safeText(figures.dependency)
    const all = containers === 1 ? 'its container is' : `all ${readable(containers)} containers are`
    const restarted = `${all} restarted within ${span(figures.restartSecondsMin, figures.restartSecondsMax)} (P20), which heals nothing`
    const waits =
      dependencySeconds === null
        ? `waits for the answer of ${dependency}, of which no time is known`
        : `waits for the answer of ${dependency} (${seconds(dependencySeconds)} on average, beside ${seconds(ownSeconds)} of its own)`
    const slow =
      slowdownNeeded === null
        ? ''
        : `: once that is ${readable(threeDigits(slowdownNeeded))} times as slow it times out (${seconds(timeoutSeconds)})`
    return {
      message:
        effect === 'fails'
          ? `liveness fails while ${dependency} is down: ${restarted}`
          : `liveness ${waits}${slow}; while that lasts ${restarted}`,
      fix: `answer liveness without ${dependency}, and let readiness depend on it`,
    }
  },

  'liveness-within-outage': ({ figures, restsOnDefault }) => {
    const { fault, atSeconds, outageSeconds, containers, outlastedSeconds, outlastedSecondsThen } = figures
    const spare = seconds(outlastedSecondsThen - outageSeconds)
    const basis = restsOnDefault ? ' (with the default latency)' : ''
    const all = containers === 1 ? 'it' : 'containers that it hits'
    return {
      message: `the scenario has ${article(fault)} of ${seconds(outageSeconds)} from ${readableDuration(atSeconds)} on${basis}, which passes by itself, but liveness may restart ${all} after ${seconds(outlastedSeconds)} of it: the new process meets the same ${faultNouns[fault]}, so the restart fixes nothing`,
      fix: isTooLate(figures)
        ? `${outageHelp(fault)}: a failureThreshold that outlasts it (${figures.failureThresholdNeeded}) would notice a hang that does not pass only after up to ${seconds(figures.noticedSecondsMaxThen)} (now ${seconds(figures.noticedSecondsMax)})`
        : `${outageHelp(fault)}, or write failureThreshold: ${figures.failureThresholdNeeded}: it outlasts ${seconds(outlastedSecondsThen)}, ${spare} longer than this one; a hang that does not pass is then noticed after up to ${seconds(figures.noticedSecondsMaxThen)} (now ${seconds(figures.noticedSecondsMax)})`,
    }
  },

  'liveness-behind-requests': ({ figures }) => {
    const { pods, waitSecondsThen, timeoutSeconds, timeoutSecondsNeeded, podsNeeded, ownSeconds } = figures
    const wait =
      waitSecondsThen === null
        ? 'without end'
        : `up to ${seconds(waitSecondsThen)} (p99.9; its own answer takes ${seconds(ownSeconds)})`
    const load = `${readable(threeDigits(figures.requestsPerSecond))} requests/s of ${safeText(figures.service)}`
    const ways = [
      'answer it by a worker of its own',
      ...(timeoutSecondsNeeded === null ? [] : [`write timeoutSeconds: ${timeoutSecondsNeeded}`]),
      ...(podsNeeded === null ? [] : [`run ${counted(podsNeeded, 'pod')}`]),
    ]
    return {
      message: `liveness waits for a worker with the requests: ${load} keep ${share(figures.busyRatio)} of the workers of ${counted(pods, 'pod')} busy, and ${share(figures.busyRatioThen)} when one pod is missing, so it waits ${wait}, its timeout is ${seconds(timeoutSeconds)}: ${waitSecondsThen === null ? 'the others are restarted' : 'runs of the others fail, and enough of them in a row restart one'} after ${span(figures.restartSecondsMin, figures.restartSecondsMax)} (P20)`,
      fix: ways.length < 2 ? ways.join('') : `${ways.slice(0, -1).join(', ')}, or ${ways.at(-1)}`,
    }
  },

  'restarts-under-load': ({ figures }) => {
    const { pods, podsNeeded, service, requestsPerSecond, busyRatio } = figures
    const spare =
      pods < podsNeeded
        ? `more than its ${counted(pods, 'pod')} can do (${share(busyRatio)}; ${readable(podsNeeded)} can)`
        : `as much as its ${counted(pods, 'pod')} can do (${share(busyRatio)}): none can be missed`
    return {
      message: `${readable(threeDigits(requestsPerSecond))} requests/s of ${safeText(service)} are ${spare}, and probes wait with the requests: ${busyRatio < 1 ? 'once one is missing, ' : ''}all containers are restarted after ${span(figures.livenessSecondsMin, figures.livenessSecondsMax)}, no later than readiness takes them out of traffic, after ${span(figures.readinessSecondsMin, figures.readinessSecondsMax)} (P20)`,
      fix: `answer liveness by a worker of its own, or run ${counted(podsNeeded + 1, 'pod')}; failureThreshold: ${figures.failureThresholdNeeded} or more for liveness lets readiness act first (${seconds(figures.readinessSecondsMax)} at most), which spares some restarts, not all: what waits in a pod keeps its probes waiting`,
    }
  },

  'exec-cost': ({ probe, figures, restsOnDefault }) => {
    const { node, pods, runsPerSecond, cores, coresOfNode, coresOfHttpGet, cpuSecondsPerRun } = figures
    const cost = `${readable(cpuSecondsPerRun * 1000)} ms of CPU a run${restsOnDefault ? ' (the default cost, an estimate)' : ''}`
    return {
      message: `this exec ${probe} probe costs ${readable(cores)} cores on ${safeText(node)}, the node with the most: ${readable(runsPerSecond)} runs/s in ${counted(pods, 'pod')}, ${cost}; all exec probes of that node cost ${readable(coresOfNode)} cores (H5, H9)`,
      fix: `answer it by httpGet, tcpSocket or grpc: ${coresText(coresOfHttpGet)} with httpGet; or probe less often, which notices a hang later`,
    }
  },
}

/** The words of a finding. */
export function findingText(finding: AdviceFinding): FindingText {
  const text = texts[finding.rule] as (finding: AdviceFinding) => FindingText
  return text(finding)
}

function isTooLate({
  noticedSecondsMax,
  noticedSecondsMaxThen,
}: AdviceFindingOf<'liveness-within-outage'>['figures']): boolean {
  return noticedSecondsMaxThen > latenessMax * noticedSecondsMax
}

function article(fault: AdviceFindingOf<'liveness-within-outage'>['figures']['fault']): string {
  return `${fault === 'outage' ? 'an' : 'a'} ${faultNouns[fault]}`
}

const faultNouns = { hang: 'hang', slow: 'slow time', outage: 'outage' }

function laterLiveness(figures: AdviceFindingOf<'liveness-before-readiness'>['figures']): string {
  const { failureThresholdNeeded, livenessSecondsMinThen, livenessSecondsMaxThen, readinessSecondsMax } =
    figures
  return `write failureThreshold: ${failureThresholdNeeded} or more for liveness: restarts then come after ${span(livenessSecondsMinThen, livenessSecondsMaxThen)}, when readiness has failed (${seconds(readinessSecondsMax)} at most, and proxies follow)`
}

/** More false restarts in the workload than one a month, which `recommend` calls harmful too. */
function isStillHarmful(
  { mistakesPerMonthThen, containers }: AdviceFindingOf<'late-answers'>['figures'],
  probe: AdviceFinding['probe'],
): boolean {
  return probe === 'liveness' && mistakesPerMonthThen * containers > limitDefaults['false-restarts-per-month']
}

function settings(figures: AdviceFindingOf<'late-answers'>['figures']): string {
  const named = [
    ['timeoutSeconds', figures.timeoutSecondsNeeded],
    ['periodSeconds', figures.periodSecondsNeeded],
    ['failureThreshold', figures.failureThresholdNeeded],
  ] as const
  const changed = named.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
  return changed.length < 2 ? changed.join('') : `${changed.slice(0, -1).join(', ')} and ${changed.at(-1)}`
}

/** Settings are whole seconds; what is not comes from a law, of which three digits are enough. */
function seconds(value: number): string {
  if (value === Infinity) return 'never'
  return `${readable(Number.isInteger(value) ? value : threeDigits(value))} s`
}

function span(from: number, to: number): string {
  return `${readable(from)} to ${seconds(to)}`
}

function coresText(cores: number): string {
  return cores > 0 && cores < 0.001 ? 'less than 0.001 cores' : `${readable(cores)} cores`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${readable(count)} times`
}

/** Two digits: the law behind it is not known better. */
function share(ratio: number): string {
  return percent(ratio < 0.99 ? Number(ratio.toPrecision(2)) : ratio)
}

/** `0.3 false restarts`; what is not quite none is not rounded to none. */
function rate(perMonth: number, mistake: string): string {
  if (perMonth > 0 && perMonth < 0.001) return `less than 0.001 ${mistake}s`
  return counted(threeDigits(perMonth), mistake)
}
