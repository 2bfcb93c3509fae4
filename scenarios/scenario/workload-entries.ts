/** `workloads` of a scenario over the workloads of the manifests: replicas, creation times, behavior. */
import {
  type BehaviorSpec,
  type ContainerSpec,
  type CpuLoadSpec,
  isSidecar,
  type JobSpec,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import type { ContainerTemplate } from '../manifests/container-reader.ts'
import { nodeTolerations } from '../manifests/node-tolerations.ts'
import type { PodTemplate } from '../manifests/pod-reader.ts'
import type { WorkloadTemplate } from '../manifests/workload-reader.ts'
import type { WorkloadEntry } from '../schema.ts'
import { durationText } from '../text/duration.ts'
import type { Labels } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { type BehaviorSetting, behaviorSpec } from './behavior.ts'
import type { Dependencies } from './dependencies.ts'
import { EndlessCheck } from './endless.ts'
import { AppliedHooks, type HookCounts } from './hooks.ts'
import { type Match, matchesContainer, matchesWorkload } from './match.ts'
import type { Overheads } from './overheads.ts'
import { ScriptedProbes } from './scripted-probes.ts'
import type { Placed } from './shape.ts'

export type WorkloadGround = {
  readonly overheads: Overheads
  readonly durationUs: number
  readonly isCreated: boolean
  readonly dependencies: Dependencies
}

/** A workload with its entries applied. `replicas` of a DaemonSet is 0 until the nodes are known. */
export type AppliedWorkload = {
  readonly spec: WorkloadSpec
  readonly template: PodTemplate
  readonly labels: Labels
  /** The behavior that applies to each container, in the order of `containersOfPod`; undefined where none does. */
  readonly behaviorAt: readonly (Located | undefined)[]
  /** What it says, in the same order. */
  readonly settings: readonly BehaviorSetting[]
  /** Where its `cpuLoad` stands. */
  readonly loadAt: Located | undefined
}

export type AppliedEntries = {
  /** In the order of the templates. */
  readonly workloads: readonly AppliedWorkload[]
  /** Containers, init containers included, to which an entry with a behavior applies. */
  readonly containersWithBehavior: number
  readonly hooks: HookCounts
}

/**
 * Applies to each container the first entry that matches it. What an entry says of the workload itself counts if
 * the entry applies to one of its containers; the first such entry in the list that says it wins.
 */
export function applyEntries(
  templates: readonly WorkloadTemplate[],
  entries: readonly Placed<WorkloadEntry>[],
  ground: WorkloadGround,
  report: Report,
): AppliedEntries {
  const behaviors = new BehaviorCache(entries, ground)
  const endless = new EndlessCheck(
    { durationUs: ground.durationUs, isIdeal: ground.overheads.spec.ideal },
    report,
  )
  const isMatched = entries.map(() => false)
  const isApplied = entries.map(() => false)
  const hooks = new AppliedHooks()
  const scripts = new ScriptedProbes(report)
  let containersWithBehavior = 0
  const workloads = templates.map((template): AppliedWorkload => {
    const { pod } = template
    const candidates = entries.flatMap(({ value }, index) => {
      const match: Match = value.match?.value ?? {}
      return matchesWorkload(match, { ...template, labels: pod.labels }) ? [{ index, match }] : []
    })
    const applying = new Set<number>()
    const behaviorAt: (Located | undefined)[] = []
    const settings: BehaviorSetting[] = []
    const container = (part: ContainerTemplate, isInit: boolean): ContainerSpec => {
      const completes = isInit ? !isSidecar(part) : endsByItself(template.kind)
      const matching = candidates.filter(({ match }) => matchesContainer(match, part.name))
      for (const { index } of matching) isMatched[index] = true
      const first = matching[0]?.index
      const hasBehavior = first !== undefined && entries[first].value.behavior !== undefined
      behaviorAt.push(hasBehavior ? entries[first].at.get('behavior') : undefined)
      if (hasBehavior) containersWithBehavior++
      if (first !== undefined) {
        applying.add(first)
        isApplied[first] = true
      }
      const { postStart, preStop, ...rest } = part
      const setting = (first === undefined ? undefined : entries[first].value.behavior) ?? {}
      settings.push(setting)
      ground.dependencies.apply(setting.dependsOn, { ...part, isInit })
      if (first !== undefined)
        scripts.check(template, part, setting, entries[first].at.at('behavior', 'script'))
      const whole = {
        ...rest,
        ...hooks.apply(
          part.name,
          { ...(postStart && { postStart }), ...(preStop && { preStop }) },
          setting,
          first,
        ),
        behavior: behaviors.get(first, completes, template.namespace),
      }
      if (hasBehavior) endless.check(whole, entries[first].at.get('behavior'))
      return whole
    }
    const initContainers = pod.initContainers.map((part) => container(part, true))
    const containers = pod.containers.map((part) => container(part, false))
    const applied = [...applying].sort((a, b) => a - b).map((index) => entries[index])
    const replicas = replicasOf(template, applied, report)
    const cpuLoad = cpuLoadOf(template, applied, report)
    const createdAtUs = createdAtOf(applied, ground)
    const { labels, requests: _, scheduling: __, demand, ...rest } = pod
    const spec = {
      namespace: template.namespace,
      kind: template.kind,
      ...(template.shownKind === undefined ? {} : { shownKind: template.shownKind }),
      name: template.name,
      replicas,
      createdAtUs,
      pod: {
        ...rest,
        ...nodeTolerations(demand, template.kind === 'DaemonSet'),
        initContainers,
        containers,
      },
      ...(template.deployment && { deployment: template.deployment }),
      ...(template.minReadyUs !== undefined && { minReadyUs: template.minReadyUs }),
      ...(template.statefulSet && { statefulSet: template.statefulSet }),
      ...(template.daemonSet && { daemonSet: template.daemonSet }),
      ...(cpuLoad && { cpuLoad: cpuLoad.value }),
      ...(template.job && { job: withReplicas(template.job, template.replicas, replicas) }),
      ...(template.madeBy !== undefined && { madeBy: template.madeBy }),
    }
    return { spec, template: pod, labels, behaviorAt, settings, loadAt: cpuLoad?.at }
  })
  for (const [index, { value, at }] of entries.entries()) {
    const match = value.match?.at ?? at
    if (!isMatched[index])
      report.error(
        'match-nothing',
        match,
        `${at.pathText} matches no container of the input; expected at least one`,
        'correct the match, or delete the entry',
      )
    else if (!isApplied[index])
      report.warn(
        'match-shadowed',
        match,
        `${at.pathText} applies to nothing: entries before it match the same containers`,
        'move the entry up, or narrow those before it',
      )
  }
  checkCreatedAt(entries, ground, report)
  const used = entries.map(({ at }, index) => (isApplied[index] ? at.get('behavior') : undefined))
  hooks.check(used, report)
  return { workloads, containersWithBehavior, hooks: hooks.counts() }
}

/** Kinds whose containers run for their complete time. */
function endsByItself(kind: WorkloadTemplate['kind']): boolean {
  return kind === 'Job' || kind === 'CronJob'
}

/** An entry's `replicas` of a Job: so many pods at a time, each of which has to succeed. */
function withReplicas(job: JobSpec, written: number | undefined, replicas: number): JobSpec {
  if (replicas === written) return job
  const { completions, ...rest } = job
  const each = completions === undefined ? {} : { completions: Math.max(completions, replicas) }
  return { ...rest, parallelism: replicas, ...each }
}

function replicasOf(
  template: WorkloadTemplate,
  entries: readonly Placed<WorkloadEntry>[],
  report: Report,
): number {
  const set = entries.find(({ value }) => value.replicas !== undefined)?.value.replicas
  if (set === undefined) return template.replicas ?? 0
  if (template.kind !== 'DaemonSet' && template.staticPlaces === undefined) return set.value
  report.error(
    'entry-target',
    set.at,
    `${set.at.pathText} applies to ${template.kind === 'DaemonSet' ? 'DaemonSet' : 'static pod'} ${template.namespace}/${template.name}, whose pods follow the nodes; expected another kind`,
    'delete replicas, or narrow the match, for example by kind: Deployment',
  )
  return 0
}

function cpuLoadOf(
  template: WorkloadTemplate,
  entries: readonly Placed<WorkloadEntry>[],
  report: Report,
): Placed<CpuLoadSpec> | undefined {
  const set = entries.find(({ value }) => value.cpuLoad !== undefined)?.value.cpuLoad
  if (set === undefined || template.autoscaler !== undefined) return set
  report.error(
    'entry-target',
    set.at,
    `${set.at.pathText} applies to ${template.kind} ${template.namespace}/${template.name}, which no HorizontalPodAutoscaler of the input scales; expected one that does`,
    'add the HorizontalPodAutoscaler, delete cpuLoad, or narrow the match',
  )
  return undefined
}

function createdAtOf(entries: readonly Placed<WorkloadEntry>[], ground: WorkloadGround): number {
  return ground.isCreated
    ? (entries.find(({ value }) => value.createdAt !== undefined)?.value.createdAt?.value ?? 0)
    : 0
}

function checkCreatedAt(
  entries: readonly Placed<WorkloadEntry>[],
  ground: WorkloadGround,
  report: Report,
): void {
  for (const { value } of entries) {
    const { createdAt } = value
    if (createdAt === undefined) continue
    if (!ground.isCreated) {
      report.error(
        'time-order',
        createdAt.at,
        `${createdAt.at.pathText} is set, but with initialState: running the pods are there from the start; expected initialState: created`,
        'set spec.initialState to created, or delete createdAt',
      )
    } else if (createdAt.value >= ground.durationUs) {
      report.error(
        'time-order',
        createdAt.at,
        `${createdAt.at.pathText} is ${durationText(createdAt.value)}, but the run ends at ${durationText(ground.durationUs)}; expected a time before the end`,
        'write an earlier time, or lengthen spec.duration',
      )
    }
  }
}

/** One behavior object per entry and default, however many containers share it; of those that depend on others one for each namespace. */
class BehaviorCache {
  private readonly entries: readonly Placed<WorkloadEntry>[]
  private readonly ground: WorkloadGround
  private readonly made = new Map<string, BehaviorSpec>()

  constructor(entries: readonly Placed<WorkloadEntry>[], ground: WorkloadGround) {
    this.entries = entries
    this.ground = ground
  }

  get(entry: number | undefined, completes: boolean, namespace: string): BehaviorSpec {
    const setting: BehaviorSetting =
      (entry === undefined ? undefined : this.entries[entry].value.behavior) ?? {}
    const key = `${entry}/${completes}${setting.dependsOn === undefined ? '' : `/${namespace}`}`
    let behavior = this.made.get(key)
    if (behavior === undefined) {
      const { overheads, dependencies } = this.ground
      const dependsOn = dependencies.of(setting.dependsOn, namespace, `workloads ${entry}`)
      behavior = behaviorSpec(setting, overheads, completes, dependsOn)
      this.made.set(key, behavior)
    }
    return behavior
  }
}
