/** How a container behaves, part by part, as scenarios write it: what two results are compared by. */
import type {
  BehaviorSpec,
  DistributionSpec,
  PhasesSpec,
  SlowPhasesSpec,
} from '../engine/contract/cluster-spec.ts'
import { percent, readable } from '../reports/readable.ts'
import { lawText, timeText } from '../scenarios/calibrate/law-text.ts'

const probeTypes = ['startup', 'readiness', 'liveness'] as const

/** `{ "latency": "{ lognormal: { median: 5ms, sigma: 1 } }", "errors": "2 %" }`; what never happens is not in it. */
export function behaviorTexts(behavior: BehaviorSpec): Record<string, string> {
  const { start, startup, latency, errorRate, slow, pause, hang, crash, complete, shutdown } = behavior
  const latencies = probeTypes.map((type) => wordsOf(latency[type]))
  const isOne = new Set(latencies).size === 1
  const all: Record<string, string | undefined> = {
    start: each(start),
    startup: each(startup),
    ...(isOne
      ? { latency: latencies[0] }
      : Object.fromEntries(probeTypes.map((type, index) => [`latency of ${type}`, latencies[index]]))),
    errors: errorRate === 0 ? undefined : percent(errorRate),
    slow: slow && slowText(slow),
    pause: pause && phasesText(pause),
    hang: each(hang.after),
    crash: each(crash.after),
    complete: each(complete.after),
    shutdown: each(shutdown.after),
    probes: behavior.probes,
    script: behavior.script.length === 0 ? undefined : JSON.stringify(behavior.script),
  }
  return Object.fromEntries(
    Object.entries(all).filter(
      (part): part is [string, string] => part[1] !== undefined && part[1] !== 'never',
    ),
  )
}

/** One for each incarnation. */
function each(laws: readonly DistributionSpec[]): string {
  return laws.map(wordsOf).join(', then ')
}

function phasesText({ every, for: length }: PhasesSpec): string {
  return `every ${wordsOf(every)} for ${wordsOf(length)}`
}

function slowText(slow: SlowPhasesSpec): string {
  const scope = slow.scope === undefined ? '' : `, scope ${slow.scope}`
  return `${phasesText(slow)}, factor ${slow.factor}${scope}${slow.survivesRestart ? ', survives restarts' : ''}`
}

/** Of so many values a text would hold all. */
const valuesMax = 10

export function wordsOf(law: DistributionSpec): string {
  switch (law.kind) {
    case 'never':
      return 'never'
    case 'constant':
      return law.value === 0 ? '0s' : timeText(law.value)
    case 'normal':
      return `{ normal: { mean: ${timeText(law.mean)}, sd: ${timeText(law.sd)} } }`
    case 'pareto':
      return `{ pareto: { min: ${timeText(law.min)}, alpha: ${law.alpha} } }`
    case 'empirical': {
      if (law.values.length <= valuesMax) return lawText(law)
      const mean = law.values.reduce((sum, value) => sum + value, 0) / law.values.length
      return `${readable(law.values.length)} values, ${timeText(mean)} on average`
    }
    case 'mixture':
      return `{ mixture: [${law.parts.map(({ weight, of }) => `{ weight: ${weight}, of: ${wordsOf(of)} }`).join(', ')}] }`
    default:
      return lawText(law)
  }
}
