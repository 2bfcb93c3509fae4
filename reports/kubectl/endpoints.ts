/**
 * `kubectl get endpointslices` and `get endpoints`, as tables and as objects; names of pods stand for their addresses, which are not
 * simulated. Source: kubernetes v1.36 pkg/printers/internalversion/printers.go, printEndpointSlice and printEndpoints.
 */
import type {
  EndpointSliceView,
  EndpointsView,
  EndpointView,
  PortView,
} from '../../engine/contract/cluster-view.ts'
import { safeText } from '../readable.ts'
import { beforeRunSeconds } from './before-run.ts'
import { ageText } from './human-duration.ts'
import { type LabelColumns, labelCells, labelHeaders } from './label-columns.ts'
import { entry, labelsOf, type PlainMap } from './plain-data.ts'
import { apiTime } from './wall-clock.ts'

export type EndpointTableOptions = LabelColumns & { readonly withNamespace: boolean }

/** Something of a Service, and what the manifest says of the Service. */
export type ShownSlice = { readonly view: EndpointSliceView; readonly service: unknown }
export type ShownEndpoints = { readonly view: EndpointsView; readonly service: unknown }

/** Items that a cell names. */
const namedMax = 3

function withMore(items: readonly string[], empty: string): string {
  if (items.length === 0) return empty
  const named = items.slice(0, namedMax).join(',')
  return items.length <= namedMax ? named : `${named} + ${items.length - namedMax} more...`
}

export function sliceHeaders({ withNamespace, ...labels }: EndpointTableOptions): string[] {
  return [
    ...(withNamespace ? ['NAMESPACE'] : []),
    'NAME',
    'ADDRESSTYPE',
    'PORTS',
    'ENDPOINTS',
    'AGE',
    ...labelHeaders(labels),
  ]
}

export function sliceCells(slice: ShownSlice, nowSeconds: number, options: EndpointTableOptions): string[] {
  const { view } = slice
  const { withNamespace, ...labels } = options
  return [
    ...(withNamespace ? [view.namespace] : []),
    view.name,
    'IPv4',
    withMore(
      view.ports.map(({ port }) => String(port)),
      '<unset>',
    ),
    withMore(
      view.endpoints.map(({ pod }) => pod),
      '<unset>',
    ),
    ageText(nowSeconds, view.createdSeconds ?? beforeRunSeconds),
    ...labelCells(sliceLabels(slice), labels),
  ].map(safeText)
}

/** Those of the Service, and those by which it is found. */
export function sliceLabels({ view, service }: ShownSlice): Readonly<Record<string, string>> {
  return {
    ...labelsOf(service),
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    'kubernetes.io/service-name': view.name.slice(0, view.name.lastIndexOf('-')),
  }
}

export function sliceObject(slice: ShownSlice): PlainMap {
  const { view } = slice
  return {
    addressType: 'IPv4',
    apiVersion: 'discovery.k8s.io/v1',
    endpoints: view.endpoints.map(({ pod, node, isReady, isServing, isTerminating }) => ({
      addresses: [pod],
      conditions: { ready: isReady, serving: isServing, terminating: isTerminating },
      ...entry('nodeName', node),
      targetRef: { kind: 'Pod', name: pod, namespace: view.namespace },
    })),
    kind: 'EndpointSlice',
    metadata: {
      creationTimestamp: apiTime(view.createdSeconds ?? beforeRunSeconds),
      generation: view.updates + 1,
      labels: sliceLabels(slice),
      name: view.name,
      namespace: view.namespace,
    },
    ports: view.ports.map(portObject),
  }
}

export function endpointsHeaders({ withNamespace, ...labels }: EndpointTableOptions): string[] {
  return [...(withNamespace ? ['NAMESPACE'] : []), 'NAME', 'ENDPOINTS', 'AGE', ...labelHeaders(labels)]
}

export function endpointsCells(
  { view, service }: ShownEndpoints,
  nowSeconds: number,
  options: EndpointTableOptions,
): string[] {
  const { withNamespace, ...labels } = options
  const ready = view.subsets.flatMap((subset) => addressesOf(subset.ports, subset.ready))
  return [
    ...(withNamespace ? [view.namespace] : []),
    view.name,
    withMore(ready, view.subsets.length === 0 ? '<none>' : ''),
    ageText(nowSeconds, beforeRunSeconds),
    ...labelCells(labelsOf(service), labels),
  ].map(safeText)
}

function addressesOf(ports: readonly PortView[], pods: readonly Pick<EndpointView, 'pod'>[]): string[] {
  if (ports.length === 0) return pods.map(({ pod }) => pod)
  return ports.flatMap(({ port }) => pods.map(({ pod }) => `${pod}:${port}`))
}

export function endpointsObject({ view, service }: ShownEndpoints): PlainMap {
  const addresses = (pods: readonly Pick<EndpointView, 'pod' | 'node'>[]): PlainMap[] =>
    pods.map(({ pod, node }) => ({
      ip: pod,
      ...entry('nodeName', node),
      targetRef: { kind: 'Pod', name: pod, namespace: view.namespace },
    }))
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      creationTimestamp: apiTime(beforeRunSeconds),
      labels: labelsOf(service),
      name: view.name,
      namespace: view.namespace,
    },
    ...(view.subsets.length === 0
      ? {}
      : {
          subsets: view.subsets.map(({ ports, ready, notReady }) => ({
            ...(ready.length === 0 ? {} : { addresses: addresses(ready) }),
            ...(notReady.length === 0 ? {} : { notReadyAddresses: addresses(notReady) }),
            ...(ports.length === 0 ? {} : { ports: ports.map(portObject) }),
          })),
        }),
  }
}

function portObject({ name, port, protocol }: PortView): PlainMap {
  return { ...entry('name', name === '' ? undefined : name), port, protocol }
}

/** What `describe service` says of a port: endpoints that are ready. Source: kubectl v0.36 pkg/describe, formatEndpointSlices. */
export function readyEndpointsText(slices: readonly EndpointSliceView[], portName: string): string {
  if (slices.length === 0) return '<none>'
  const ready = slices.flatMap(({ ports, endpoints }) =>
    addressesOf(
      ports.filter(({ name }) => name === portName),
      ports.length === 0 || ports.some(({ name }) => name === portName)
        ? endpoints.filter(({ isReady }) => isReady)
        : [],
    ),
  )
  return withMore(ready, '')
}
