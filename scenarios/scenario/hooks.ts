/** Behavior `preStop` and `postStart` over the hooks of manifests: how long each takes, and whether it fails (K2, K8). */
import type { DistributionSpec, HookSpec } from '../../engine/contract/cluster-spec.ts'
import type { HookTemplate, HookTemplates } from '../manifests/hook-reader.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { BehaviorSetting } from './behavior.ts'

/** Hooks whose length the input does not tell, or not all of it. */
export type HookCounts = {
  /** `preStop of app`, one for each hook. */
  readonly unknown: readonly string[]
  readonly atLeast: number
}

type HookSetting = { readonly after?: DistributionSpec; readonly fails?: boolean }

const hookNames = ['postStart', 'preStop'] as const

/** Applies the settings of entries to hooks, and remembers what it met. */
export class AppliedHooks {
  private readonly unknown: string[] = []
  private atLeast = 0
  /** Keys of behaviors that found a hook to be about. */
  private readonly met = new Set<string>()

  /**
   * @param container whose hooks they are.
   * @param entry index of the entry whose behavior this is, if there is one.
   */
  apply(
    container: string,
    templates: HookTemplates,
    behavior: BehaviorSetting,
    entry: number | undefined,
  ): { readonly postStart?: HookSpec; readonly preStop?: HookSpec } {
    const { postStart, preStop } = templates
    return {
      ...(postStart && {
        postStart: this.hook(postStart, behavior.postStart, 'postStart', container, entry),
      }),
      ...(preStop && {
        preStop: this.hook(preStop, lengthSetting(behavior.preStop), 'preStop', container, entry),
      }),
    }
  }

  counts(): HookCounts {
    return { unknown: this.unknown, atLeast: this.atLeast }
  }

  /** Warns of keys that are about no hook. */
  check(behaviors: readonly (Located | undefined)[], report: Report): void {
    for (const [entry, behavior] of behaviors.entries())
      for (const name of hookNames) {
        const at = behavior?.get(name)
        if (at === undefined || at.isAbsent || this.met.has(`${entry} ${name}`)) continue
        report.warn(
          'hook-missing',
          at,
          `${at.pathText} is about no hook: the containers have none, or one whose length is written in the manifest`,
          `delete ${name}, or add lifecycle.${name} to a container of the manifest`,
          'key',
        )
      }
  }

  /** A sleep action takes as long as it says, and one of tcpSocket fails at once; else the setting wins. */
  private hook(
    template: HookTemplate,
    setting: HookSetting | undefined,
    name: (typeof hookNames)[number],
    container: string,
    entry: number | undefined,
  ): HookSpec {
    const { handler, lengthUs, isAtLeast } = template
    const isOpen = handler === 'exec' || handler === 'httpGet'
    const given = isOpen ? setting : undefined
    if (given !== undefined) this.met.add(`${entry} ${name}`)
    else if (lengthUs === undefined) this.unknown.push(`${name} of ${container}`)
    else if (isAtLeast) this.atLeast++
    return {
      length: given?.after ?? lengthOf(lengthUs ?? 0),
      endsWithProcess: isOpen,
      fails: handler === 'tcpSocket' || given?.fails === true,
    }
  }
}

function lengthSetting(after: DistributionSpec | undefined): HookSetting | undefined {
  return after && { after }
}

function lengthOf(us: number): DistributionSpec {
  return us === Infinity ? { kind: 'never' } : { kind: 'constant', value: us }
}
