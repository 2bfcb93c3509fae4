/** What manifests hold and this version does not simulate, counted, so that the notes can say so in one line each. */
import { byCodeUnits } from '../text/order.ts'

/** Each kind with its line; `N` stands for the count. */
const asideLines = {
  surplus: 'pods beyond the replicas of their workload left out: N',
  suspended: 'suspended Jobs, which make no pods: N',
  managedElsewhere:
    'Jobs, or CronJobs of such, that name another controller in managedBy, which is not simulated: they make no pods: N',
  suspendedCronJob: 'suspended CronJobs, which make no Jobs: N',
  paused:
    'paused Deployments, which keep the pods that they have and roll nothing out: N; one that is new makes no pods before it is resumed',
  otherScheduler: 'pod templates that name a scheduler of their own, placed as the default scheduler does: N',
  injected:
    'pod templates and namespaces that ask for injected containers, such as the proxy of a mesh, which are not in the input: N; neither they nor their probes are simulated',
  otherHost: 'probes that ask another host than their pod, simulated as if their container answered: N',
  resourceClaim: 'pod templates with resource claims, which keep no pod from a node: N',
  claim:
    'pod templates and StatefulSets with claims of volumes: N; each volume is where its pod is, at once: none ties a pod to a zone or a node, or has it wait until the node before, which may be dead, lets the volume go',
  readinessGate: 'readiness gates read but not simulated: N pod templates; their pods are ready without them',
  service:
    'Services of which endpoints are simulated and requests are not, as no services[] of a scenario says so: N',
  idleAutoscaler:
    'HorizontalPodAutoscalers that scale nothing, as no workloads[].cpuLoad and no behavior.cpu says what the pods use: N',
  idleService: 'Services that select no pod of the input: N',
  affinity:
    'Services with sessionAffinity: ClientIP, whose requests are spread without it: N; connections: keepAlive comes nearest to it',
  callTail:
    'Services whose requests call others that answer sooner or later by chance, or call them in some requests only: N; all their requests take the mean of that, so response_seconds has no tail of it, and none exceeds its timeout by chance',
  sharedServer:
    'Services whose requests the same containers answer as those of another Service: N; each has workers of its own there (perPod.concurrency), and they share the CPU',
  kept: 'Services with connections: keepAlive whose clients leave a pod that falls silent at their first timeout (perPod.timeout): N; those of HTTP/2 that only give up the request stay until TCP does, after 15 minutes or more',
  idleLeaks:
    'containers with behavior.leaks of a handler that none of their probes has: N; these leave nothing behind',
  idlePerRequest:
    'containers with behavior.cpu.perRequest that get no requests, as no services[] of a scenario says so, or as another container of the pod answers them: N',
  idleExternal: 'items of spec.external that no call and no dependsOn names: N',
} as const
export type AsideKind = keyof typeof asideLines

type Scaler = { readonly title: string; readonly least: number; readonly most: number }

/** Items of a list that a line names. */
const namedMax = 5

/** A line with the first of some items; none without any. */
export function listed(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return []
  const more = items.length > namedMax ? ` and ${items.length - namedMax} more` : ''
  return [`${title}: ${items.toSorted(byCodeUnits).slice(0, namedMax).join(', ')}${more}`]
}

export class Asides {
  private readonly counts = new Map<AsideKind, number>()
  private readonly kubeletFields = new Set<string>()
  private readonly scaled: string[] = []
  private readonly below: string[] = []
  private readonly above: string[] = []

  note(kind: AsideKind, by = 1): void {
    if (by > 0) this.counts.set(kind, (this.counts.get(kind) ?? 0) + by)
  }

  /** A field of a KubeletConfiguration that changes no rule of this version. */
  noteKubeletField(name: string): void {
    this.kubeletFields.add(name)
  }

  /** A workload that leaves the number of its pods to an autoscaler. */
  noteScaled(workload: string, { title, least }: Scaler): void {
    this.scaled.push(`${workload} ${least} (${title})`)
  }

  /** A workload that has fewer pods than its autoscaler wants at least. */
  noteBelow(workload: string, written: number, { title, least }: Scaler): void {
    this.below.push(`${workload} ${written} of ${least} (${title})`)
  }

  /** A workload that has more pods than its autoscaler allows. */
  noteAbove(workload: string, written: number, { title, most }: Scaler): void {
    this.above.push(`${workload} ${written} of ${most} (${title})`)
  }

  /** One line for each kind that occurred, in a fixed order. */
  lines(): string[] {
    return [
      ...listed('pods of workloads without replicas, as their autoscaler wants at least', this.scaled),
      ...listed('fewer replicas than an autoscaler wants at least, left as written', this.below),
      ...listed('more replicas than an autoscaler allows, left as written', this.above),
      ...this.countedLines(),
    ]
  }

  private countedLines(): string[] {
    const counted = (Object.keys(asideLines) as AsideKind[]).flatMap((kind) => {
      const count = this.counts.get(kind)
      return count === undefined ? [] : [asideLines[kind].replace(/\bN\b/, String(count))]
    })
    if (this.kubeletFields.size === 0) return counted
    const names = [...this.kubeletFields].sort(byCodeUnits).join(', ')
    return [...counted, `fields of KubeletConfiguration read but not simulated: ${names}`]
  }
}
