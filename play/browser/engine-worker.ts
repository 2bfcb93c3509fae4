/** The engine in a Web Worker: one study at a time, replication by replication, until it is done or another one is ordered. */
import { parse } from 'devalue'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { ReplicationResult } from '../../engine/contract/run-result.ts'
import { usToSeconds } from '../../engine/kernel/time.ts'
import { tellStory } from '../../engine/observation/cluster-observer.ts'
import { checkSpec } from '../../engine/study/run/check-spec.ts'
import { keepsStarts, startsPerContainerMax } from '../../engine/study/run/plan.ts'
import { Replication } from '../../engine/study/run/replication.ts'
import { estimatesOf } from '../../engine/study/statistics/estimates.ts'
import { daysPerFalseRestart } from '../../engine/study/theory/closed-form.ts'
import type { PlayNews, PlayOrder, StoryOrder } from '../messages.ts'
import { withSettings } from '../settings.ts'

const worker = globalThis as unknown as {
  postMessage(news: PlayNews): void
  onmessage: ((event: MessageEvent<PlayOrder | StoryOrder>) => void) | null
}

let latest: PlayOrder | undefined
let isBusy = false

/** A worker whose code is compiled is several times as fast as a new one: it looks for newer orders between slices. */
worker.onmessage = ({ data }) => {
  if ('pod' in data) {
    worker.postMessage(storyNews(data))
    return
  }
  latest = data
  if (!isBusy) void work()
}

function storyNews({ number, spec: text, values, namespace, pod }: StoryOrder): PlayNews {
  try {
    const spec = withSettings(parse(text) as ClusterSpec, values)
    // A story shows no metrics: one bucket takes them all.
    const quiet = { ...spec, intervalUs: spec.durationUs, replications: 1 }
    return { number, kind: 'story', story: tellStory(quiet, namespace, pod, spec.durationUs) }
  } catch (error) {
    return { number, kind: 'error', message: messageOf(error) }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function work(): Promise<void> {
  isBusy = true
  for (let order = latest; order !== undefined; order = latest === order ? undefined : latest) {
    try {
      await run(order)
    } catch (error) {
      worker.postMessage({ number: order.number, kind: 'error', message: messageOf(error) })
    }
  }
  isBusy = false
}

/** As `simulate` does in one thread. */
async function run(order: PlayOrder): Promise<void> {
  const { number, spec: text, values, replications } = order
  const startedAt = performance.now()
  const spec = { ...withSettings(parse(text) as ClusterSpec, values), replications }
  checkSpec(spec)
  const warmUpSeconds = usToSeconds(spec.warmUpUs)
  const finished: ReplicationResult[] = []
  for (let replication = 1; replication <= replications; replication++) {
    const run = new Replication(spec, {
      replication,
      keepsStarts: keepsStarts(spec),
      startsPerContainerMax: startsPerContainerMax(spec),
      verify: false,
      engine: 'quiet',
    })
    while (run.advanceSlice()) if (await isReplaced(order)) return
    const result = run.result()
    finished.push(result)
    worker.postMessage({
      number,
      kind: 'replication',
      // The page shows no single start, and they are most of a result.
      replication: { ...result, starts: [] },
      isLast: replication === replications,
      eventful: eventfulPods(finished[0]!),
      milliseconds: performance.now() - startedAt,
      study: {
        scenario: spec.scenario,
        intervalSeconds: usToSeconds(spec.intervalUs),
        durationSeconds: usToSeconds(spec.durationUs),
        warmUpSeconds,
        estimates: estimatesOf(finished, warmUpSeconds, daysPerFalseRestart(spec)),
      },
    })
    if (await isReplaced(order)) return
  }
}

/** By workload the pod with the most restarts and hangs. */
function eventfulPods({ starts, detections }: ReplicationResult): Record<string, string> {
  const counts = new Map<string, Map<string, number>>()
  const restarts = starts.filter(({ restartCount }) => restartCount > 0)
  for (const { workload, pod } of [...detections, ...restarts]) {
    const own = counts.get(workload) ?? new Map<string, number>()
    counts.set(workload, own.set(pod, (own.get(pod) ?? 0) + 1))
  }
  return Object.fromEntries(
    Array.from(counts, ([workload, own]) => [
      workload,
      [...own].reduce((most, each) => (each[1] > most[1] ? each : most))[0],
    ]),
  )
}

/** Lets messages in. */
async function isReplaced(order: PlayOrder): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 0))
  return latest !== order
}
