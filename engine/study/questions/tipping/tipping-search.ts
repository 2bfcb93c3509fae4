/**
 * Where a condition turns, over the steps of a span: bisection of a condition that is known by samples only. A step gets replications - each look twice as
 * many - until its state is sure; where the most of them leave it undecided, the search goes on on both sides of it, so the answer is as wide as chance
 * makes it. At the end the two steps that bound the answer get all replications, which they have to survive, and steps outside are
 * tried, for a condition may turn more than once.
 *
 * All states are right together with probability 0.95: error is shared out evenly over looks, and over the steps that there may be (Bonferroni). So it does not
 * matter that steps have common random numbers, nor which steps the samples of others lead to.
 */
import type { Threshold } from '../../../contract/run-result.ts'
import { basisOf, type TippingResult, type TriedPoint, type Turn } from '../../../contract/tipping-result.ts'
import { confidence } from '../../statistics/estimates.ts'
import { countMeeting, decidePoint, type PointDecision, type Sample } from './point-decision.ts'

export type Needed = { readonly step: number; readonly first: number; readonly last: number }

export type TippingQuestion = {
  readonly condition: Threshold
  /** The last step, 1 or more. */
  readonly lastStep: number
  /** A step between two that are not neighbours. */
  readonly middle: (low: number, high: number) => number
  /** Of each step, before and at most; 2 or more. */
  readonly replicationsMin: number
  readonly replicationsMax: number
  /** The samples of replications `first` to `last` of each step, in order. */
  readonly sample: (needed: readonly Needed[]) => Promise<readonly (readonly Sample[])[]>
}

/** Steps beyond those that bisection takes if nothing is left to chance: for undecided ones. */
const sparePoints = 10
/** Steps that are tried outside the answer, on each side. */
const checksPerSide = 2

export async function findTurn(question: TippingQuestion): Promise<TippingResult> {
  return new TippingSearch(question).run()
}

class TippingSearch {
  private readonly question: TippingQuestion
  private readonly points = new Map<number, StepStudy>()
  private readonly level: number
  /** Tries that the search may have; those outside the answer do not count. */
  private readonly triesMax: number
  private isNarrow = true

  constructor(question: TippingQuestion) {
    this.question = question
    const { replicationsMin, replicationsMax, lastStep } = question
    let looks = 1
    for (let count = replicationsMin; count < replicationsMax; count *= 2) looks++
    this.triesMax = Math.ceil(Math.log2(lastStep)) + 2 + sparePoints
    this.level = 1 - (1 - confidence) / this.triesMax / looks
  }

  async run(): Promise<TippingResult> {
    const { lastStep, condition, replicationsMax } = this.question
    await this.decide([0, lastStep])
    if (this.turns().length === 0)
      for (const quarter of [2, 1, 3]) {
        const step = Math.round((lastStep * quarter) / 4)
        if (step > 0 && step < lastStep && this.turns().length === 0) await this.decide([step])
      }
    const found = this.turns().length === 0 ? null : await this.narrow(this.turns()[0])
    if (found !== null) await this.lookOutside(found)
    return {
      condition,
      points: [...this.points.values()]
        .sort((a, b) => a.step - b.step)
        .map((point) => point.tried(condition)),
      turns: this.turns(),
      found,
      isNarrow: this.isNarrow,
      basis: basisOf(condition),
      replicationsMax,
    }
  }

  /** Until both bounds have all replications, and nothing between them can be narrowed. */
  private async narrow(start: Turn): Promise<Turn | null> {
    let turn: Turn | undefined = start
    while (turn !== undefined) {
      const step = this.nextStep(turn)
      if (step !== undefined && this.points.size < this.triesMax) await this.decide([step])
      else {
        if (step !== undefined) this.isNarrow = false
        const bounds = [turn.from, turn.to]
        if (bounds.every((each) => this.points.get(each)!.isWhole)) return turn
        await this.decide(bounds, true)
      }
      turn = this.turnWithin(start)
    }
    return null
  }

