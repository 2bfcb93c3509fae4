/** Behaviors that would keep a simulation busy without end: refused where they are written. */
import {
  type BehaviorSpec,
  type ContainerSpec,
  leastMean,
  type PerIncarnation,
  type PhasesSpec,
  phasesProblem,
} from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'

export type EndlessGround = {
  readonly durationUs: number
  /** With overheads `ideal` a restart takes no time. */
  readonly isIdeal: boolean
}

/** Reports what of a container's behavior has no end. Behaviors are shared: each is looked at once for its phases. */
export class EndlessCheck {
  private readonly ground: EndlessGround
  private readonly report: Report
  private readonly seen = new Set<BehaviorSpec>()

  constructor(ground: EndlessGround, report: Report) {
    this.ground = ground
    this.report = report
  }

  check(container: ContainerSpec, at: Located): void {
    const { behavior } = container
    this.checkRestarts(container, at)
    if (this.seen.has(behavior)) return
    this.seen.add(behavior)
    this.checkPhases(behavior.slow, at.get('slow'))
    this.checkPhases(behavior.pause, at.get('pause'))
  }

  private checkPhases(phases: PhasesSpec | undefined, at: Located): void {
    const problem = phases && phasesProblem(phases, this.ground.durationUs)
    if (problem === undefined) return
    this.report.error(
      'endless-behavior',
      at,
      `${at.pathText} ${problem}`,
      'write longer times, or model what is this short as latency',
    )
  }

  /** B10: restarts of all containers have no back-off; only what a start and a life take separates them. */
  private checkRestarts({ restartRules, behavior, postStart }: ContainerSpec, at: Located): void {
    const restartsAll = restartRules?.some(({ action }) => action === 'RestartAllContainers') ?? false
    if (!restartsAll || !this.ground.isIdeal || !takesNoTime(behavior.start)) return
    const ends = [behavior.crash.after, behavior.complete.after]
    const failsAtOnce = postStart?.fails === true && leastMean(postStart.length) === 0
    if (!failsAtOnce && !ends.some(takesNoTime)) return
    this.report.error(
      'endless-behavior',
      at,
      `${at.pathText} starts and ends in no time, with overheads: ideal, under a rule that restarts all containers at once; expected a start or a life that lasts`,
      'write start: 200ms or a later crash, or leave overheads at typical',
    )
  }
}

/** Of incarnations from some number on. */
function takesNoTime(times: PerIncarnation): boolean {
  return leastMean(times[times.length - 1]) === 0
}
