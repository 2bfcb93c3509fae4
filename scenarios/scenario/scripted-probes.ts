/** Script answers that only one kind of handler can get: `redirect` and `slowBody` are HTTP (H2, H3). */
import type { ContainerTemplate } from '../manifests/container-reader.ts'
import type { Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import type { BehaviorSetting } from './behavior.ts'

export class ScriptedProbes {
  private readonly report: Report
  /** Each place is reported once, however many containers an entry applies to. */
  private readonly reported = new Set<string>()

  constructor(report: Report) {
    this.report = report
  }

  check(
    workload: { readonly kind: string; readonly namespace: string; readonly name: string },
    { name, probes }: Pick<ContainerTemplate, 'name' | 'probes'>,
    { script = [] }: BehaviorSetting,
    at: Located,
  ): void {
    for (const [index, { probe, answer }] of script.entries()) {
      if (answer !== 'redirect' && answer !== 'slowBody') continue
      const type = (['startup', 'readiness', 'liveness'] as const).find(
        (type) => (probe === 'all' || probe === type) && (probes[type]?.handler ?? 'httpGet') !== 'httpGet',
      )
      const answerAt = at.at(index, 'answer')
      if (type === undefined || this.reported.has(answerAt.pathText)) continue
      this.reported.add(answerAt.pathText)
      this.report.error(
        'script-answer',
        answerAt,
        `${answerAt.pathText} is "${answer}", but the ${type} probe of container ${name} of ${workload.kind} ${workload.namespace}/${workload.name} is ${probes[type]?.handler}; expected httpGet, for it is an answer of HTTP`,
        'name the probes that are httpGet with probe:, or narrow the match',
      )
    }
  }
}
