/** `dependsOn` of behaviors: whom it means, and whether it can have an effect. */
import { type ContainerSpec, type DependencySpec, isSidecar } from '../../engine/contract/cluster-spec.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { ServiceBook } from './service-book.ts'
import type { Placed } from './shape.ts'
import { type DependencySetting, trafficDefaults } from './traffic-shape.ts'

type ProbedContainer = Pick<ContainerSpec, 'probes' | 'restartPolicy'> & { readonly isInit: boolean }

const failedProbes = { failStartup: 'startup', failReadiness: 'readiness', failLiveness: 'liveness' } as const

/** Looks names up, and remembers which effects some container has. */
export class Dependencies {
  private readonly book: ServiceBook
  private readonly report: Report
  private readonly found = new Map<string, readonly DependencySpec[]>()
  private readonly settings = new Map<
    Located,
    { readonly setting: DependencySetting; readonly at: Located }
  >()
  private readonly effective = new Set<string>()

  constructor(book: ServiceBook, report: Report) {
    this.book = book
    this.report = report
  }

  /**
   * What the settings mean to containers of a namespace; undefined without any.
   * @param name of whose settings they are: those of one name are the same.
   */
  of(
    settings: readonly Placed<DependencySetting>[] | undefined,
    namespace: string,
    name: string,
  ): readonly DependencySpec[] | undefined {
    if (settings === undefined || settings.length === 0) return undefined
    const key = `${name} ${namespace}`
    const known = this.found.get(key)
    if (known !== undefined) return known
    const specs = settings.flatMap(({ value }): DependencySpec[] => {
      const to = this.book.find(value.service, namespace)
      if (to === undefined) return []
      const waits = (value.probes ?? []).length > 0
      if (waits && !this.book.isAskable(to, value.service.at)) return []
      this.book.needs(to, waits)
      return [
        {
          to,
          effects: value.effect,
          probes: value.probes ?? [],
          timeoutUs: value.timeout ?? this.book.timeoutUs(to) ?? trafficDefaults.timeoutUs,
        },
      ]
    })
    this.found.set(key, specs)
    return specs
  }

  /** Notes what the settings are to a container. */
  apply(settings: readonly Placed<DependencySetting>[] | undefined, container: ProbedContainer): void {
    for (const { value, at } of settings ?? []) {
      this.settings.set(at, { setting: value, at })
      const isPlainInit = container.isInit && !isSidecar(container)
      for (const effect of value.effect) {
        const needs = effect in failedProbes ? failedProbes[effect as keyof typeof failedProbes] : undefined
        const isMet =
          effect === 'wait' ? isPlainInit : needs === undefined || container.probes[needs] !== undefined
        if (isMet) this.effective.add(`${at.pathText} ${effect}`)
      }
      for (const type of value.probes ?? [])
        if (container.probes[type] !== undefined) this.effective.add(`${at.pathText} probe ${type}`)
    }
  }

  /** Reports what can have no effect on any container. */
  check(): void {
    for (const { setting, at } of this.settings.values()) {
      const probes = setting.probes ?? []
      if (setting.effect.includes('latency') && probes.length === 0)
        this.fail(
          at.get('effect'),
          `${at.pathText} has the effect latency and no probes; expected those that wait for the answer`,
          'add probes: [readiness]',
        )
      for (const effect of setting.effect) {
        if (this.effective.has(`${at.pathText} ${effect}`)) continue
        if (effect === 'wait')
          this.fail(
            at.get('effect'),
            `${at.pathText} has the effect wait, but is about no init container that ends; expected one`,
            'narrow the match by container, or choose another effect, such as crashOnStart',
          )
        else {
          const type = failedProbes[effect as keyof typeof failedProbes]
          this.fail(
            at.get('effect'),
            `${at.pathText} has the effect ${effect}, but no container that it is about has a ${type} probe; expected one`,
            `delete ${effect}, or narrow the match`,
          )
        }
      }
      for (const type of probes)
        if (!this.effective.has(`${at.pathText} probe ${type}`))
          this.fail(
            at.get('probes'),
            `${at.pathText}.probes names ${type}, but no container that it is about has a ${type} probe; expected one`,
            `delete ${type}, or narrow the match`,
          )
    }
  }

  private fail(at: Located, message: string, fix: string): void {
    this.report.error('dependency-effect', at, message, fix)
  }
}
