/** PriorityClasses of the input (Z28). Source: kubernetes v1.36 plugin/pkg/admission/priority/admission.go, admitPod. */
import type { Located } from '../text/located.ts'
import type { SchedulingTemplate } from './scheduling-reader.ts'

export type PriorityClass = { readonly value: number; readonly neverPreempts: boolean }

/** Source: kubernetes v1.36 pkg/apis/scheduling/types.go, SystemPriorityClasses. */
const builtIn: readonly (readonly [name: string, value: number])[] = [
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]

const none: PriorityClass = { value: 0, neverPreempts: false }

export class PriorityClasses {
  private readonly classes = new Map<string, PriorityClass>(
    builtIn.map(([name, value]) => [name, { value, neverPreempts: false }]),
  )
  /** Of pods that name no class; the lowest, if several want to be it. */
  private default: PriorityClass | undefined

  add(at: Located): void {
    const { value } = at.get('value')
    const neverPreempts = at.get('preemptionPolicy').value === 'Never'
    const one = { value: typeof value === 'number' ? value : 0, neverPreempts }
    this.classes.set(String(at.at('metadata', 'name').value), one)
    if (at.get('globalDefault').value === true && one.value <= (this.default?.value ?? Infinity))
      this.default = one
  }

  /** @param name '' = the pod names none. */
  of(name: string): PriorityClass {
    return (name === '' ? this.default : this.classes.get(name)) ?? none
  }

  /** Names of classes that the input does not hold, of pods whose priority is written nowhere else. */
  unknown(pods: readonly Pick<SchedulingTemplate, 'priority' | 'priorityClass'>[]): string[] {
    const names = pods.flatMap(({ priority, priorityClass: name }) =>
      priority !== undefined || name === '' || this.classes.has(name) ? [] : name,
    )
    return [...new Set(names)]
  }
}
