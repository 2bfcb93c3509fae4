/** L5: the quality of service of a pod, from requests and limits. Source: k8s.io/kubernetes v1.36 pkg/apis/core/v1/helper/qos, ComputePodQOS. */
import { parseQuantity } from '../text/quantity.ts'
import { type PodResources, podRequests, type Resources } from './pod-amounts.ts'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

const names = ['cpu', 'memory'] as const

/**
 * What the pod says for itself counts alone, if it says anything; else that of its containers, init containers among them. A request that is left
 * out is the limit. @param spec a pod spec that has been checked.
 */
export function qosClass(spec: PodResources): QosClass {
  const amounts = spec.resources
    ? amountsOf({ limits: spec.resources.limits, requests: Object.fromEntries(podRequests(spec)) })
    : [...(spec.initContainers ?? []), ...(spec.containers ?? [])].flatMap(({ resources }) =>
        amountsOf(resources ?? {}),
      )
  if (amounts.every(({ request }) => request === undefined)) return 'BestEffort'
  const isGuaranteed = amounts.every(({ limit, request }) => limit !== undefined && limit === request)
  return isGuaranteed ? 'Guaranteed' : 'Burstable'
}

function amountsOf({
  limits,
  requests,
}: Resources): { readonly limit?: number; readonly request?: number }[] {
  return names.map((name) => {
    const limit = amountOf(limits?.[name])
    const isAsked = Object.hasOwn(requests ?? {}, name)
    const request = isAsked ? amountOf(requests?.[name]) : limit
    return { ...(limit === undefined ? {} : { limit }), ...(request === undefined ? {} : { request }) }
  })
}

/** Undefined for none, and for 0, which sets nothing. */
function amountOf(quantity: unknown): number | undefined {
  const amount = quantity === undefined || quantity === null ? undefined : parseQuantity(String(quantity))
  return amount === 0 ? undefined : amount
}
