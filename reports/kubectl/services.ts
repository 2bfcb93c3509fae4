/**
 * `kubectl get services` and `describe service`. What a cluster gives a Service and its manifest does not say - an address, a node port -
 * is `<unknown>`. Sources: kubernetes v1.36 pkg/printers/internalversion/printers.go, printService; kubectl v0.36 pkg/describe, describeService.
 */
import type { EndpointSliceView } from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { readyEndpointsText } from './endpoints.ts'
import { ageText } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { labelsOf, listOf, mapOf, type PlainMap, textOf, textsOf } from './plain-data.ts'
import { describedBlocks, pairLines } from './pod-description.ts'
import { selectorText } from './selector-text.ts'
import { apiTime } from './wall-clock.ts'

export type ServiceTableOptions = LabelColumns & { readonly wide: boolean; readonly withNamespace: boolean }

/** A Service as its manifest has it; the namespace may be left out there. */
export type ShownService = { readonly namespace: string; readonly name: string; readonly object: unknown }

const unknown = '<unknown>'

export function serviceHeaders({ wide, withNamespace, ...labels }: ServiceTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    'NAME',
    'TYPE',
    'CLUSTER-IP',
    'EXTERNAL-IP',
    'PORT(S)',
    'AGE',
    ...(wide ? ['SELECTOR'] : []),
    ...labelHeaders(labels),
  ]
}

export function serviceCells(
  service: ShownService,
  nowSeconds: number,
  options: ServiceTableOptions,
): string[] {
  const { wide, withNamespace, ...labels } = options
  const spec = specOf(service)
  return [
    ...(withNamespace ? [service.namespace] : []),
    service.name,
    typeOf(spec),
    clusterIps(spec)[0] ?? '<none>',
    externalIp(spec, mapOf(mapOf(service.object)['status'])),
    portsText(spec),
    ageText(nowSeconds, beforeRunSeconds),
    ...(wide ? [selectorOf(spec)] : []),
    ...labelCells(labelsOf(service.object), labels),
  ].map(safeText)
}

function specOf({ object }: ShownService): PlainMap {
  return mapOf(mapOf(object)['spec'])
}

function typeOf(spec: PlainMap): string {
  return textOf(spec['type']) || 'ClusterIP'
}

function clusterIps(spec: PlainMap): string[] {
  if (typeOf(spec) === 'ExternalName') return []
  const several = listOf(spec['clusterIPs']).map(textOf)
  if (several.length > 0) return several
  return [textOf(spec['clusterIP']) || unknown]
}

function externalIp(spec: PlainMap, status: PlainMap): string {
  const type = typeOf(spec)
  if (type === 'ExternalName') return textOf(spec['externalName'])
  const given = listOf(spec['externalIPs']).map(textOf)
  const ingress = type === 'LoadBalancer' ? ingressOf(status) : []
  const all = [...ingress, ...given]
  if (all.length > 0) return all.join(',')
  return type === 'LoadBalancer' ? '<pending>' : '<none>'
}

function ingressOf(status: PlainMap): string[] {
  return listOf(mapOf(status['loadBalancer'])['ingress'])
    .map(mapOf)
    .map(({ ip, hostname }) => textOf(ip) || textOf(hostname))
}

function hasNodePorts(spec: PlainMap): boolean {
  const type = typeOf(spec)
  return type === 'NodePort' || (type === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false)
}

function nodePortOf(spec: PlainMap, port: PlainMap): string {
  return textOf(port['nodePort']) || (hasNodePorts(spec) ? unknown : '')
}

function portsText(spec: PlainMap): string {
  const texts = listOf(spec['ports'])
    .map(mapOf)
    .map((port) => {
      const node = nodePortOf(spec, port)
      return `${textOf(port['port'])}${node === '' ? '' : `:${node}`}/${textOf(port['protocol']) || 'TCP'}`
    })
  return texts.length === 0 ? '<none>' : texts.join(',')
}

function selectorOf(spec: PlainMap): string {
  return selectorText({ matchLabels: spec['selector'] })
}

