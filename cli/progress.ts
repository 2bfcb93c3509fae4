/**
 * How far a run is, on standard error: a bar with rate and remaining time on a terminal, elsewhere a line
 * every second.
 */
import type { SingleBar } from 'cli-progress'
import { counted, readable, readableDuration, threeDigits } from '../reports/readable.ts'

export type RunProgress = {
  /** From 1. */
  readonly replication: number
  readonly replications: number
  readonly simulatedSeconds: number
  readonly durationSeconds: number
  readonly events: number
}

export type ProgressDisplay<Progress = RunProgress> = {
  update(progress: Progress): void
  stop(): void
}

/** Progress in words. */
export type ProgressWords = {
  /** [0, 1]. */
  readonly done: number
  readonly what: string
  /** `3,600 x real time`. */
  readonly rate: string
}

/** @param elapsedMs since the display began. */
export type DescribeProgress<Progress> = (progress: Progress, elapsedMs: number) => ProgressWords

const firstLineMs = 1000
const nextLineMs = 1000

export async function showProgress<Progress = RunProgress>(
  stream: NodeJS.WriteStream,
  quiet: boolean,
  describe: DescribeProgress<Progress>,
): Promise<ProgressDisplay<Progress>> {
  if (quiet) return { update() {}, stop() {} }
  const forward = neverBack(describe)
  if (!stream.isTTY) return progressLines(stream, forward)
  const { SingleBar } = (await import('cli-progress')).default
  return progressBar(
    new SingleBar({
      stream,
      format: '{bar} {percentage}% | {what} | {rate} | {remaining} left',
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      linewrap: true,
    }),
    forward,
  )
}

/** Replications run beside each other and report in turn: what is done stays done. */
export function neverBack<Progress>(describe: DescribeProgress<Progress>): DescribeProgress<Progress> {
  let done = 0
  return (progress, elapsedMs) => {
    const words = describe(progress, elapsedMs)
    done = Math.max(done, words.done)
    return { ...words, done }
  }
}

function progressBar<Progress>(
  bar: SingleBar,
  describe: DescribeProgress<Progress>,
): ProgressDisplay<Progress> {
  const startedAtMs = performance.now()
  bar.start(1, 0, { what: 'starting', rate: '-', remaining: '-' })
  return {
    update(progress) {
      const elapsedMs = performance.now() - startedAtMs
      const words = describe(progress, elapsedMs)
      bar.update(words.done, { ...words, remaining: remainingText(words.done, elapsedMs) })
    },
    stop: () => bar.stop(),
  }
}

export function progressLines<Progress>(
  stream: { write(text: string): unknown },
  describe: DescribeProgress<Progress>,
  now = () => performance.now(),
): ProgressDisplay<Progress> {
  const startedAtMs = now()
  let nextAtMs = startedAtMs + firstLineMs
  return {
    update(progress) {
      const nowMs = now()
      if (nowMs < nextAtMs) return
      nextAtMs = nowMs + nextLineMs
      const elapsedMs = nowMs - startedAtMs
      const { done, what, rate } = describe(progress, elapsedMs)
      if (done === 1) return
      const percentage = Math.floor(done * 100)
      stream.write(`${percentage}% | ${what} | ${rate} | ${remainingText(done, elapsedMs)} left\n`)
    },
    stop() {},
  }
}

function remainingText(done: number, elapsedMs: number): string {
  return done > 0 ? readableDuration(Math.ceil((elapsedMs * (1 - done)) / done / 1000)) : '-'
}

/** The rate is the mean since the start. */
export function describeRun(progress: RunProgress, elapsedMs: number): ProgressWords {
  const { replication, replications, simulatedSeconds, durationSeconds } = progress
  const simulatedMs = ((replication - 1) * durationSeconds + simulatedSeconds) * 1000
  const part = replications > 1 ? ` of replication ${replication}/${replications}` : ''
  return {
    done: Math.min(1, (replication - 1 + simulatedSeconds / durationSeconds) / replications),
    what: `${readableDuration(Math.floor(simulatedSeconds))} of ${readableDuration(durationSeconds)}${part}`,
    rate: `${elapsedMs > 0 ? readable(Math.round(simulatedMs / elapsedMs)) : '-'} x real time`,
  }
}

/** Of a sweep: costs tell how far it is, cells how fast. */
export type SweepProgress = {
  /** Finished by this process. */
  readonly cells: number
  readonly cost: number
  /** All that this process has to do. */
  readonly cellsTotal: number
  readonly costTotal: number
}

export function describeSweep(progress: SweepProgress, elapsedMs: number): ProgressWords {
  const { cells, cost, cellsTotal, costTotal } = progress
  return {
    done: Math.min(1, cost / costTotal),
    what: `${readable(cells)} of ${counted(cellsTotal, 'cell')}`,
    rate: `${elapsedMs > 0 ? readable(threeDigits((cells / elapsedMs) * 1000)) : '-'} cells/s`,
  }
}

/** Of a search: values that were tried tell how far it is, replications how fast. */
export type SearchProgress = { readonly points: number; readonly replications: number }

/** @param expected values, each of so many replications, if nothing is left to chance; a search may take more. */
export function describeSearch(expected: number, each: number): DescribeProgress<SearchProgress> {
  return ({ points, replications }, elapsedMs) => ({
    done: Math.min(0.99, Math.max(points - 1, 0) / expected, replications / (expected * each)),
    what: `${counted(points, 'value')} tried`,
    rate: `${elapsedMs > 0 ? readable(threeDigits((replications / elapsedMs) * 1000)) : '-'} replications/s`,
  })
}
