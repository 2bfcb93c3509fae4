/** What a pod is as an endpoint of a Service (R5). Source: kubernetes v1.36 staging/src/k8s.io/endpointslice/utils.go, podToEndpoint. */
import { PodMark } from './pod-mark.ts'

/** Conditions of an endpoint, as bits; 0 = it is none. */
export const EndpointMark = { Ready: 1, Serving: 2, Terminating: 4, Member: 8 } as const

/** What stands of a pod in an Endpoints object, which knows no endpoint that terminates; 0 = nothing. */
export const AddressMark = { NotReady: 1, Ready: 2 } as const

/**
 * R5: an endpoint has an address, and is one until it has ended. It is ready no more as soon as it is to be deleted, and goes on serving.
 * @param pod bits of `PodMark`.
 */
export function endpointMark(pod: number, publishesNotReady: boolean): number {
  if ((pod & PodMark.Address) === 0 || (pod & (PodMark.Active | PodMark.Terminating)) === 0) return 0
  const isServing = (pod & PodMark.Serving) !== 0
  const isTerminating = (pod & PodMark.Terminating) !== 0
  return (
    EndpointMark.Member |
    (publishesNotReady || (isServing && !isTerminating) ? EndpointMark.Ready : 0) |
    (isServing ? EndpointMark.Serving : 0) |
    (isTerminating ? EndpointMark.Terminating : 0)
  )
}

/** 1 if the endpoint is ready. */
export function readiness(mark: number): number {
  return (mark & EndpointMark.Ready) === 0 ? 0 : 1
}

/** R6: 1 if proxies send requests to the endpoint where no endpoint is ready: it serves, though it terminates. */
export function fallback(mark: number): number {
  const wanted = EndpointMark.Serving | EndpointMark.Terminating
  return (mark & wanted) === wanted ? 1 : 0
}

/** The same for an Endpoints object. Source: kubernetes v1.36 pkg/controller/endpoint/endpoints_controller.go, syncService. */
export function addressMark(pod: number, publishesNotReady: boolean): number {
  const endpoint = endpointMark(pod, publishesNotReady)
  const isIn = endpoint !== 0 && (publishesNotReady || (endpoint & EndpointMark.Terminating) === 0)
  if (!isIn) return 0
  return (endpoint & EndpointMark.Ready) === 0 ? AddressMark.NotReady : AddressMark.Ready
}
