/** What is said of a startup probe. */

import {
  type Evidence,
  limitDefaults,
  type Question,
  type RatedSetting,
} from '../../../contract/recommendation.ts'
import { nothingNear, slowdown } from './candidates.ts'
import { isLittle } from './known.ts'
import type { ProbeCase } from './probe-case.ts'
import { drawsCount } from './probe-evidence.ts'
import type { Finding } from './probe-finding.ts'
import { settingKey } from './search-space.ts'
import { startupSetting } from './startup-candidates.ts'

export function startupFinding(probe: ProbeCase, { limits }: Question): Finding {
  const named = limits['startup-kill-probability']
  const most = named ?? limitDefaults['startup-kill-probability']
  const current = probe.rate(probe.current)
  const recommended = startupSetting(probe, most, named !== null) ?? null
  const slower = probe.slower(slowdown)
  const isBroken = killOf(probe, current) > most
  const isChanged = recommended === null || settingKey(recommended.setting) !== settingKey(current.setting)
  const { knowsStarts: isKnown } = probe
  return {
    detectWithinSeconds: null,
    mistakesPerMonthMax: null,
    severity: isBroken
      ? named === null
        ? 'harmful'
        : 'broken'
      : !isKnown
        ? 'unknown'
        : isChanged
          ? 'better'
          : isLittle(probe.knownBy, 'startup', true)
            ? 'unknown'
            : 'leave',
    isKnown,
    knownBy: probe.knownBy,
    current,
    currentBreaks: isBroken ? ['startup-kill-probability'] : [],
    recommended,
    better: null,
    calmer: null,
    addedStartup: null,
    evidence: evidenceOf(probe, recommended ?? current, most),
    neighbours: [],
    infeasibility: recommended === null ? { ...nothingNear, binding: ['startup-kill-probability'] } : null,
    whenTwiceAsSlow: startupSetting(slower, most, named !== null) ?? null,
    recommendedWhenTwiceAsSlow: recommended === null ? null : slower.rate(recommended.setting),
    front: [],
    worth: null,
    happened: null,
  }
}

/** The probability that a start is cut short, as far as observations tell. */
function killOf(probe: ProbeCase, { setting, startKillProbability }: RatedSetting): number {
  return Math.max(startKillProbability!, probe.drawn((draw) => draw.startKill(setting)) ?? 0)
}

function evidenceOf(probe: ProbeCase, { setting }: RatedSetting, most: number): Evidence {
  const { knownBy, draws, knowsStarts } = probe
  const count = knownBy.from === 'observations' ? knownBy.count : null
  return {
    basis: !knowsStarts ? 'unknown' : isLittle(knownBy, 'startup', true) ? 'few' : 'formula',
    simulation: null,
    draws: draws.length === 0 ? null : drawsCount(probe, (draw) => draw.startKill(setting), most, count),
    togetherPerMonth: null,
  }
}
