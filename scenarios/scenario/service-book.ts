/**
 * The Services of an input with what a scenario says of them: the requests that they get, and the names by which calls, dependencies and
 * faults mean them. Where an entry is about a workload that no Service selects, one is assumed.
 */
import type { ExternalSpec, ServiceRef, ServiceSpec } from '../../engine/contract/cluster-spec.ts'
import { kindOf } from '../../engine/contract/cluster-spec.ts'
import { type ReadService, selectionsOf } from '../manifests/service-reader.ts'
import type { WorkloadTemplate } from '../manifests/workload-reader.ts'
import type { Labels } from '../text/label-selector.ts'
import { isMap, Located, namedSource, shown } from '../text/located.ts'
import { byCodeUnits } from '../text/order.ts'
import type { Report } from '../text/report.ts'
import { nearestWord } from '../text/suggestion.ts'
import { reportCycles } from './call-cycles.ts'
import { matchesService, matchesWorkload, type ServiceMatch } from './match.ts'
import type { Overheads } from './overheads.ts'
import type { Placed } from './shape.ts'
import { compileTraffic } from './traffic.ts'
import type { ExternalEntry, ServicesEntry } from './traffic-shape.ts'

/** A Service of the input, or one that is assumed. */
export type BookedService = ReadService & {
  /** Only of one that is assumed: the workload whose pods it selects. */
  readonly workload?: number
}

export class ServiceBook {
  /** In the order of their rows. */
  readonly services: readonly BookedService[]
  readonly externals: readonly ExternalSpec[]
  private readonly templates: readonly WorkloadTemplate[]
  private readonly overheads: Overheads
  private readonly report: Report
  private readonly entries = new Map<number, Placed<ServicesEntry>>()
  /** Whom somebody needs, and whether what an answer takes matters. */
  private readonly asked = new Map<string, boolean>()

  constructor(
    given: readonly ReadService[],
    templates: readonly WorkloadTemplate[],
    scenario: {
      readonly services?: readonly Placed<ServicesEntry>[]
      readonly external?: readonly Placed<ExternalEntry>[]
    },
    overheads: Overheads,
    report: Report,
  ) {
    this.templates = templates
    this.overheads = overheads
    this.report = report
    this.externals = readExternals(scenario.external ?? [], report)
    const targets = new EntryTargets(given, templates, report)
    const found = (scenario.services ?? []).map((entry) => ({ entry, hits: targets.of(entry) }))
    this.services = [...given, ...targets.assumed].sort(
      (a, b) => byCodeUnits(a.spec.namespace, b.spec.namespace) || byCodeUnits(a.spec.name, b.spec.name),
    )
    for (const { entry, hits } of found)
      for (const hit of hits) {
        const index = this.services.indexOf(hit)
        const held = this.entries.get(index)
        if (!this.isAskable({ kind: 'service', index }, entry.at)) continue
        if (held === undefined) this.entries.set(index, entry)
        else
          report.error(
            'entry-target',
            entry.at,
            `${entry.at.pathText} is about Service ${titleOf(hit)}, as ${held.at.pathText} is; expected one entry for each`,
            'delete one of the two, or narrow the match',
          )
      }
  }

  /** What a name means to somebody in a namespace; undefined once it is reported. */
  find({ value: name, at }: Placed<string>, namespace?: string): ServiceRef | undefined {
    const external = this.externals.findIndex((each) => each.name === name)
    if (external >= 0) return { kind: 'external', index: external }
    const slash = name.indexOf('/')
    const own = name.slice(slash + 1)
    const within = slash < 0 ? namespace : name.slice(0, slash)
    const rows = this.services.flatMap(({ spec }, row) =>
      spec.name === own && (within === undefined || spec.namespace === within) ? [row] : [],
    )
    if (rows.length === 1) return { kind: 'service', index: rows[0]! }
    if (rows.length > 1) {
      const titles = rows.map((row) => titleOf(this.services[row]!))
      this.report.error(
        'unknown-service',
        at,
        `${at.pathText} is ${shown(name)}, and there is one in ${titles.length} namespaces: ${titles.slice(0, 5).join(', ')}; expected the namespace too`,
        `write ${titles[0]}`,
      )
    } else this.reportUnknown(name, own, within, at)
    return undefined
  }

  /** Whether the input knows who answers there; reports a Service whose endpoints somebody else keeps. */
  isAskable({ kind, index }: ServiceRef, at: Located): boolean {
    const service = kind === 'service' ? this.services[index]! : undefined
    if (service === undefined || service.spec.hasSelector) return true
    this.report.error(
      'entry-target',
      at,
      `${at.pathText} is about Service ${titleOf(service)}, which has no selector: what answers there is not in the input; expected a Service that selects pods`,
      'describe what answers under spec.external, and write its name',
    )
    return false
  }

  /** Somebody needs it. @param waits for its answers. */
  needs({ kind, index }: ServiceRef, waits: boolean): void {
    const key = `${kind} ${index}`
    this.asked.set(key, waits || this.asked.get(key) === true)
  }

