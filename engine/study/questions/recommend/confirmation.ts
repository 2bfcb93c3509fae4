/** Settings that a formula has chosen, confirmed by simulation where it is not exact. */
import { type ClusterSpec, workloadLabel } from '../../../contract/cluster-spec.ts'
import type { MistakeCount, Question, RatedSetting } from '../../../contract/recommendation.ts'
import { isNear } from '../../statistics/limit-test.ts'
import type { Candidates } from './candidates.ts'
import { type Choice, choose } from './choice.ts'
import { MistakeStudy } from './mistake-study.ts'
import type { NodeLoads } from './node-loads.ts'
import type { ProbeCase } from './probe-case.ts'
import { breathe, type RecommendOptions, simulationOptions } from './recommend-options.ts'
import { settingKey } from './search-space.ts'

/** Simulates what a choice rests on, until it holds. */
export class Confirmation {
  readonly #spec: ClusterSpec
  readonly #options: RecommendOptions
  #probes = 0
  readonly #counts = new Map<ProbeCase, Map<string, MistakeCount>>()

  constructor(spec: ClusterSpec, options: RecommendOptions) {
    this.#spec = spec
    this.#options = options
  }

  /** What was counted, if the setting was simulated. */
  countOf(probe: ProbeCase, { setting }: RatedSetting): MistakeCount | undefined {
    return this.#counts.get(probe)?.get(settingKey(setting))
  }

  async choose(candidates: readonly Candidates[], nodes: NodeLoads, question: Question): Promise<Choice> {
    this.#probes = candidates.filter(({ needsSimulation }) => needsSimulation).length
    for (;;) {
      await breathe(this.#options.signal)
      const choice = choose(candidates, nodes, question)
      let isConfirmed = true
      for (const [index, candidate] of candidates.entries()) {
        const rated = choice.rated[index]
        if (rated === undefined || !candidate.needsSimulation || (await this.holds(candidate, rated)))
          continue
        candidate.reject(rated)
        isConfirmed = false
      }
      if (isConfirmed) return choice
    }
  }

  /** The figures of a setting, by the simulation where it has refuted the formula. */
  seen({ rated: probe }: Candidates, rated: RatedSetting): RatedSetting {
    const count = this.countOf(probe, rated)
    return count === undefined ? rated : probe.counted(rated, count)
  }

  /** Counts what the present settings do, where a formula is not exact. */
  async countPresent(candidates: readonly Candidates[]): Promise<void> {
    for (const candidate of candidates)
      if (candidate.needsSimulation) await this.#count(candidate, candidate.present)
  }

  /** Whether a setting keeps the limit on mistakes: as counted, if that is near enough, or, where the simulation cannot tell, by the formula. */
  async holds(candidate: Candidates, rated: RatedSetting): Promise<boolean> {
    if (candidate.isUnlimited(rated)) {
      await this.#count(candidate, rated)
      return true
    }
    const { perMonth, perMonthLow, perMonthHigh } = await this.#count(candidate, rated)
    const most = candidate.mistakesPerMonthMax
    if (perMonthHigh <= most) return true
    if (isNear({ low: perMonthLow, high: perMonthHigh }, most)) return perMonth <= most
    return perMonthLow <= most && rated.mistakesPerMonth! <= most
  }

  async #count(
    { rated: probe, mistakesPerMonthMax }: Candidates,
    rated: RatedSetting,
  ): Promise<MistakeCount> {
    const counts = this.#counts.get(probe) ?? new Map<string, MistakeCount>()
    this.#counts.set(probe, counts)
    const key = settingKey(rated.setting)
    let count = counts.get(key)
    if (count === undefined) {
      const { workload, container, type } = probe
      this.#options.onStep?.(`simulating ${type} ${key} of ${workloadLabel(workload)}, ${container.name}`)
      const study = new MistakeStudy(this.#spec, probe, mistakesPerMonthMax, {
        ...simulationOptions(this.#options),
        probes: this.#options.studies ?? this.#probes,
      })
      count = await study.count(rated.setting, counts.size + 1)
      counts.set(key, count)
    }
    return count
  }
}
