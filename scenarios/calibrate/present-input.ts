/** The workloads that observations are of, with the liveness probes that they have now: what restarts are expected of. */
import type { BehaviorEntry } from './behavior-entries.ts'
import type { ProbeTiming, Subject } from './observations.ts'
import { scenarioText } from './scenario-text.ts'

/** Whether what happened can be held against what is expected: restarts, a latency, and a probe are known. */
export function isComparable({ keys, happened }: BehaviorEntry): boolean {
  return happened?.liveness !== undefined && keys.some(({ key }) => key.startsWith('latency'))
}

/** An entry as an input of its own: its behavior, and a Pod of its container with its present probe. */
export function presentInput(entry: BehaviorEntry): string {
  const { namespace = 'default', container = 'app' } = entry.subject
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'present', namespace },
    spec: {
      containers: [{ name: container, image: 'present', livenessProbe: probeOf(entry.happened!.liveness!) }],
    },
  }
  const subject: Subject = { namespace, name: 'present', container }
  return `${scenarioText('present', [{ ...entry, subject }], [])}---\n${JSON.stringify(pod)}\n`
}

function probeOf({ period, initialDelay, failureThreshold, timeout }: ProbeTiming): object {
  return {
    httpGet: { path: '/', port: 80 },
    periodSeconds: period,
    initialDelaySeconds: initialDelay,
    failureThreshold,
    timeoutSeconds: timeout,
  }
}
