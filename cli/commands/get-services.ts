/** `get services`, `get endpointslices` and `get endpoints`. */
import type { ClusterObserver } from '../../engine/index.ts'
import {
  endpointsCells,
  endpointsHeaders,
  endpointsObject,
  type ShownEndpoints,
  type ShownSlice,
  sliceCells,
  sliceHeaders,
  sliceLabels,
  sliceObject,
} from '../../reports/kubectl/endpoints.ts'
import { labelsOf } from '../../reports/kubectl/plain-data.ts'
import {
  type ShownService,
  serviceCells,
  serviceHeaders,
  serviceObject,
} from '../../reports/kubectl/services.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import type { ExitCode } from '../exit-code.ts'
import { tableColumns } from '../get-objects.ts'
import { GetPrinter, type Shape } from '../get-printer.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { clusterAt, loadView, ObjectScope } from '../view.ts'

/** How objects of one kind are found and shown. */
type Kind<Thing> = {
  readonly noun: string
  /** All of them, or those of one Service. */
  readonly read: (observer: ClusterObserver, scenario: LoadedScenario, service?: number) => Thing[]
  readonly identity: (thing: Thing) => {
    readonly namespace: string
    readonly name: string
    readonly labels: Readonly<Record<string, string>>
    /** By index into `services` of the spec. */
    readonly service: number
  }
  readonly shape: Shape<Thing>
}

export async function getServices(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getOfServices(options, names, output, {
    noun: 'services',
    // What is shown of a Service does not change.
    read: (_, scenario, service) => (service === undefined ? shownServices(scenario) : []),
    identity: (service) => ({ ...service, labels: labelsOf(service.object), service: -1 }),
    shape: {
      headers: serviceHeaders(columns),
      cells: (service, nowSeconds) => serviceCells(service, nowSeconds, columns),
      object: serviceObject,
    },
  })
}

export async function getSlices(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getOfServices<ShownSlice>(options, names, output, {
    noun: 'endpointslices.discovery.k8s.io',
    read: (observer, { services }, service) =>
      observer
        .slices()
        .filter((view) => service === undefined || view.service === service)
        .map((view) => ({ view, service: services[view.service] })),
    identity: (slice) => ({ ...slice.view, labels: sliceLabels(slice) }),
    shape: {
      headers: sliceHeaders(columns),
      cells: (slice, nowSeconds) => sliceCells(slice, nowSeconds, columns),
      object: sliceObject,
      hasTime: true,
    },
  })
}

/** The API server warns of these objects from 1.33 on. */
const deprecation = 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n'

export async function getEndpoints(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const columns = tableColumns(options)
  return getOfServices<ShownEndpoints>(options, names, output, {
    noun: 'endpoints',
    read: (observer, { services }, service) =>
      observer
        .endpoints()
        .filter((view) => service === undefined || view.service === service)
        .map((view) => ({ view, service: services[view.service] })),
    identity: ({ view, service }) => ({ ...view, labels: labelsOf(service) }),
    shape: {
      headers: endpointsHeaders(columns),
      cells: (endpoints, nowSeconds) => endpointsCells(endpoints, nowSeconds, columns),
      object: endpointsObject,
      hasTime: true,
    },
  })
}

/** Services with what their manifests say. */
export function shownServices({ spec, services }: LoadedScenario): ShownService[] {
  return spec.services.map(({ namespace, name }, row) => ({ namespace, name, object: services[row] }))
}

async function getOfServices<Thing>(
  options: Options,
  names: readonly string[],
  output: Output,
  { noun, read, identity, shape }: Kind<Thing>,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const { durationUs, kubernetesVersion } = scenario.spec
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const inScope = (things: readonly Thing[]): Thing[] =>
    things.filter((thing) => {
      const { namespace, name, labels } = identity(thing)
      return scope.holds(namespace, name, labels)
    })
  const keyOf = (thing: Thing): string => `${identity(thing).namespace}/${identity(thing).name}`
  const isSame = (one: Thing, other: Thing): boolean =>
    JSON.stringify(shape.object(one)) === JSON.stringify(shape.object(other))
  const printer = new GetPrinter(options, output, shape)
  const found = inScope(read(observer, scenario))
  if (noun === 'endpoints' && Number(kubernetesVersion.slice(2)) >= 33) output.err(deprecation)
  printer.list(found, nowSeconds, names.length !== 1)
  if (options.watch) {
    const shown = new Map(found.map((thing) => [keyOf(thing), thing]))
    observer.watchServices(durationUs, (service, seconds) => {
      const things = new Map(inScope(read(observer, scenario, service)).map((thing) => [keyOf(thing), thing]))
      for (const [key, thing] of shown)
        if (identity(thing).service === service && !things.has(key)) {
          // It is gone: kubectl shows once more what it was.
          shown.delete(key)
          printer.change(thing, seconds)
        }
      for (const [key, thing] of things) {
        const before = shown.get(key)
        if (before !== undefined && isSame(before, thing)) continue
        shown.set(key, thing)
        found.push(thing)
        printer.change(thing, seconds)
      }
    })
  }
  return scope.report(
    noun,
    found.map((thing) => identity(thing).name),
    output,
  )
}
