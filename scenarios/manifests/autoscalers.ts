/**
 * Autoscalers: how many pods a workload has that leaves `replicas` to them. Sources: kubernetes v1.36
 * pkg/controller/podautoscaler/horizontal.go (fewer than minReplicas are scaled up at the first sync; minReplicas is 1 by default);
 * keda apis/keda/v1alpha1/scaledobject_types.go (minReplicaCount is 0 by default, maxReplicaCount 100).
 */
import { isMap, type Located } from '../text/located.ts'
import { groupOf } from './template-kinds.ts'

type Scaler = {
  readonly title: string
  readonly least: number
  readonly most: number
  /** Only of a HorizontalPodAutoscaler. */
  readonly object?: AutoscalerObject
}

const kedaMost = 100

export type AutoscalerObject = { readonly namespace: string; readonly name: string; readonly at: Located }

export class Autoscalers {
  private readonly scalers = new Map<string, Scaler>()

  /** Takes an object in if it is an autoscaler. */
  add(kind: string, group: string, namespace: string, object: Located): void {
    const isKeda = kind === 'ScaledObject' && group === 'keda.sh'
    if (!isKeda && !(kind === 'HorizontalPodAutoscaler' && group === 'autoscaling')) return
    const target = object.at('spec', 'scaleTargetRef')
    if (!isMap(target.value)) return
    const targetKind = target.get('kind').value ?? 'Deployment'
    const targetGroup = groupOf(String(target.get('apiVersion').value ?? 'apps/v1'))
    const count = (key: string): number | undefined => {
      const { value } = object.at('spec', key)
      return typeof value === 'number' && value > 0 ? Math.floor(value) : undefined
    }
    // What scales to nothing comes up with the first request.
    const least = count(isKeda ? 'minReplicaCount' : 'minReplicas') ?? 1
    const most = count(isKeda ? 'maxReplicaCount' : 'maxReplicas') ?? (isKeda ? kedaMost : Infinity)
    const key = keyOf(targetGroup, String(targetKind), namespace, String(target.get('name').value))
    const other = this.scalers.get(key)
    if (other !== undefined && other.least >= least) return
    const name = String(object.at('metadata', 'name').value)
    const own = isKeda ? {} : { object: { namespace, name, at: object } }
    this.scalers.set(key, { title: `${kind} ${name}`, least, most, ...own })
  }

  /** The autoscaler of a workload. */
  of(group: string, kind: string, namespace: string, name: string): Scaler | undefined {
    return this.scalers.get(keyOf(group, kind, namespace, name))
  }
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('/')
}