  /** Whether requests, calls or dependencies are about it. Known once `specs` has been called. */
  matters({ kind, index }: ServiceRef): boolean {
    return (kind === 'service' && this.entries.has(index)) || this.asked.has(`${kind} ${index}`)
  }

  /** Where a scenario says of the requests of each, such as `services[0]`. */
  entryPaths(): (string | undefined)[] {
    return this.services.map((_, index) => this.entries.get(index)?.at.pathText.replace(/^spec\./, ''))
  }

  /** How long clients wait for it. */
  timeoutUs({ kind, index }: ServiceRef): number | undefined {
    return kind === 'service' ? this.entries.get(index)?.value.perPod?.timeout : undefined
  }

  /** The engine's Services, with the requests of those that get any. All that asks has been looked up. */
  specs(): ServiceSpec[] {
    const called = new Map(
      [...this.entries].map(([index, { value }]) => [
        index,
        this.callsOf(value, this.services[index]!.spec.namespace, index),
      ]),
    )
    reportCycles(called, (index) => titleOf(this.services[index]!), this.report)
    return this.services.map(({ spec }, index) => {
      const entry = this.entries.get(index)
      const isCalled = this.asked.get(`service ${index}`) === true
      if (entry === undefined && !isCalled) return spec
      const calls = (called.get(index) ?? []).map(({ to, perRequest }) => ({ to, perRequest }))
      return { ...spec, traffic: compileTraffic(entry, calls, this.overheads, this.report) }
    })
  }

  /** What a request of a Service calls. */
  private callsOf(
    { calls = [] }: ServicesEntry,
    namespace: string,
    caller: number,
  ): { readonly to: ServiceRef; readonly perRequest: number; readonly at: Located }[] {
    const found = calls.flatMap(({ value, at }) => {
      const to = this.find(value.service, namespace)
      return to === undefined ? [] : [{ to, perRequest: value.perRequest ?? 1, at }]
    })
    return found.filter(({ to, at }, index) => {
      if (!this.isAskable(to, at)) return false
      this.needs(to, true)
      const isOwn = to.kind === 'service' && to.index === caller
      if (isOwn)
        this.report.error(
          'call-cycle',
          at,
          `${at.pathText} is about the Service that calls; expected another one`,
          'delete the call',
        )
      const isTwice = found.findIndex((one) => one.to.kind === to.kind && one.to.index === to.index) < index
      if (isTwice)
        this.report.error(
          'entry-target',
          at,
          `${at.pathText} is about a service that an item before it calls; expected each once`,
          'add up perRequest of the two in one item',
        )
      return !isOwn && !isTwice
    })
  }

  private reportUnknown(name: string, own: string, within: string | undefined, at: Located): void {
    const elsewhere = this.services.filter(({ spec }) => spec.name === own).map(titleOf)
    const titles = [
      ...this.externals.map((each) => each.name),
      ...this.services.map((each) => (each.spec.namespace === within ? each.spec.name : titleOf(each))),
    ]
    const near = elsewhere[0] ?? nearestWord(name, titles)
    const workload = this.templates.find((each) => each.name === own)
    this.report.error(
      'unknown-service',
      at,
      `${at.pathText} is ${shown(name)}; expected ${titles.length === 0 ? 'a Service of the input, or a name of spec.external, and there is none' : titles.length > 5 ? `${titles.slice(0, 5).join(', ')} or another Service` : `one of ${titles.join(', ')}`}`,
      near !== undefined
        ? `write ${near}`
        : workload !== undefined
          ? `add the Service, or write spec.services: [{match: {kind: ${kindOf(workload)}, name: ${own}}}], which assumes one`
          : 'correct the name; add the Service to the input, or to spec.external what runs outside',
    )
  }
}

function titleOf({ spec }: Pick<ReadService, 'spec'>): string {
  return `${spec.namespace}/${spec.name}`
}

function readExternals(entries: readonly Placed<ExternalEntry>[], report: Report): ExternalSpec[] {
  return entries.map(({ value, at }, index) => {
    if (entries.findIndex((each) => each.value.name === value.name) < index)
      report.error(
        'entry-target',
        at.get('name'),
        `${at.pathText}.name is ${shown(value.name)}, which an item before it has; expected another name`,
        'delete one of the two',
      )
    return {
      name: value.name,
      latency: value.latency ?? { kind: 'constant', value: 0 },
      errorRate: value.errorRate ?? 0,
      concurrency: value.concurrency ?? Infinity,
    }
  })
}

/** Which Services entries are about. */
class EntryTargets {
  readonly assumed: BookedService[] = []
  private readonly given: readonly ReadService[]
  private readonly templates: readonly WorkloadTemplate[]
  private readonly report: Report

  constructor(given: readonly ReadService[], templates: readonly WorkloadTemplate[], report: Report) {
    this.given = given
    this.templates = templates
    this.report = report
  }

  of({ value: { name, match }, at }: Placed<ServicesEntry>): readonly BookedService[] {
    if ((name === undefined) === (match === undefined)) {
      this.report.error(
        name === undefined ? 'missing-key' : 'entry-target',
        name === undefined ? at : name.at,
        `${at.pathText} has ${name === undefined ? 'neither name nor match' : 'both name and match'}; expected one of them`,
        name === undefined ? 'add name: the Service that gets the requests' : 'delete one of the two',
      )
      return []
    }
    return name === undefined ? this.matched(match!) : this.named(name)
  }

