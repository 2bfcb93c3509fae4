/** What was asked for, in words. */
import {
  type LimitName,
  type Limits,
  limitDefaults,
  type ProbeRecommendation,
  type Recommendation,
} from '../../engine/contract/recommendation.ts'
import { counted, percent, readable, readableDuration } from '../readable.ts'
import { probability } from './mistake-text.ts'

const limitNames: readonly LimitName[] = [
  'detect-within',
  'remove-within',
  'false-restarts-per-month',
  'startup-kill-probability',
  'false-removals-per-month',
  'outlast',
  'max-probes-per-node',
  'max-probe-cpu',
]

/** Of which probes a limit speaks; absent = of all. */
const probeOfLimit: Partial<Record<LimitName, readonly string[]>> = {
  'detect-within': ['liveness'],
  'remove-within': ['readiness'],
  'false-restarts-per-month': ['liveness'],
  'false-removals-per-month': ['readiness'],
  'startup-kill-probability': ['startup', 'liveness'],
  outlast: ['liveness'],
}

/** Whether the scenario itself has an outage that its liveness probe should outlast. */
function hasToOutlast({ probe, standstill, currentBreaks }: ProbeRecommendation): boolean {
  if (probe !== 'liveness' || standstill === undefined || standstill.of === 'pause') return false
  return currentBreaks.includes('outlast')
}

/** What was asked for, as far as it concerns the probes of the input: sentences without a full stop. */
export function questionText({
  question: { limits, objective, all },
  probes,
}: Pick<Recommendation, 'question' | 'probes'>): string[] {
  const mayBeNull: readonly LimitName[] = [
    'detect-within',
    'remove-within',
    'false-restarts-per-month',
    'false-removals-per-month',
    'startup-kill-probability',
  ]
  const names = limitNames.filter((name) => {
    const about = probeOfLimit[name]
    const concerns = about === undefined || probes.some(({ probe }) => about.includes(probe))
    if (name === 'outlast' && limits.outlast === null) return probes.some(hasToOutlast)
    return concerns && (limits[name] !== null || mayBeNull.includes(name))
  })
  const goals = {
    robust: `the fewest mistakes within the limits, and no change without a reason${all === true ? '; what would only be better changes too' : ''}`,
    'probe-load': 'the fewest probe runs that keep the limits',
    detection: 'the soonest detection that keeps the limits',
  } as const
  const waits =
    names.includes('outlast') && limits['detect-within'] === null ? ', unless it has to outlast more' : ''
  return [
    goals[objective],
    ...names.map((name) => `${limitText(name, limits)}${name === 'detect-within' ? waits : ''}`),
  ]
}

export function limitText(name: LimitName, limits: Limits): string {
  const value = limits[name]
  switch (name) {
    case 'detect-within':
      return `a hang noticed by the liveness probe ${value === null ? 'no later than now' : `within ${readableDuration(value)}`}, in the worst case`
    case 'remove-within':
      return `a hung pod unready ${value === null ? 'no later than now' : `within ${readableDuration(value)}`}, in the worst case`
    case 'false-restarts-per-month':
      return `at most ${counted(value ?? limitDefaults[name], 'false restart')} a month in each workload${value === null ? ' (a default: more of them count as harmful)' : ''}`
    case 'false-removals-per-month':
      return value === null
        ? 'no more false removals than now in each workload, or than one a month'
        : `at most ${counted(value, 'false removal')} a month in each workload`
    case 'startup-kill-probability':
      return `a start cut short with a probability of at most ${probability(value ?? limitDefaults[name])}${value === null ? ' (a default: no budget gets smaller)' : ''}`
    case 'outlast':
      return value === null
        ? 'no restart in an outage of the scenario that passes by itself (a default: --detect-within puts detection first)'
        : `no restart of a container that stands still for ${readableDuration(value)} and goes on by itself`
    case 'max-probes-per-node':
      return `at most ${readable(value!)} probe runs a second on each node`
    case 'max-probe-cpu':
      return `at most ${percent(value!)} of each node's processors for probes`
  }
}
