/**
 * How far a run is, on standard error: a bar with rate and remaining time on a terminal, elsewhere a line
 * every few seconds.
 */
import type { SingleBar } from 'cli-progress'
import { readable, readableDuration } from '../reports/readable.ts'

export type RunProgress = {
  /** From 1. */
  readonly replication: number
  readonly replications: number
  readonly simulatedSeconds: number
  readonly durationSeconds: number
  readonly events: number
}

export type ProgressDisplay = {
  update(progress: RunProgress): void
  stop(): void
}

const firstLineMs = 3000
const nextLineMs = 5000

export async function showProgress(stream: NodeJS.WriteStream, quiet: boolean): Promise<ProgressDisplay> {
  if (quiet) return { update() {}, stop() {} }
  if (!stream.isTTY) return progressLines(stream)
  const { SingleBar } = (await import('cli-progress')).default
  return progressBar(
    new SingleBar({
      stream,
      format: '{bar} {percentage}% | {simulated} | {rate} events/s | {remaining} left',
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      linewrap: true,
    }),
  )
}

function progressBar(bar: SingleBar): ProgressDisplay {
  const startedAtMs = performance.now()
  bar.start(1, 0, { simulated: 'starting', rate: '-', remaining: '-' })
  return {
    update(progress) {
      bar.update(fractionDone(progress), fields(progress, performance.now() - startedAtMs))
    },
    stop: () => bar.stop(),
  }
}

export function progressLines(
  stream: { write(text: string): unknown },
  now = () => performance.now(),
): ProgressDisplay {
  const startedAtMs = now()
  let nextAtMs = startedAtMs + firstLineMs
  return {
    update(progress) {
      const nowMs = now()
      if (nowMs < nextAtMs) return
      nextAtMs = nowMs + nextLineMs
      const { simulated, rate, remaining } = fields(progress, nowMs - startedAtMs)
      const percentage = Math.floor(fractionDone(progress) * 100)
      stream.write(`${percentage}% | ${simulated} | ${rate} events/s | ${remaining} left\n`)
    },
    stop() {},
  }
}

/** Of all replications, [0, 1]. */
function fractionDone({ replication, replications, simulatedSeconds, durationSeconds }: RunProgress): number {
  return Math.min(1, (replication - 1 + simulatedSeconds / durationSeconds) / replications)
}

/** The rate is the mean since the start; `events` counts all replications. */
function fields(
  progress: RunProgress,
  elapsedMs: number,
): { simulated: string; rate: string; remaining: string } {
  const { replication, replications, simulatedSeconds, durationSeconds, events } = progress
  const done = fractionDone(progress)
  const part = replications > 1 ? ` of replication ${replication}/${replications}` : ''
  return {
    simulated: `${readableDuration(Math.floor(simulatedSeconds))} of ${readableDuration(durationSeconds)}${part}`,
    rate: elapsedMs > 0 ? readable(Math.round((events / elapsedMs) * 1000)) : '-',
    remaining: done > 0 ? readableDuration(Math.ceil((elapsedMs * (1 - done)) / done / 1000)) : '-',
  }
}
