/**
 * Faults `rollout` and `rollback`: the revisions that workloads get one after the other, each made from the one that they have then. They are
 * followed in the order of time, as a rollback takes up an earlier one.
 */
import {
  type BehaviorSpec,
  type ContainerSpec,
  isSidecar,
  type PodSpec,
  type ProbeTypeName,
  probeHandlers,
  type RevisionRef,
  type WorkloadSpec,
} from '../../engine/contract/cluster-spec.ts'
import { isImageReference } from '../manifests/image-reference.ts'
import type { Labels } from '../text/label-selector.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { type BehaviorSetting, behaviorSpec } from './behavior.ts'
import type { Dependencies } from './dependencies.ts'
import { EndlessCheck } from './endless.ts'
import type { FaultEntry } from './fault-shape.ts'
import { matchesContainer, matchesWorkload } from './match.ts'
import type { Overheads } from './overheads.ts'
import { changedProbe, checkChange, makesProbe, type ProbeChange } from './probe-change.ts'
import type { Placed } from './shape.ts'

/** A workload, and the behavior settings of its containers, in the order of `containersOfPod`. */
export type RolledWorkload = {
  readonly spec: WorkloadSpec
  readonly labels: Labels
  readonly settings: readonly BehaviorSetting[]
}

export type Revisions = {
  /** With their later revisions, in the order of the workloads. */
  readonly workloads: readonly WorkloadSpec[]
  /** What each fault of the list brings. */
  readonly brought: ReadonlyMap<number, readonly RevisionRef[]>
}

/** A revision of a workload: its pods, and how they behave. */
type Revision = {
  readonly pod: PodSpec
  readonly settings: readonly BehaviorSetting[]
  /**
   * What of its template the scenario does not spell out: 1 more than the place of the fault that restarted it, or gave it other behavior without
   * another image. Later revisions keep it, as they keep the annotation of `kubectl rollout restart`; 0 = nothing.
   */
  readonly unspelled: number
  /** Which of the workload's rollouts brought it last. */
  number: number
}

type Rollout = Extract<FaultEntry, { readonly kind: 'rollout' }>

/** Whether the workload has revisions: its controller replaces pods of another one. */
export function rollsOut({ kind, staticOn }: WorkloadSpec): boolean {
  return staticOn === undefined && (kind === 'Deployment' || kind === 'StatefulSet' || kind === 'DaemonSet')
}

export function readRevisions(
  entries: readonly Placed<FaultEntry>[],
  workloads: readonly RolledWorkload[],
  overheads: Overheads,
  dependencies: Dependencies,
  durationUs: number,
  report: Report,
): Revisions {
  const brought = new Map<number, RevisionRef[]>()
  const histories = workloads.map(({ spec, settings }): Revision[] => [
    { pod: spec.pod, settings, unspelled: 0, number: 1 },
  ])
  const current = histories.map(([first]) => first!)
  const endless = new EndlessCheck({ durationUs, isIdeal: overheads.spec.ideal }, report)
  const inTime = entries
    .map(({ value, at }, index) => ({ value, at, index }))
    .sort((a, b) => a.value.at - b.value.at || a.index - b.index)
  for (const { value, at, index } of inTime) {
    if (value.kind !== 'rollout' && value.kind !== 'rollback') continue
    if (value.kind === 'rollout') checkFails(value, at, report)
    const hit = workloads.flatMap(({ spec, labels }, row) =>
      rollsOut(spec) && matchesWorkload(value.match ?? {}, { ...spec, labels }) ? [row] : [],
    )
    for (const row of hit) {
      const history = histories[row]!
      const before = current[row]!
      const made =
        value.kind === 'rollback'
          ? previousOf(history, before)
          : new RevisionMaker(
              value,
              at,
              { overheads, dependencies, namespace: workloads[row]!.spec.namespace, fault: index },
              endless,
              report,
            ).from(before)
      if (made === undefined) continue
      const revision = value.kind === 'rollback' ? made : (knownRevision(history, made, value) ?? made)
      if (value.kind === 'rollout') {
        if (!history.includes(revision)) history.push(revision)
        const place = history.indexOf(revision)
        brought.set(index, [...(brought.get(index) ?? []), { workload: row, revision: place }])
      }
      if (revision === before) continue
      revision.number = before.number + 1
      current[row] = revision
    }
  }
  return {
    brought,
    workloads: workloads.map(({ spec }, row) => {
      const [, ...later] = histories[row]!
      return later.length === 0 ? spec : { ...spec, revisions: later.map(({ pod }) => pod) }
    }),
  }
}

