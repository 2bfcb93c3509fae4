/**
 * What comes to a process while it stands still: how long that takes is known when it goes on. The first request waits for the whole pause, the last one for what
 * came before it.
 */
import { usPerSecond } from '../../../kernel/time.ts'
import { waitRung } from '../ladder.ts'
import type { Cohort } from './cohort.ts'
import type { ServiceLoad } from './service-load.ts'

/** Parts of a stretch, each with one wait. */
const parts = 16
/** Rates that differ by less are the same. */
const sameRate = 0.01

/** Requests came evenly. */
type Stretch = { readonly fromUs: number; toUs: number; came: number }

/** Requests that have come to each of some pods in a pause that holds now. */
export class PausedRequests {
  readonly beganUs: number
  private readonly stretches: Stretch[]

  constructor(beganUs: number, stretches: readonly Stretch[] = []) {
    this.beganUs = beganUs
    this.stretches = stretches.map((stretch) => ({ ...stretch }))
  }

  /** The same pause of a pod to which another number comes from now on. */
  copy(): PausedRequests {
    return new PausedRequests(this.beganUs, this.stretches)
  }

  add(fromUs: number, toUs: number, came: number): void {
    if (came === 0) return
    const last = this.stretches.at(-1)
    if (last !== undefined && last.toUs === fromUs && isSameRate(last, came / (toUs - fromUs))) {
      last.toUs = toUs
      last.came += came
    } else this.stretches.push({ fromUs, toUs, came })
  }

  get count(): number {
    return this.stretches.reduce((sum, { came }) => sum + came, 0)
  }

  /**
   * They go on now. @returns requests of each whose clients have given up, or will, and that have not failed by an error.
   */
  answer(load: ServiceLoad, { backlog, drain, table }: Cohort): number {
    if (table === undefined) return 0
    const { responses } = load.setting
    let before = Math.max(0, backlog - this.count)
    let late = 0
    for (const { fromUs, toUs, came } of this.stretches) {
      for (let part = 0; part < parts; part++) {
        const share = (part + 0.5) / parts
        const pauseUs = load.sinceUs - fromUs - (toUs - fromUs) * share
        const waitUs = pauseUs + ((before + came * share) / drain) * usPerSecond
        const level = responses.afterBacklog(table, waitRung(waitUs))
        level.answered += (came / parts) * (1 - level.lateShare)
        late += (came / parts) * level.lateShare
      }
      before += came
    }
    return late * (1 - load.errorShare)
  }
}

function isSameRate({ fromUs, toUs, came }: Stretch, rate: number): boolean {
  return Math.abs(came / (toUs - fromUs) - rate) <= sameRate * rate
}

/** Rung of the time that what waits takes from now on. */
export function rungWhenGoingOn({ backlog, drain, floor }: Cohort): number {
  const rung = backlog === 0 ? 0 : waitRung((backlog / drain) * usPerSecond)
  return rung <= floor ? 0 : rung
}
