/** The engine in a Web Worker: one study per worker, replication by replication. */
import { parse } from 'devalue'
import type { ClusterSpec } from '../../engine/contract/cluster-spec.ts'
import type { ReplicationResult } from '../../engine/contract/run-result.ts'
import { usToSeconds } from '../../engine/kernel/time.ts'
import { checkSpec } from '../../engine/study/run/check-spec.ts'
import { keepsStarts, startsPerContainerMax } from '../../engine/study/run/plan.ts'
import { Replication } from '../../engine/study/run/replication.ts'
import { estimatesOf } from '../../engine/study/statistics/estimates.ts'
import { daysPerFalseRestart } from '../../engine/study/theory/closed-form.ts'
import type { PlayNews, PlayOrder } from '../messages.ts'
import { withSettings } from '../settings.ts'

const worker = globalThis as unknown as {
  postMessage(news: PlayNews): void
  onmessage: ((event: MessageEvent<PlayOrder>) => void) | null
}

worker.onmessage = ({ data }) => {
  try {
    run(data)
  } catch (error) {
    worker.postMessage({ kind: 'error', message: error instanceof Error ? error.message : String(error) })
  }
}

/** As `simulate` does in one thread. */
function run({ spec: text, values, replications }: PlayOrder): void {
  const spec = { ...withSettings(parse(text) as ClusterSpec, values), replications }
  checkSpec(spec)
  const startedAt = performance.now()
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
    while (run.advanceSlice());
    const result = run.result()
    finished.push(result)
    worker.postMessage({
      kind: 'replication',
      replication: result,
      isLast: replication === replications,
      milliseconds: performance.now() - startedAt,
      study: {
        scenario: spec.scenario,
        intervalSeconds: usToSeconds(spec.intervalUs),
        durationSeconds: usToSeconds(spec.durationUs),
        warmUpSeconds,
        estimates: estimatesOf(finished, warmUpSeconds, daysPerFalseRestart(spec)),
      },
    })
  }
}
