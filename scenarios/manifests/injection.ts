/** Containers that a webhook of a cluster adds to pods: proxies of a mesh, agents of secrets and traces. They are not in the input. */
import type { Located } from '../text/located.ts'

/** Labels and annotations, of pods or of their namespace, that ask for them. */
const wishes =
  /^(?:istio-injection|istio\.io\/rev|sidecar\.(?:istio|jaegertracing|opentelemetry)\.io\/inject|linkerd\.io\/inject|kuma\.io\/sidecar-injection|consul\.hashicorp\.com\/connect-inject|vault\.hashicorp\.com\/agent-inject|dapr\.io\/enabled|instrumentation\.opentelemetry\.io\/inject-.+)$/

const refusals = ['', 'false', 'no', 'disabled']

/** Names of those that are there already. */
const injected = /^(?:istio-proxy|linkerd-proxy|kuma-sidecar|consul-dataplane|vault-agent|daprd)$/

/** @param object a namespace. */
export function injectsIntoPods(object: Located): boolean {
  const metadata = object.get('metadata')
  return [metadata.get('labels'), metadata.get('annotations')].some((map) =>
    map
      .keys()
      .some((key) => wishes.test(key) && !refusals.includes(String(map.get(key).value).toLowerCase())),
  )
}

/** @param pod a pod or a template. */
export function lacksInjected(pod: Located): boolean {
  if (!injectsIntoPods(pod)) return false
  const spec = pod.get('spec')
  return !['initContainers', 'containers'].some((key) =>
    spec
      .get(key)
      .items()
      .some((container) => injected.test(String(container.get('name').value))),
  )
}