/** As `kubectl rollout undo` chooses it. */
function previousOf(history: readonly Revision[], current: Revision): Revision | undefined {
  const others = history.filter((one) => one !== current)
  return others.reduce<Revision | undefined>(
    (best, one) => (best === undefined || one.number > best.number ? one : best),
    undefined,
  )
}

/** Nothing is said of an image that cannot be pulled. */
function checkFails({ fails, image, to }: Rollout, at: Located, report: Report): void {
  if (fails !== true || image !== undefined || to?.image !== undefined) return
  report.error(
    'missing-key',
    at.at('fails'),
    `${at.at('fails').pathText} says that the new image cannot be pulled, but the fault brings none; expected image`,
    'add image: NAME, or delete fails',
  )
}

/**
 * A revision with an equal template is used again: by its ReplicaSet, or ControllerRevision, the API knows it. What is said of behavior makes another
 * one. Source: kubernetes v1.36 pkg/controller/deployment/util/deployment_util.go, FindNewReplicaSet and EqualIgnoreHash; pkg/controller/history, EqualRevision.
 */
function knownRevision(
  history: readonly Revision[],
  { pod, unspelled }: Revision,
  { to, fails }: Rollout,
): Revision | undefined {
  if (fails === true || to?.behavior !== undefined) return undefined
  const text = templateText(pod)
  const equal = history.filter((one) => one.unspelled === unspelled && templateText(one.pod) === text)
  return equal.toSorted((a, b) => b.number - a.number)[0]
}

/** What the API has of it: how its containers behave, and whether its images are on the nodes, is no part of a template. */
function templateText(pod: PodSpec): string {
  return JSON.stringify(pod, (key, value) => (key === 'behavior' ? undefined : value))
}

/** Whether the fault changes a template in a way that it does not spell out. */
function isUnspelled({ image, to = {} }: Rollout): boolean {
  return image === undefined && Object.keys(to).every((key) => key === 'behavior')
}

const probeKeys = { startup: 'startupProbe', readiness: 'readinessProbe', liveness: 'livenessProbe' } as const
const probeTypes = ['startup', 'readiness', 'liveness'] as const

/** What a revision is made on. */
type RevisionGround = {
  readonly overheads: Overheads
  readonly dependencies: Dependencies
  readonly namespace: string
  /** By its place in the list. */
  readonly fault: number
}

/** Makes the revision that one fault brings. */
class RevisionMaker {
  private readonly entry: Rollout
  private readonly at: Located
  private readonly ground: RevisionGround
  private readonly endless: EndlessCheck
  private readonly report: Report

  constructor(entry: Rollout, at: Located, ground: RevisionGround, endless: EndlessCheck, report: Report) {
    this.entry = entry
    this.at = at
    this.ground = ground
    this.endless = endless
    this.report = report
  }