export function serviceObject({ namespace, name, object }: ShownService): PlainMap {
  const written = mapOf(object)
  const metadata = mapOf(written['metadata'])
  const spec = mapOf(written['spec'])
  return {
    ...written,
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { creationTimestamp: apiTime(beforeRunSeconds), ...metadata, name, namespace },
    spec: {
      sessionAffinity: 'None',
      type: 'ClusterIP',
      ...spec,
      ...(spec['ports'] === undefined
        ? {}
        : {
            ports: listOf(spec['ports'])
              .map(mapOf)
              .map((port) => ({ protocol: 'TCP', ...port, targetPort: port['targetPort'] || port['port'] })),
          }),
    },
  }
}

export function serviceDescription(service: ShownService, slices: readonly EndpointSliceView[]): string {
  const spec = specOf(service)
  const metadata = mapOf(mapOf(service.object)['metadata'])
  const ips = clusterIps(spec)
  const isHeadless = ips[0] === 'None'
  const families = listOf(spec['ipFamilies']).map(textOf)
  const optional = (label: string, text: string): string[] => (text === '' ? [] : [`${label}:\t${text}`])
  const lines = [
    `Name:\t${service.name}`,
    `Namespace:\t${service.namespace}`,
    ...pairLines('Labels', '=', labelsOf(service.object)),
    ...pairLines('Annotations', ': ', textsOf(metadata['annotations'])),
    `Selector:\t${selectorOf(spec)}`,
    `Type:\t${typeOf(spec)}`,
    ...(ips.length === 0 ? [] : [`IP Family Policy:\t${textOf(spec['ipFamilyPolicy']) || 'SingleStack'}`]),
    `IP Families:\t${families.length > 0 ? families.join(',') : ips.length === 0 ? '<none>' : 'IPv4'}`,
    `IP:\t${ips[0] ?? ''}`,
    `IPs:\t${ips.length === 0 ? '<none>' : ips.join(',')}`,
    ...optional('External IPs', listOf(spec['externalIPs']).map(textOf).join(',')),
    ...optional('Desired LoadBalancer IP', textOf(spec['loadBalancerIP'])),
    ...optional('External Name', textOf(spec['externalName'])),
    ...optional('LoadBalancer Ingress', ingressOf(mapOf(mapOf(service.object)['status'])).join(', ')),
    ...listOf(spec['ports']).flatMap((port) => portLines(spec, mapOf(port), slices)),
    `Session Affinity:\t${textOf(spec['sessionAffinity']) || 'None'}`,
    ...optional(
      'External Traffic Policy',
      textOf(spec['externalTrafficPolicy']) || (hasExternalTraffic(spec) ? 'Cluster' : ''),
    ),
    ...optional(
      'Internal Traffic Policy',
      textOf(spec['internalTrafficPolicy']) || (ips.length === 0 && !isHeadless ? '' : 'Cluster'),
    ),
    ...optional('HealthCheck NodePort', textOf(spec['healthCheckNodePort'])),
    ...optional('LoadBalancer Source Ranges', listOf(spec['loadBalancerSourceRanges']).map(textOf).join(',')),
    ...optional('Traffic Distribution', textOf(spec['trafficDistribution'])),
  ]
  return describedBlocks(lines, ['Events:\t<none>'], 0)
}

function hasExternalTraffic(spec: PlainMap): boolean {
  return typeOf(spec) === 'NodePort' || typeOf(spec) === 'LoadBalancer'
}

function portLines(spec: PlainMap, port: PlainMap, slices: readonly EndpointSliceView[]): string[] {
  const name = textOf(port['name'])
  const shown = name === '' ? '<unset>' : name
  const protocol = textOf(port['protocol']) || 'TCP'
  const node = nodePortOf(spec, port)
  return [
    `Port:\t${shown}\t${textOf(port['port'])}/${protocol}`,
    `TargetPort:\t${textOf(port['targetPort']) || textOf(port['port'])}/${protocol}`,
    ...(textOf(port['appProtocol']) === '' ? [] : [`AppProtocol:\t${textOf(port['appProtocol'])}`]),
    ...(node === '' ? [] : [`NodePort:\t${shown}\t${node}/${protocol}`]),
    `Endpoints:\t${readyEndpointsText(slices, name)}`,
  ]
}
