/** L5: the quality of service of a pod, from requests and limits. Source: k8s.io/kubernetes v1.35 pkg/apis/core/v1/helper/qos, ComputePodQOS. */
import { parseQuantity } from '../text/quantity.ts'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

type Amounts = Readonly<Record<string, unknown>>
type Containers = readonly {
  readonly resources?: { readonly limits?: Amounts; readonly requests?: Amounts } | null
}[]

const resources = ['cpu', 'memory'] as const

/** Init containers count. A request that is left out is the limit. @param spec a pod spec that has been checked. */
export function qosClass(spec: {
  readonly initContainers?: Containers | null
  readonly containers?: Containers | null
}): QosClass {
  const amounts = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].flatMap((container) =>
    resources.map((resource) => {
      const limit = amountOf(container.resources?.limits?.[resource])
      return { limit, request: amountOf(container.resources?.requests?.[resource]) ?? limit }
    }),
  )
  if (amounts.every(({ request }) => request === undefined)) return 'BestEffort'
  const isGuaranteed = amounts.every(({ limit, request }) => limit !== undefined && limit === request)
  return isGuaranteed ? 'Guaranteed' : 'Burstable'
}

/** Undefined for none, and for 0, which sets nothing. */
function amountOf(quantity: unknown): number | undefined {
  const amount = quantity === undefined || quantity === null ? undefined : parseQuantity(String(quantity))
  return amount === 0 ? undefined : amount
}
