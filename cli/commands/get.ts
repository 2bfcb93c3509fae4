/** `get`: what kubectl get would print at a simulated time, and with `-w` each change after it. */
import { ClusterObserver } from '../../engine/index.ts'
import { type NodeTableOptions, nodeCells, nodeHeaders, nodeObject } from '../../reports/kubectl/nodes.ts'
import { type ObjectFormat, objectsText } from '../../reports/kubectl/object-text.ts'
import { podObject, type ShownPod } from '../../reports/kubectl/pod-object.ts'
import { type PodTableOptions, podCells, podHeaders } from '../../reports/kubectl/pod-table.ts'
import { GrowingTable } from '../../reports/kubectl/tabbed-text.ts'
import type { LoadedScenario } from '../../scenarios/load-scenario.ts'
import type { Positionals } from '../command-table.ts'
import { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import { isInScope, loadView, ObjectScope, podsInScope, runTo, secondsOf, shownPod, viewUs } from '../view.ts'

export async function get(options: Options, words: Positionals): Promise<ExitCode> {
  const [resource = ''] = words.get('resource') ?? []
  const names = words.get('names') ?? []
  if (resource.startsWith('no')) return getNodes(options, names)
  return options.watch ? watchPods(options, names) : getPods(options, names)
}

async function getPods(options: Options, names: readonly string[]): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const atUs = viewUs(options, scenario, scenario.spec.durationUs)
  const observer = new ClusterObserver(scenario.spec)
  runTo(observer, atUs)
  const pods = podsInScope(observer, scenario, scope)
  new PodPrinter(options).list(pods, secondsOf(atUs), names.length !== 1)
  return scope.report(
    'pods',
    pods.map(({ view }) => view.name),
  )
}

/** The list as it is just before the time, then every change: what happens at the time itself is one. */
async function watchPods(options: Options, names: readonly string[]): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'get')
  const atUs = viewUs(options, scenario, 0)
  const observer = new ClusterObserver(scenario.spec)
  observer.runBefore(atUs)
  const printer = new PodPrinter(options)
  for (const pod of podsInScope(observer, scenario, scope)) printer.one(pod, secondsOf(atUs))
  observer.watchPods(scenario.spec.durationUs, (view, seconds) => {
    const pod = shownPod(view, scenario)
    if (isInScope(pod, scope)) printer.one(pod, seconds)
  })
  return printer.isEmpty ? scope.report('pods', []) : ExitCode.Done
}

class PodPrinter {
  isEmpty = true
  private readonly options: Options
  private readonly columns: PodTableOptions
  private readonly table = new GrowingTable()

  constructor(options: Options) {
    this.options = options
    this.columns = {
      wide: options.output === 'wide',
      withNamespace: options['all-namespaces'],
      ...labelOptions(options),
    }
  }

  list(pods: readonly ShownPod[], nowSeconds: number, isList: boolean): void {
    const format = objectFormat(this.options)
    if (format === undefined) this.addRows(pods, nowSeconds)
    else if (isList || pods.length > 0) print(objectsText(pods.map(podObject), isList, format))
  }

  /** A change: one row more, or one document more. */
  one(pod: ShownPod, nowSeconds: number): void {
    const format = objectFormat(this.options)
    if (format === undefined) this.addRows([pod], nowSeconds)
    else
      print(
        `${format === 'yaml' && !this.isEmpty ? '---\n' : ''}${objectsText([podObject(pod)], false, format)}`,
      )
    this.isEmpty = false
  }

  private addRows(pods: readonly ShownPod[], nowSeconds: number): void {
    if (pods.length === 0) return
    const headers = this.isEmpty && !this.options['no-headers'] ? [podHeaders(this.columns)] : []
    print(this.table.add([...headers, ...pods.map((pod) => podCells(pod, nowSeconds, this.columns))]))
    this.isEmpty = false
  }
}

async function getNodes(options: Options, names: readonly string[]): Promise<ExitCode> {
  const scope = new ObjectScope({ ...options, 'all-namespaces': names.length === 0 }, names)
  const scenario = await loadView(options, 'get')
  const nodes = new ClusterObserver(scenario.spec)
    .nodes()
    .filter(({ name, labels }) => scope.holds(scope.namespace ?? '', name, labels))
  const { kubernetesVersion } = scenario.spec
  const format = objectFormat(options)
  if (format === undefined) print(nodeTable(nodes, options, scenario))
  else if (names.length !== 1 || nodes.length > 0) {
    const objects = nodes.map((node) => nodeObject(node, kubernetesVersion))
    print(objectsText(objects, names.length !== 1, format))
  }
  return scope.report(
    'nodes',
    nodes.map(({ name }) => name),
  )
}

function nodeTable(
  nodes: ReturnType<ClusterObserver['nodes']>,
  options: Options,
  { spec }: LoadedScenario,
): string {
  const columns: NodeTableOptions = {
    wide: options.output === 'wide',
    kubernetesVersion: spec.kubernetesVersion,
    ...labelOptions(options),
  }
  if (nodes.length === 0) return ''
  const headers = options['no-headers'] ? [] : [nodeHeaders(columns)]
  return new GrowingTable().add([...headers, ...nodes.map((node) => nodeCells(node, columns))])
}

function labelOptions(options: Options) {
  return {
    labelColumns: options['label-columns'].flatMap((keys) => keys.split(',')),
    showLabels: options['show-labels'],
  }
}

/** Undefined for a table. */
function objectFormat({ output }: Options): ObjectFormat | undefined {
  return output === undefined || output === 'wide' ? undefined : (output as ObjectFormat)
}

function print(text: string): void {
  process.stdout.write(text)
}
