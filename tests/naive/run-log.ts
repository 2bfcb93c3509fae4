/** What a run of the naive model leaves behind, in the words of the output contract. */
import type { ProbeTypeName, StartRow } from '../../engine/index.ts'

export type NaiveRun = {
  readonly beginUs: number
  readonly endUs: number
  readonly container: string
  readonly probe: ProbeTypeName
  readonly result: 'success' | 'warning' | 'failure' | 'timeout' | 'error'
  readonly resultRun: number
  readonly published: '' | 'success' | 'failure'
}

export type NaiveStart = Pick<
  StartRow,
  | 'timeSeconds'
  | 'container'
  | 'restartCount'
  | 'cause'
  | 'previousExitCode'
  | 'previousFinishedSeconds'
  | 'backoffSeconds'
  | 'waitedSeconds'
  | 'falseRestart'
>

export class RunLog {
  readonly runs: NaiveRun[] = []
  readonly starts: NaiveStart[] = []
  readonly readiness: { readonly timeUs: number; readonly isReady: boolean }[] = []
  /** The rules leave the order of two things to chance (P4), so nothing that follows can be compared. */
  isUncertain = false
  /** A pod that is being deleted counts neither as ready nor as unready. */
  deletedAtUs = Infinity

  run(run: NaiveRun): void {
    this.runs.push(run)
  }

  start(start: NaiveStart): void {
    this.starts.push(start)
  }

  ready(timeUs: number, isReady: boolean): void {
    if (timeUs >= this.deletedAtUs) return
    this.readiness.push({ timeUs, isReady })
  }
}
