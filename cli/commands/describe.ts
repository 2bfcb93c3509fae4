/** `describe`: what kubectl describe would print at a simulated time. */
import { labelsOf } from '../../reports/kubectl/plain-data.ts'
import { podDescription } from '../../reports/kubectl/pod-description.ts'
import { podObject } from '../../reports/kubectl/pod-object.ts'
import { serviceDescription } from '../../reports/kubectl/services.ts'
import type { Positionals } from '../command-row.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { clusterAt, loadView, ObjectScope, podsInScope } from '../view.ts'
import { describeNodes } from './describe-nodes.ts'
import { describeDeployments } from './get-deployments.ts'
import { describeCronJobs, describeJobs } from './get-jobs.ts'
import { shownServices } from './get-services.ts'
import { describeDaemonSets, describeStatefulSets } from './get-sets.ts'

/** Words of kubectl for each kind of object; pods are described by any other. */
const commands: readonly {
  readonly words: readonly string[]
  readonly run: (options: Options, names: readonly string[], output: Output) => Promise<ExitCode>
}[] = [
  { words: ['services', 'service', 'svc'], run: describeServices },
  { words: ['nodes', 'node', 'no'], run: describeNodes },
  { words: ['jobs', 'job'], run: describeJobs },
  { words: ['cronjobs', 'cronjob', 'cj'], run: describeCronJobs },
  { words: ['deployments', 'deployment', 'deploy'], run: describeDeployments },
  { words: ['statefulsets', 'statefulset', 'sts'], run: describeStatefulSets },
  { words: ['daemonsets', 'daemonset', 'ds'], run: describeDaemonSets },
]

export async function describe(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const [resource = ''] = words.get('resource') ?? []
  const names = words.get('names') ?? []
  const describeThem = commands.find(({ words }) => words.includes(resource))?.run ?? describePods
  return describeThem(options, names, output)
}

async function describeServices(
  options: Options,
  names: readonly string[],
  output: Output,
): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'describe')
  const { observer } = clusterAt(options, scenario)
  const slices = observer.slices()
  const services = shownServices(scenario)
  const rows = Array.from(services.keys()).filter((row) => {
    const { namespace, name, object } = services[row]
    return scope.holds(namespace, name, labelsOf(object))
  })
  const texts = rows.map((row) =>
    serviceDescription(
      services[row],
      slices.filter(({ service }) => service === row),
    ),
  )
  output.out(texts.join('\n\n'))
  return scope.report(
    'services',
    rows.map((row) => services[row].name),
    output,
  )
}

async function describePods(options: Options, names: readonly string[], output: Output): Promise<ExitCode> {
  const scope = new ObjectScope(options, names)
  const scenario = await loadView(options, 'describe')
  const { observer, nowSeconds } = clusterAt(options, scenario)
  const pods = podsInScope(observer, scenario, scope)
  const texts = pods.map((pod) => podDescription(podObject(pod), observer.events(pod.view), nowSeconds))
  output.out(texts.join('\n\n'))
  return scope.report(
    'pods',
    pods.map(({ view }) => view.name),
    output,
    scenario.spec,
  )
}