  /** Undefined = no container of it is meant. */
  from({ pod, settings, unspelled }: Revision): Revision | undefined {
    const all = [...pod.initContainers, ...pod.containers]
    const inits = pod.initContainers.length
    const isMeant = all.map(
      (container, place) =>
        (place >= inits || isSidecar(container)) && matchesContainer(this.entry.match ?? {}, container.name),
    )
    if (!isMeant.includes(true)) return undefined
    this.checkProbes(all.filter((_, place) => isMeant[place]))
    const merged = settings.map((setting, place) => (isMeant[place] ? this.setting(setting) : setting))
    const containers = all.map((container, place) =>
      isMeant[place] ? this.container(container, merged[place]!) : container,
    )
    return {
      pod: { ...pod, initContainers: containers.slice(0, inits), containers: containers.slice(inits) },
      settings: merged,
      unspelled: isUnspelled(this.entry) ? this.ground.fault + 1 : unspelled,
      number: 0,
    }
  }

  private get image(): string | undefined {
    return this.entry.to?.image ?? this.entry.image
  }

  private setting(before: BehaviorSetting): BehaviorSetting {
    const { to, fails } = this.entry
    const after = { ...before, ...to?.behavior }
    if (this.image === undefined) return after
    // A new image is on no node, unless the scenario says so.
    return {
      ...after,
      image: { ...before.image, present: false, ...to?.behavior?.image, ...(fails && { fails }) },
    }
  }

  private container(container: ContainerSpec, setting: BehaviorSetting): ContainerSpec {
    const { image } = this
    const to = this.entry.to ?? {}
    const probes = { ...container.probes }
    for (const type of probeTypes) {
      const change = to[probeKeys[type]]
      if (change === undefined) continue
      const probe = changedProbe(probes[type], change)
      if (probe === undefined) delete probes[type]
      else probes[type] = probe
    }
    const changesBehavior = to.behavior !== undefined || image !== undefined
    const behavior: BehaviorSpec = changesBehavior
      ? behaviorSpec(setting, this.ground.overheads, false, this.dependsOn(setting, container))
      : container.behavior
    const changed = {
      ...container,
      ...(image === undefined ? {} : { image, isImageValid: isImageReference(image) }),
      probes,
      behavior,
    }
    if (to.behavior !== undefined) this.endless.check(changed, this.at.at('to', 'behavior'))
    return changed
  }

  private dependsOn(setting: BehaviorSetting, container: ContainerSpec): BehaviorSpec['dependsOn'] {
    const { dependencies, namespace, fault } = this.ground
    // Without a setting of its own it goes on as before.
    const own = this.entry.to?.behavior?.dependsOn
    if (own === undefined) return container.behavior.dependsOn
    dependencies.apply(own, { ...container, isInit: false })
    return dependencies.of(setting.dependsOn, namespace, `faults ${fault}`)
  }

  /** P21: a handler where there was another one, or none, says whom it asks. */
  private checkHandler(type: ProbeTypeName, change: ProbeChange, meant: readonly ContainerSpec[]): void {
    if (change === 'none') return
    for (const handler of probeHandlers) {
      const isThere = meant.every(({ probes }) => probes[type]?.handler === handler)
      const at = this.at.at('to', probeKeys[type], handler)
      const key = handler === 'exec' ? 'command' : 'port'
      if (change[handler] !== true || isThere || !at.get(key).isAbsent) continue
      this.report.error(
        'missing-key',
        at,
        `${at.pathText} has no ${key}; expected one`,
        'write it as in a manifest',
      )
    }
  }

  /** What the API refuses, and what is about a probe that no container has. */
  private checkProbes(meant: readonly ContainerSpec[]): void {
    for (const type of probeTypes) {
      const key = probeKeys[type]
      const change = this.entry.to?.[key]
      if (change === undefined) continue
      const at = this.at.at('to', key)
      checkChange(type, change, at, this.report)
      if (meant.length > 0) this.checkHandler(type, change, meant)
      if (makesProbe(change) || meant.some(({ probes }) => probes[type] !== undefined)) continue
      this.report.error(
        'match-nothing',
        at,
        `${at.pathText} changes a ${type} probe, but no container that the fault is about has one; expected one`,
        `add a handler, such as httpGet: {port: 80}, or narrow the match`,
      )
    }
  }
}
