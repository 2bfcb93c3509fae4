/** L5: the quality of service of a pod, from requests and limits. Source: k8s.io/kubernetes v1.35 pkg/apis/core/v1/helper/qos, ComputePodQOS. */
import { listOf, mapOf, type PlainMap, textOf } from './plain-data.ts'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

const resources = ['cpu', 'memory'] as const

/** Init containers count. A request that is left out is the limit. */
export function qosClass(spec: PlainMap): QosClass {
  const containers = [...listOf(spec['initContainers']), ...listOf(spec['containers'])].map((container) => {
    const { limits, requests } = mapOf(mapOf(container)['resources']) as Record<string, unknown>
    return resources.map((resource) => {
      const limit = amountOf(mapOf(limits)[resource])
      return { limit, request: amountOf(mapOf(requests)[resource]) ?? limit }
    })
  })
  const amounts = containers.flat()
  if (amounts.every(({ request }) => request === undefined)) return 'BestEffort'
  const isGuaranteed = amounts.every(({ limit, request }) => limit !== undefined && limit === request)
  return isGuaranteed ? 'Guaranteed' : 'Burstable'
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** A quantity that has been checked before; undefined for none, and for 0, which sets nothing. */
function amountOf(quantity: unknown): number | undefined {
  const [, number = '', unit = ''] =
    /^\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)\s*$/.exec(textOf(quantity)) ?? []
  const amount = Number(number) * (units[unit] ?? Number.NaN)
  return number === '' || amount === 0 || Number.isNaN(amount) ? undefined : amount
}
