/** `describe pod` and `describe service`: what kubectl describe would print at a simulated time. */
import { ClusterObserver } from '../../engine/index.ts'
import { serviceLabels } from '../../reports/kubectl/endpoints.ts'
import { podDescription } from '../../reports/kubectl/pod-description.ts'
import { podObject } from '../../reports/kubectl/pod-object.ts'
import { serviceDescription } from '../../reports/kubectl/services.ts'
import type { Positionals } from '../command-row.ts'
import type { ExitCode } from '../exit-code.ts'
import type { Options } from '../options.ts'
import type { Output } from '../streams.ts'
import { loadView, ObjectScope, podsInScope, runTo, secondsOf, viewUs } from '../view.ts'
import { shownServices } from './get-services.ts'

export async function describe(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const [resource = ''] = words.get('resource') ?? []
  return resource.startsWith('s')
    ? describeServices(options, words, output)
    : describePods(options, words, output)
}

async function describeServices(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const scope = new ObjectScope(options, words.get('names') ?? [])
  const scenario = await loadView(options, 'describe')
  const atUs = viewUs(options, scenario, scenario.spec.durationUs)
  const observer = new ClusterObserver(scenario.spec)
  runTo(observer, atUs)
  const slices = observer.slices()
  const services = shownServices(scenario)
  const rows = Array.from(services.keys()).filter((row) => {
    const { namespace, name, object } = services[row]
    return scope.holds(namespace, name, serviceLabels(object))
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

async function describePods(options: Options, words: Positionals, output: Output): Promise<ExitCode> {
  const scope = new ObjectScope(options, words.get('names') ?? [])
  const scenario = await loadView(options, 'describe')
  const atUs = viewUs(options, scenario, scenario.spec.durationUs)
  const observer = new ClusterObserver(scenario.spec)
  runTo(observer, atUs)
  const pods = podsInScope(observer, scenario, scope)
  const texts = pods.map((pod) => podDescription(podObject(pod), observer.events(pod.view), secondsOf(atUs)))
  output.out(texts.join('\n\n'))
  return scope.report(
    'pods',
    pods.map(({ view }) => view.name),
    output,
    scenario.spec,
  )
}
