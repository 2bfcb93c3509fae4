/** From what pod templates say to the scheduler to what the engine's one reads: selectors become workloads, terms become nodes. */
import {
  type NodeSpec,
  noScheduling,
  type PodTermSpec,
  type ResourcesSpec,
  type SchedulingSpec,
} from '../../engine/contract/cluster-spec.ts'
import { type LabelSelector, selects } from '../text/label-selector.ts'
import { milliOf } from '../text/quantity.ts'
import { holds } from './node-demand.ts'
import type { PodTemplate, Requests } from './pod-reader.ts'
import type { PriorityClasses } from './priority-classes.ts'
import type { PodSelector, PodTermTemplate } from './scheduling-reader.ts'

/** A workload as selectors see it. */
export type Selected = { readonly namespace: string; readonly pod: PodTemplate }

export class SchedulingCompiler {
  private readonly workloads: readonly Selected[]
  private readonly nodes: readonly NodeSpec[]
  private readonly priorities: PriorityClasses
  private readonly known = new Map<string, readonly number[]>()

  constructor(workloads: readonly Selected[], nodes: readonly NodeSpec[], priorities: PriorityClasses) {
    this.workloads = workloads
    this.nodes = nodes
    this.priorities = priorities
  }

  /** Undefined for a pod that asks for nothing. */
  of({ namespace, pod }: Selected): SchedulingSpec | undefined {
    const { scheduling: template, requests, demand } = pod
    const priority = this.priorities.of(template.priorityClass)
    const term = ({ pods, ...one }: PodTermTemplate): PodTermSpec => ({
      ...one,
      workloads: this.selected(pods, namespace),
    })
    const spec: SchedulingSpec = {
      requests: resourcesOf(requests),
      scored: template.scored,
      tolerations: demand.tolerations,
      hostPorts: template.hostPorts,
      priority: template.priority ?? priority.value,
      neverPreempts: template.neverPreempts || priority.neverPreempts,
      isGated: template.isGated,
      preferredNodes: template.preferredNodes.map((one) => ({
        weight: one.weight,
        nodes: this.nodes.flatMap((node, index) => (holds(one.term, node) ? [index] : [])),
      })),
      ...(template.spread === undefined
        ? {}
        : {
            spread: template.spread.map(({ pods, ...one }) => ({
              ...one,
              workloads: this.selected(pods, namespace),
            })),
          }),
      near: template.near.map(term),
      apart: template.apart.map(term),
      preferredPods: template.preferredPods.map(({ weight, ...one }) => ({ ...term(one), weight })),
    }
    return JSON.stringify(spec) === nothing ? undefined : spec
  }

  /** Workloads whose pods a selector selects. */
  private selected({ selector, namespaces, namespaceSelector }: PodSelector, own: string): readonly number[] {
    if (selector === undefined) return []
    const key = JSON.stringify([selector, namespaces, namespaceSelector, own])
    let found = this.known.get(key)
    if (found === undefined) {
      found = this.workloads.flatMap(({ namespace, pod }, index) =>
        isTaken(namespace, namespaces ?? [own], namespaceSelector) && selects(selector, pod.labels)
          ? [index]
          : [],
      )
      this.known.set(key, found)
    }
    return found
  }
}

const nothing = JSON.stringify(noScheduling)

function isTaken(namespace: string, names: readonly string[], selector: LabelSelector | undefined): boolean {
  if (names.includes(namespace)) return true
  return selector !== undefined && selects(selector, { 'kubernetes.io/metadata.name': namespace })
}

/** The API counts thousandths of cores and whole bytes, rounded up. */
function resourcesOf({ cpu, memory, devices }: Requests): ResourcesSpec {
  return { cpuMilli: milliOf(cpu), memoryBytes: Math.ceil(memory), others: devices }
}
