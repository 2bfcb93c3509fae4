/** `get` and `describe` of objects of a kind that controllers keep: found in a view of the cluster, narrowed, printed, watched. */
import type { ClusterObserver } from '../engine/index.ts'
import type { LoadedScenario } from '../scenarios/load-scenario.ts'
import type { ExitCode } from './exit-code.ts'
import { GetPrinter, type Shape } from './get-printer.ts'
import type { Options } from './options.ts'
import type { Output } from './streams.ts'
import { clusterAt, loadView, ObjectScope } from './view.ts'

type Shown = { readonly view: { readonly namespace: string; readonly name: string } }

/** How objects of one kind are found. */
export type ObjectKind<Thing extends Shown> = {
  readonly noun: string
  readonly read: (observer: ClusterObserver, scenario: LoadedScenario) => Thing[]
  readonly labels: (thing: Thing) => Readonly<Record<string, string>>
}

/** Columns that every table of namespaced objects may have. */
export function tableColumns(options: Options) {
  return {
    wide: options.output === 'wide',
    withNamespace: options['all-namespaces'],
    labelColumns: options['label-columns'].flatMap((keys) => keys.split(',')),
    showLabels: options['show-labels'],
  }
}

/** Those that a command is about. */
function finder<Thing extends Shown>(
  { read, labels }: ObjectKind<Thing>,
  scenario: LoadedScenario,
  scope: ObjectScope,
) {
  return (observer: ClusterObserver): Thing[] =>
    read(observer, scenario).filter((thing) =>
      scope.holds(thing.view.namespace, thing.view.name, labels(thing)),
    )
}

export async function getObjects<Thing extends Shown>(
  options: Options,
  names: readonly string[],
  output: Output,
  kind: ObjectKind<Thing>,
  shape: Shape<Thing>,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const { durationUs } = scenario.spec
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const find = finder(kind, scenario, scope)
  const printer = new GetPrinter(options, output, shape)
  const found = find(observer)
  printer.list(found, nowSeconds, names.length !== 1)
  const keyOf = ({ view }: Thing): string => `${view.namespace}/${view.name}`
  const textOf = (thing: Thing): string => JSON.stringify(shape.object(thing))
  if (options.watch) {
    const shown = new Map(found.map((thing) => [keyOf(thing), textOf(thing)]))
    observer.watchObjects(durationUs, (seconds) => {
      for (const thing of find(observer)) {
        if (shown.get(keyOf(thing)) === textOf(thing)) continue
        shown.set(keyOf(thing), textOf(thing))
        found.push(thing)
        printer.change(thing, seconds)
      }
    })
  }
  return scope.report(
    kind.noun,
    found.map(({ view }) => view.name),
    output,
  )
}

export async function describeObjects<Thing extends Shown>(
  options: Options,
  names: readonly string[],
  output: Output,
  kind: ObjectKind<Thing>,
  describe: (thing: Thing, observer: ClusterObserver, nowSeconds: number) => string,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'describe')
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const things = finder(kind, scenario, scope)(observer)
  output.out(things.map((thing) => describe(thing, observer, nowSeconds)).join('\n\n'))
  return scope.report(
    kind.noun,
    things.map(({ view }) => view.name),
    output,
  )
}