  /** The turn that is being narrowed: the first among those that are left of it. */
  private turnWithin({ from, to }: Turn): Turn | undefined {
    const turns = this.turns()
    return turns.find((turn) => turn.from >= from && turn.to <= to) ?? turns[0]
  }

  /** A step to try between the bounds of a turn; undefined where the answer is as narrow as it can be. */
  private nextStep({ from, to }: Turn): number | undefined {
    const between = [...this.points.keys()].filter((step) => step > from && step < to).sort((a, b) => a - b)
    const { middle } = this.question
    if (between.length === 0) return to - from > 1 ? middle(from, to) : undefined
    const [first, last] = [between[0], between[between.length - 1]]
    // A gap that is small beside what is undecided tells little more.
    const enough = Math.max(1, Math.floor((last - first) / 4))
    const [below, above] = [first - from, to - last]
    if (Math.max(below, above) <= enough) return undefined
    return below >= above ? middle(from, first) : middle(last, to)
  }

  private async lookOutside({ from, to }: Turn): Promise<void> {
    const { lastStep } = this.question
    const sides = [
      [0, from],
      [to, lastStep],
    ] as const
    for (const [low, high] of sides)
      for (let check = 0; check < checksPerSide; check++) {
        const gap = this.widestGap(low, high)
        if (gap !== undefined) await this.decide([this.question.middle(...gap)])
      }
  }

  private widestGap(low: number, high: number): [number, number] | undefined {
    const steps = [...this.points.keys()].filter((step) => step >= low && step <= high).sort((a, b) => a - b)
    let widest: [number, number] | undefined
    for (let at = 1; at < steps.length; at++) {
      const [from, to] = [steps[at - 1], steps[at]]
      if (to - from > Math.max(1, widest === undefined ? 1 : widest[1] - widest[0])) widest = [from, to]
    }
    return widest
  }

  private turns(): Turn[] {
    const sure = [...this.points.values()]
      .filter(({ state }) => state === 'holds' || state === 'fails')
      .sort((a, b) => a.step - b.step)
    return sure.flatMap(({ step, state }, index) => {
      const before = sure[index - 1]
      if (before === undefined || before.state === state) return []
      return [{ from: before.step, to: step, becomes: state as Turn['becomes'] }]
    })
  }

  /** Adds replications to steps until each is sure, or has all of them. */
  private async decide(steps: readonly number[], isWhole = false): Promise<void> {
    const { condition, replicationsMin, replicationsMax, sample } = this.question
    for (const step of steps)
      if (!this.points.has(step)) this.points.set(step, new StepStudy(step, this.points.size + 1))
    const studies = steps.map((step) => this.points.get(step)!)
    for (;;) {
      const left = studies.filter((study) => !study.isWhole && (isWhole || !study.isSure))
      if (left.length === 0) return
      const needed = left.map(({ step, replications }) => ({
        step,
        first: replications + 1,
        last: Math.min(
          replicationsMax,
          isWhole ? replicationsMax : replications === 0 ? replicationsMin : 2 * replications,
        ),
      }))
      const samples = await sample(needed)
      for (const [index, study] of left.entries())
        study.add(condition, samples[index], this.level, needed[index].last === replicationsMax)
    }
  }
}

/** What is known of one step. */
class StepStudy {
  readonly step: number
  private readonly order: number
  private readonly samples: Sample[] = []
  private decision: PointDecision = { state: 'undecided', value: null, interval: null }
  isWhole = false

  constructor(step: number, order: number) {
    this.step = step
    this.order = order
  }

  get replications(): number {
    return this.samples.length
  }

  get state(): TriedPoint['state'] {
    return this.decision.state
  }

  get isSure(): boolean {
    return this.state === 'holds' || this.state === 'fails'
  }

  add(condition: Threshold, samples: readonly Sample[], level: number, isWhole: boolean): void {
    this.samples.push(...samples)
    this.isWhole = isWhole
    this.decision = decidePoint(condition, this.samples, level, isWhole)
  }

  tried(condition: Threshold): TriedPoint {
    const { value, interval, state } = this.decision
    return {
      step: this.step,
      order: this.order,
      replications: this.replications,
      ...countMeeting(condition, this.samples),
      value,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      state,
    }
  }
}
