/** What manifests hold and this version does not simulate, counted, so that the notes can say so in one line each. */
import { byCodeUnits } from '../text/order.ts'

/** Each kind with its line; `N` stands for the count. */
const asideLines = {
  jobField: 'failure and success policies of Jobs read but not simulated: N Jobs',
  readinessGate: 'readiness gates read but not simulated: N pod templates; their pods are ready without them',
  scheduling:
    'tolerations, affinity and topology spread read but not simulated until the scheduler is: N pod templates',
  taint: 'taints read but not simulated until the scheduler is: N nodes',
  service: 'Services read; their endpoints and traffic are not simulated yet: N',
} as const
export type AsideKind = keyof typeof asideLines

export class Asides {
  private readonly counts = new Map<AsideKind, number>()
  private readonly kubeletFields = new Set<string>()

  note(kind: AsideKind, by = 1): void {
    if (by > 0) this.counts.set(kind, (this.counts.get(kind) ?? 0) + by)
  }

  /** A field of a KubeletConfiguration that changes no rule of this version. */
  noteKubeletField(name: string): void {
    this.kubeletFields.add(name)
  }

  /** One line for each kind that occurred, in a fixed order. */
  lines(): string[] {
    const counted = (Object.keys(asideLines) as AsideKind[]).flatMap((kind) => {
      const count = this.counts.get(kind)
      return count === undefined ? [] : [asideLines[kind].replace(/\bN\b/, String(count))]
    })
    if (this.kubeletFields.size === 0) return counted
    const names = [...this.kubeletFields].sort(byCodeUnits).join(', ')
    return [...counted, `fields of KubeletConfiguration read but not simulated: ${names}`]
  }
}