  private named({ value: name, at }: Placed<string>): readonly BookedService[] {
    const slash = name.indexOf('/')
    const [namespace, own] = [slash < 0 ? undefined : name.slice(0, slash), name.slice(slash + 1)]
    const found = this.given.filter(
      ({ spec }) => spec.name === own && (namespace === undefined || spec.namespace === namespace),
    )
    if (found.length === 1) return found
    const titles = (found.length > 1 ? found : this.given).map(titleOf)
    const near =
      found.length > 1
        ? titles[0]
        : nearestWord(name, [...titles, ...this.given.map(({ spec }) => spec.name)])
    const workload = this.templates.find((each) => each.name === own)
    this.report.error(
      'unknown-service',
      at,
      `${at.pathText} is ${shown(name)}; expected ${found.length > 1 ? `the namespace too: ${titles.slice(0, 5).join(', ')}` : titles.length === 0 ? 'a Service of the input, and there is none' : `a Service of the input, such as ${titles.slice(0, 5).join(', ')}`}`,
      near !== undefined
        ? `write ${near}`
        : workload !== undefined
          ? `write match: {name: ${own}}, which assumes a Service, or add the Service`
          : 'correct the name, or add the Service to the input',
    )
    return []
  }

  /** Services first; then those that select a workload, if not one is assumed. */
  private matched({ value: match, at }: Placed<ServiceMatch>): readonly BookedService[] {
    const services = this.given.filter(({ spec, at: service }) =>
      matchesService(match, { ...spec, labels: labelsOf(service) }),
    )
    const selecting = services.filter(({ spec }) => spec.hasSelector)
    if (services.length > 0) return selecting.length > 0 ? selecting : services
    const hits = new Set<BookedService>()
    let isReported = false
    for (const [index, template] of this.templates.entries()) {
      if (!matchesTemplate(match, template)) continue
      const hit = this.ofWorkload(template, index, at)
      if (hit === undefined) isReported = true
      else hits.add(hit)
    }
    if (hits.size === 0 && !isReported)
      this.report.error(
        'match-nothing',
        at,
        `${at.pathText} selects no Service and no workload of the input; expected at least one`,
        'correct the match; `probestorm validate` lists workloads',
      )
    return [...hits]
  }

  private ofWorkload(template: WorkloadTemplate, index: number, at: Located): BookedService | undefined {
    const title = `${kindOf(template).toLowerCase()} ${template.namespace}/${template.name}`
    if (template.staticPlaces !== undefined) {
      this.report.error(
        'entry-target',
        at,
        `${at.pathText} selects static pod ${title}, to which no Service sends requests here; expected other workloads`,
        'narrow the match, for example by kind',
      )
      return undefined
    }
    const selecting = (selectionsOf(selectable(template), this.given) ?? []).map(
      ({ service }) => this.given[service]!,
    )
    const routed = selecting.filter(({ spec }) => !spec.isHeadless)
    const [only, ...more] = routed.length === 0 ? selecting : routed
    if (more.length > 0) {
      this.report.error(
        'entry-target',
        at,
        `${at.pathText} selects ${title}, which ${selecting.length} Services select: ${selecting.map(titleOf).slice(0, 5).join(', ')}; expected one`,
        `write name: ${titleOf(only!)} in place of match`,
      )
      return undefined
    }
    return only ?? this.assume(template, index, at)
  }

  private assume(template: WorkloadTemplate, workload: number, at: Located): BookedService | undefined {
    const { namespace, name } = template
    const known = this.assumed.find((each) => each.workload === workload)
    if (known !== undefined) return known
    const taken = [...this.given, ...this.assumed].some(
      ({ spec }) => spec.namespace === namespace && spec.name === name,
    )
    if (taken) {
      this.report.error(
        'entry-target',
        at,
        `${at.pathText} selects ${kindOf(template)} ${namespace}/${name}, which no Service selects, and Service ${namespace}/${name} selects other pods; expected a Service that selects it`,
        'add the Service to the input',
      )
      return undefined
    }
    const service: BookedService = {
      workload,
      at: Located.root(
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace },
          spec: { selector: template.pod.labels, ports: [] },
        },
        namedSource('<assumed Service>'),
      ),
      spec: {
        namespace,
        name,
        hasSelector: true,
        isHeadless: false,
        publishNotReadyAddresses: false,
        isImplied: true,
      },
    }
    this.assumed.push(service)
    return service
  }
}

function selectable(template: WorkloadTemplate): Parameters<typeof selectionsOf>[0] {
  return { ...template, labels: template.pod.labels, isStatic: template.staticPlaces !== undefined }
}

function matchesTemplate(match: ServiceMatch, template: WorkloadTemplate): boolean {
  return matchesWorkload(match, { ...template, labels: template.pod.labels })
}

function labelsOf(at: Located): Labels {
  const { value } = at.at('metadata', 'labels')
  return isMap(value) ? (value as Labels) : {}
}
