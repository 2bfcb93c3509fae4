/** How a study was set, thing by thing: what two results are compared by. */
import { type ClusterSpec, outlineOf, type ProbeSpec, workloadLabel } from '../engine/index.ts'
import { faultText, markedFaults } from '../reports/charts/marked-faults.ts'
import { targetText } from '../reports/fault-target.ts'

const probeTypes = ['startup', 'readiness', 'liveness'] as const

/** `{"shop/deployment/web, container app, liveness probe": "httpGet every 10 s, timeout 1 s, failures 3"}`. */
export function settingsOf(spec: ClusterSpec): Record<string, string> {
  const settings: Record<string, string> = { faults: faultsText(spec) }
  for (const workload of spec.workloads) {
    const label = workloadLabel(workload)
    settings[`${label}, pods`] = String(workload.replicas)
    for (const container of [...workload.pod.initContainers, ...workload.pod.containers]) {
      for (const type of probeTypes) {
        const probe = container.probes[type]
        if (probe !== undefined)
          settings[`${label}, container ${container.name}, ${type} probe`] = probeText(probe)
      }
    }
  }
  return settings
}

function faultsText(spec: ClusterSpec): string {
  const targets = spec.faults.map((fault) => targetText(fault, spec))
  return (
    markedFaults({ ...outlineOf(spec), targets })
      .map(faultText)
      .join('; ') || 'none'
  )
}

function probeText({
  handler,
  initialDelayUs,
  periodUs,
  timeoutUs,
  successThreshold,
  failureThreshold,
}: ProbeSpec): string {
  const delay = initialDelayUs === 0 ? '' : `, first after ${initialDelayUs / 1e6} s`
  const successes = successThreshold === 1 ? '' : `, successes ${successThreshold}`
  return `${handler} every ${periodUs / 1e6} s, timeout ${timeoutUs / 1e6} s, failures ${failureThreshold}${successes}${delay}`
}
